import { median } from "../agents/session/median.ts";
import { createLandscape, type OffroadLandscape } from "../sim/landscape.ts";
import { compose, fromYawPitchRoll, type Pose, rotate } from "../sim/pose.ts";
import { type Camera, Renderer, type Scene } from "../sim/render/mod.ts";
import { mountCamera, ROVER_CAMERA } from "../sim/sensors/camera.ts";
import { cameraMount, ROVER } from "../sim/vehicles/rover_design.ts";
import { lightAt } from "../sim/weather/weathers.ts";

const SIZES = [[160, 120], [320, 240]] as const;
const OUTPUTS = ["colour", "all"] as const;
const BODY_FROM_CAMERA = mountCamera(cameraMount.position, 0, cameraMount.pitch);

/**
 * Camera frames per second on that device: `camera_fps_<width>x<height>_<colour|all>`.
 *
 * A rover's camera drives 60 m of path through a furnished world, one frame every 0.1 m, and every
 * frame is drawn in full. Frames are submitted one after another and waited for once per batch;
 * the figure is that of the median batch, its wait included.
 *
 * @param effort Frames between two waits for the GPU, and how often so many.
 */
export async function benchWorld(
  gpu: GPUDevice,
  { batch = 60, batches = 5 } = {},
): Promise<Record<string, number>> {
  const renderer = await Renderer.create(gpu);
  const landscape = createLandscape(1_000_000);
  const scene = renderer.createScene(landscape);
  const poses = drive(landscape, batch * batches);
  const figures: Record<string, number> = {};
  for (const [width, height] of SIZES) {
    for (const outputs of OUTPUTS) {
      const camera = renderer.createCamera({ ...ROVER_CAMERA, width, height, outputs });
      const fps = await framesPerSecond(gpu, renderer, scene, camera, poses, batch);
      figures[`camera_fps_${width}x${height}_${outputs}`] = fps;
      camera.dispose();
    }
  }
  scene.dispose();
  renderer.dispose();
  return figures;
}

/** Camera poses along the path, the rover standing still along the slope. */
function drive({ path, terrain }: OffroadLandscape, frames: number): Pose[] {
  return Array.from({ length: frames }, (_, frame) => {
    const { x, y, yaw } = path.point(-30 + 60 * frame / frames);
    const [dx, dy] = terrain.gradient(x, y);
    const uphill = dx * Math.cos(yaw) + dy * Math.sin(yaw);
    const orientation = fromYawPitchRoll(yaw, -Math.atan(uphill));
    const [ux, uy, uz] = rotate(orientation, [0, 0, ROVER.rideHeight]);
    const position = [x + ux, y + uy, terrain.height(x, y) + uz] as const;
    return compose({ position, orientation }, BODY_FROM_CAMERA);
  });
}

async function framesPerSecond(
  gpu: GPUDevice,
  renderer: Renderer,
  scene: Scene,
  camera: Camera,
  poses: readonly Pose[],
  batch: number,
): Promise<number> {
  const light = lightAt({ weather: "clear", hour: 10 });
  for (const pose of poses.slice(0, 10)) renderer.render(scene, camera, pose, light);
  await gpu.queue.onSubmittedWorkDone();
  const seconds: number[] = [];
  for (let first = 0; first < poses.length; first += batch) {
    const start = performance.now();
    for (const pose of poses.slice(first, first + batch)) {
      renderer.render(scene, camera, pose, light);
    }
    await gpu.queue.onSubmittedWorkDone();
    seconds.push((performance.now() - start) / 1000);
  }
  return batch / median(seconds);
}
