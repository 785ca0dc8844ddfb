import { median } from "../agents/session/median.ts";
import { Env } from "../sim/env.ts";
import { createLandscape, type OffroadLandscape } from "../sim/landscape.ts";
import { compose, fromYawPitchRoll, type Pose } from "../sim/pose.ts";
import { Renderer, type Scene, StereoCamera } from "../sim/render/mod.ts";
import { RouteLine } from "../sim/roads/route.ts";
import { offroad } from "../sim/scenarios/offroad.ts";
import { town } from "../sim/scenarios/town.ts";
import { type CameraSpec, mountCamera, ROVER_CAMERA } from "../sim/sensors/camera.ts";
import { ROVER_STEREO } from "../sim/sensors/stereo.ts";
import { car } from "../sim/vehicles/car.ts";
import { cameraMount } from "../sim/vehicles/rover_design.ts";
import { slopeAt, standingPose } from "../sim/vehicles/standing_pose.ts";
import { lightAt } from "../sim/weather/weathers.ts";
import { type World } from "../sim/world.ts";
import { benchTraffic } from "./traffic_bench.ts";

const SIZES = [[160, 120], [320, 240]] as const;
const SMALL = { width: 160, height: 120 } as const;
const OUTPUTS = ["colour", "all"] as const;
/** A validation world. */
const SEED = 1_000_000;
const BATCH_CAMERAS = 8;
const LIGHT = lightAt({ weather: "clear", hour: 10 });

/** How much is measured. */
export interface Effort {
  /** Frames between two waits for the GPU, and how often so many. */
  readonly batch?: number;
  readonly batches?: number;
  /** Steps of the environment. */
  readonly steps?: number;
  /** See `benchTraffic`. */
  readonly traffic?: { readonly ticks?: number; readonly within?: number };
}

/** What is driven through: a scene on the GPU, and where its camera stands frame by frame. */
interface Drive {
  readonly gpu: GPUDevice;
  readonly renderer: Renderer;
  readonly scene: Scene;
  readonly poses: readonly Pose[];
  readonly batch: number;
}

/**
 * What the world costs on that device.
 *
 * - `camera_fps_<width>x<height>_<colour|all>`: camera frames per second off the road, colour alone or with
 *   the truth of every pixel; the same in a town, with its traffic and people, by `road_` before the name.
 * - `camera_fps_128x128_colour_depth_ids`: as other simulators count them.
 * - `stereo_pairs_per_second`: pairs of 160x120, colour and true disparity.
 * - `batch_camera_fps`: frames per second of eight cameras in the layers of one array, 160x120, colour.
 * - `env_steps_no_render`: steps a second of the off-road environment without a camera, animals included.
 * - `traffic_vehicles_60hz`: see `benchTraffic`.
 *
 * A rover's camera drives 60 m of path through a furnished world, a car's 240 m of streets; every frame
 * is drawn in full, with the poses of all that moves taken anew before it, though the world is not stepped.
 * Frames are submitted one after another and waited for once per batch; the figure is
 * that of the median batch, its wait included.
 */
export async function benchWorld(
  gpu: GPUDevice,
  { batch = 60, batches = 5, steps = 3000, traffic = {} }: Effort = {},
): Promise<Record<string, number>> {
  const renderer = await Renderer.create(gpu);
  const frames = batch * batches;
  const driveThrough = (world: World, poses: readonly Pose[]): Drive => {
    const scene = renderer.createScene(world.landscape, world.movers);
    return { gpu, renderer, scene, poses, batch };
  };
  const wild = driveThrough(offroad.build(SEED), pathPoses(createLandscape(SEED), frames));
  const figures = {
    ...await cameraFigures("", wild),
    camera_fps_128x128_colour_depth_ids: await cameraFps(wild, {
      ...ROVER_CAMERA,
      width: 128,
      height: 128,
      outputs: ["colour", "depth", "ids"],
    }),
    stereo_pairs_per_second: await stereoPairsPerSecond(wild),
    batch_camera_fps: await batchCameraFps(wild),
  };
  wild.scene.dispose();
  const streets = town.build(SEED);
  const built = driveThrough(streets, streetPoses(streets, frames));
  Object.assign(figures, await cameraFigures("road_", built));
  built.scene.dispose();
  renderer.dispose();
  return { ...figures, env_steps_no_render: envStepsPerSecond(steps), ...benchTraffic(traffic) };
}

/** Steps a second of an environment that nobody looks at, the rover driving in a wide circle. */
function envStepsPerSecond(steps: number): number {
  const env = new Env(offroad);
  const rates: number[] = [];
  for (let round = 0; round < 3; round++) {
    env.reset({ seed: SEED + round });
    const action = Float64Array.of(0.8, 0.2);
    let done = false;
    for (let k = 0; k < steps / 10; k++) [, , done] = env.step(action);
    const start = performance.now();
    let counted = 0;
    for (; counted < steps && !done; counted++) [, , done] = env.step(action);
    rates.push(counted / (performance.now() - start) * 1000);
  }
  return median(rates);
}

/** Frames per second of one camera, by size and outputs. */
async function cameraFigures(prefix: string, drive: Drive): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const [width, height] of SIZES) {
    for (const outputs of OUTPUTS) {
      const fps = await cameraFps(drive, { ...ROVER_CAMERA, width, height, outputs });
      figures[`${prefix}camera_fps_${width}x${height}_${outputs}`] = fps;
    }
  }
  return figures;
}

async function cameraFps(drive: Drive, spec: CameraSpec): Promise<number> {
  const camera = drive.renderer.createCamera(spec);
  const rate = await ratePerSecond(drive, (pose) => {
    drive.renderer.render(drive.scene, camera, pose, LIGHT);
  });
  camera.dispose();
  return rate;
}

async function stereoPairsPerSecond(drive: Drive): Promise<number> {
  const spec = { ...ROVER_STEREO, ...SMALL, outputs: "colour" } as const;
  const pair = new StereoCamera(drive.renderer, drive.gpu, spec);
  const rate = await ratePerSecond(drive, (pose) => pair.expose(drive.scene, pose, LIGHT));
  pair.dispose();
  return rate;
}

async function batchCameraFps(drive: Drive): Promise<number> {
  const array = drive.renderer.createCameraArray(ROVER_CAMERA, BATCH_CAMERAS);
  const { poses } = drive;
  const rate = await ratePerSecond(drive, (_, frame) => {
    // Each camera drives a stretch of its own.
    const own = array.cameras.map((_, k) =>
      poses[(frame + Math.floor(k * poses.length / BATCH_CAMERAS)) % poses.length]!
    );
    drive.renderer.renderArray(drive.scene, array, own, LIGHT);
  }, BATCH_CAMERAS);
  array.dispose();
  return BATCH_CAMERAS * rate;
}

/** Camera poses along the path, the rover standing still along the slope, level from side to side. */
export function pathPoses({ path, terrain }: OffroadLandscape, frames: number): Pose[] {
  const mount = mountCamera(cameraMount.position, 0, cameraMount.pitch);
  return Array.from({ length: frames }, (_, frame) => {
    const place = path.point(-30 + 60 * frame / frames);
    const level = { ...slopeAt(terrain, place), left: 0 };
    return compose(standingPose(terrain, place, undefined, level), mount);
  });
}

/** Camera poses of the car along its route through the streets. */
function streetPoses({ landscape, route }: World, frames: number): Pose[] {
  const line = new RouteLine(landscape.roads!.lanes, route!);
  const mount = mountCamera(car.camera.position, 0, car.camera.pitch);
  return Array.from({ length: frames }, (_, frame) => {
    const k = Math.floor((line.length - 60) * frame / frames);
    const [x, y] = [line.x[k]!, line.y[k]!];
    const z = landscape.terrain.height(x, y) + car.rideHeight;
    return compose({ position: [x, y, z], orientation: fromYawPitchRoll(line.yaw[k]!) }, mount);
  });
}

/**
 * How often a second `draw` is done, the GPU's work included.
 *
 * @param cost How many frames it draws: so many fewer are drawn between two waits.
 */
async function ratePerSecond(
  { gpu, scene, poses, batch }: Drive,
  draw: (pose: Pose, frame: number) => void,
  cost = 1,
): Promise<number> {
  const take = (frame: number) => {
    scene.takePoses();
    draw(poses[frame]!, frame);
  };
  for (let k = 0; k < Math.ceil(10 / cost); k++) take(k % poses.length);
  await gpu.queue.onSubmittedWorkDone();
  const many = Math.max(1, Math.floor(batch / cost));
  const seconds: number[] = [];
  for (let first = 0; first < poses.length; first += batch) {
    const start = performance.now();
    for (let k = 0; k < many; k++) {
      take(first + Math.floor(k * batch / many));
    }
    await gpu.queue.onSubmittedWorkDone();
    seconds.push((performance.now() - start) / 1000);
  }
  return many / median(seconds);
}
