import { createLandscape } from "../sim/landscape.ts";
import { compose, fromYawPitchRoll, type Pose } from "../sim/pose.ts";
import { type Camera, Renderer, type Scene } from "../sim/render/mod.ts";
import { mountCamera, ROVER_CAMERA } from "../sim/sensors/camera.ts";
import { lightAt } from "../sim/weather/weathers.ts";

const SIZES = [[160, 120], [320, 240]] as const;
const OUTPUTS = ["colour", "all"] as const;
/** Frames between two waits for the GPU. */
const BATCH = 60;
const BATCHES = 5;

/**
 * Camera frames per second on that device: `camera_fps_<width>x<height>_<colour|all>`.
 *
 * A rover's camera drives 60 m of path through a furnished world, one frame every 0.1 m, and every
 * frame is drawn in full. Frames are submitted one after another and waited for once per batch of
 * 60; the figure is that of the median batch, its wait included.
 */
export async function benchWorld(gpu: GPUDevice): Promise<Record<string, number>> {
  const renderer = await Renderer.create(gpu);
  const landscape = createLandscape(1_000_000);
  const scene = renderer.createScene(landscape);
  const poses = drive(landscape);
  const figures: Record<string, number> = {};
  for (const [width, height] of SIZES) {
    for (const outputs of OUTPUTS) {
      const camera = renderer.createCamera({ ...ROVER_CAMERA, width, height, outputs });
      const fps = await framesPerSecond(gpu, renderer, scene, camera, poses);
      figures[`camera_fps_${width}x${height}_${outputs}`] = fps;
      camera.dispose();
    }
  }
  scene.dispose();
  renderer.dispose();
  return figures;
}

/** Camera poses along the path. */
function drive({ path, terrain }: ReturnType<typeof createLandscape>): Pose[] {
  const bodyFromCamera = mountCamera([0.35, 0, 1], 0, 0.17);
  return Array.from({ length: BATCH * BATCHES }, (_, frame) => {
    const { x, y, yaw } = path.point(-30 + 60 * frame / (BATCH * BATCHES));
    const [dx, dy] = terrain.gradient(x, y);
    const uphill = dx * Math.cos(yaw) + dy * Math.sin(yaw);
    const worldFromBody: Pose = {
      position: [x, y, terrain.height(x, y)],
      orientation: fromYawPitchRoll(yaw, -Math.atan(uphill)),
    };
    return compose(worldFromBody, bodyFromCamera);
  });
}

async function framesPerSecond(
  gpu: GPUDevice,
  renderer: Renderer,
  scene: Scene,
  camera: Camera,
  poses: readonly Pose[],
): Promise<number> {
  const light = lightAt({ weather: "clear", hour: 10 });
  for (const pose of poses.slice(0, 10)) renderer.render(scene, camera, pose, light);
  await gpu.queue.onSubmittedWorkDone();
  const seconds: number[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const start = performance.now();
    for (const pose of poses.slice(batch * BATCH, (batch + 1) * BATCH)) {
      renderer.render(scene, camera, pose, light);
    }
    await gpu.queue.onSubmittedWorkDone();
    seconds.push((performance.now() - start) / 1000);
  }
  seconds.sort((a, b) => a - b);
  return BATCH / seconds[Math.floor(BATCHES / 2)]!;
}
