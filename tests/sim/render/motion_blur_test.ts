import assert from "node:assert/strict";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { fromYawPitchRoll, type Pose } from "../../../sim/pose.ts";
import { SensorCamera } from "../../../sim/render/film/sensor_camera.ts";
import { Renderer } from "../../../sim/render/mod.ts";
import { type CameraSpec, mountCamera, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { MACHINE_VISION_NOISE } from "../../../sim/sensors/film.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice, readPictures, readTexture } from "../../support/camera_pictures.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { boxGroup, castRay, cubes, type MovingBox, rayOf } from "../../support/moving_boxes.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";
import { signals } from "../../support/sensor_signals.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu, { shapes: cubes });
const clear = lightAt({ weather: "clear", hour: 10 });

/** A tall box that crosses the sky before the camera. */
const WALL: MovingBox = {
  id: ENTITY.firstActor,
  label: "car",
  half: [0.2, 0.6, 3],
  pose: { position: [5, 0, 3], orientation: [0, 0, 0, 1] },
};

function wallAt(time: number): Pose {
  return { position: [5, 1.5 - 2.4 * time, 3], orientation: fromYawPitchRoll(0.1 * time) };
}

Deno.test("motion blur is the integral over the shutter's time, truth that of its closing", async () => {
  const box = { ...WALL };
  const scene = renderer.createScene(plainLandscape(), [boxGroup([box])]);
  const spec: CameraSpec = { ...ROVER_CAMERA, outputs: "all" };
  const open = 0.6;
  const camera = new SensorCamera(renderer, gpu, {
    ...spec,
    film: { shutter: { open, samples: 24 } },
  }, 1);
  const sharp = renderer.createCamera(spec);
  const level = mountCamera([0, 0, 1.2]);
  for (const time of [0, 1]) {
    box.pose = wallAt(time);
    scene.takePoses();
    camera.expose(scene, level, clear, { time });
    renderer.render(scene, sharp, level, clear);
  }
  const [blurred, closing] = [await readPictures(gpu, camera), await readPictures(gpu, sharp)];
  for (const name of ["ids", "depth", "normal", "flow", "occluded"] as const) {
    assert.deepEqual(blurred[name], closing[name]);
  }
  const [gone, there] = [[5, 60, 3], [5, 0, 3]] as const;
  const pictureWith = async (position: typeof gone | typeof there) => {
    box.pose = { position, orientation: fromYawPitchRoll(0.07) };
    scene.takePoses();
    renderer.render(scene, sharp, level, clear);
    return signals(await readTexture(gpu, sharp.colour, 4));
  };
  const sky = await pictureWith(gone);
  const front = await pictureWith(there);
  // The same row's middle: the face that looks at the camera.
  const trace = signals(blurred.colour);
  const { intrinsics } = sharp;
  let partly = 0;
  for (let v = 10; v < 50; v += 8) {
    for (let u = 0; u < 160; u++) {
      const ray = rayOf(intrinsics, level, u, v);
      let covered = 0;
      const moments = 150;
      for (let k = 0; k < moments; k++) {
        box.pose = wallAt(1 - open * (k + 0.5) / moments);
        if (castRay([box], level.position, ray)?.box) covered += 1 / moments;
      }
      const at = 3 * (v * 160 + u);
      const wanted = covered * front[3 * (v * 160 + 80)]! + (1 - covered) * sky[at]!;
      if (covered > 0.02 && covered < 0.98) partly++;
      assert.ok(
        Math.abs(trace[at]! - wanted) < 0.04,
        `${trace[at]} at ${[u, v]}: wanted ${wanted}`,
      );
    }
  }
  assert.ok(partly > 150, `${partly} pixels are partly covered`);
  for (const one of [camera, sharp]) one.dispose();
  scene.dispose();
});

Deno.test("a turning camera blurs as the mean of many sharp pictures in linear light", async () => {
  const scene = renderer.createScene(plainLandscape());
  const poseAt = (time: number) => mountCamera([0.2 * time, 0, 1.2], 0.3 + 0.15 * time, 0.05);
  const open = 0.5;
  const film = { shutter: { open, samples: 12 } };
  const camera = new SensorCamera(renderer, gpu, { ...ROVER_CAMERA, film }, 1);
  for (const time of [0, 1]) camera.expose(scene, poseAt(time), clear, { time });
  const blurred = signals(await readTexture(gpu, camera.colour, 4));
  const sharp = renderer.createCamera();
  const moments = 30;
  const mean = new Float64Array(blurred.length);
  for (let k = 0; k < moments; k++) {
    renderer.render(scene, sharp, poseAt(1 - open * (k + 0.5) / moments), clear);
    signals(await readTexture(gpu, sharp.colour, 4)).forEach((value, at) =>
      mean[at]! += value / moments
    );
  }
  const still = signals(await readTexture(gpu, sharp.colour, 4));
  const error = (other: Float64Array) =>
    other.reduce((sum, value, at) => sum + Math.abs(value - mean[at]!), 0) / mean.length;
  assert.ok(error(blurred) < 0.01, `off by ${error(blurred)}`);
  assert.ok(error(still) > 5 * error(blurred), `${error(still)} unblurred, ${error(blurred)}`);
  for (const one of [camera, sharp]) one.dispose();
  scene.dispose();
});

Deno.test("rows that are read one after another blur about the moment at which they are read", async () => {
  const scene = renderer.createScene(plainLandscape());
  const poseAt = (time: number) => mountCamera([0, 0, 1.2], 0.3 - 0.2 * time, 0.05);
  const spec: CameraSpec = { ...ROVER_CAMERA, readout: 0.8 };
  const film = { shutter: { open: 0.4, samples: 9 } };
  const camera = new SensorCamera(renderer, gpu, { ...spec, film }, 1);
  for (const time of [0, 1, 2]) camera.expose(scene, poseAt(time), clear, { time });
  const blurred = signals(await readTexture(gpu, camera.colour, 4));
  const moments = 24;
  const mean = new Float64Array(blurred.length);
  const sharp = renderer.createCamera();
  const slices = await Promise.all(Array.from({ length: 40 }, async (_, slice) => {
    renderer.render(scene, sharp, poseAt(2 - 1.2 * (slice + 0.5) / 40), clear);
    return signals(await readTexture(gpu, sharp.colour, 4));
  }));
  for (let v = 0; v < 120; v++) {
    for (let k = 0; k < moments; k++) {
      // How long before the frame is due.
      const ago = 0.8 * (1 - (v + 0.5) / 120) + 0.4 * (k + 0.5) / moments;
      const slice = slices[Math.min(39, Math.floor(ago / 1.2 * 40))]!;
      for (let at = 480 * v; at < 480 * (v + 1); at++) mean[at]! += slice[at]! / moments;
    }
  }
  const error = (other: Float64Array) =>
    other.reduce((sum, value, at) => sum + Math.abs(value - mean[at]!), 0) / mean.length;
  assert.ok(error(blurred) < 0.015, `off by ${error(blurred)}`);
  assert.ok(error(slices[0]!) > 3 * error(blurred), `${error(slices[0]!)} for one moment`);
  for (const one of [camera, sharp]) one.dispose();
  scene.dispose();
});

Deno.test("with everything at once frames make no object on the GPU once it is warm", async () => {
  const box = { ...WALL };
  const scene = renderer.createScene(plainLandscape(), [boxGroup([box])]);
  const camera = new SensorCamera(renderer, gpu, {
    ...ROVER_CAMERA,
    fovDeg: 150,
    lens: { model: "kannala_brandt" },
    film: {
      shutter: { open: 0.5, samples: 3 },
      autoExposure: { target: 0.3, speed: 0.3, range: 2 },
      noise: MACHINE_VISION_NOISE,
      vignetting: 1,
      whiteBalance: 0.05,
    },
  }, 1);
  const expose = (k: number) => {
    box.pose = wallAt(k / 10);
    scene.takePoses();
    camera.expose(scene, mountCamera([0.1 * k, 0, 1.2]), clear, { time: k / 10 });
  };
  for (let k = 0; k < 2; k++) expose(k);
  const made = await countGpuObjects(gpu, () => {
    for (let k = 2; k < 5; k++) expose(k);
  });
  assert.deepEqual(made, {});
  camera.dispose();
  scene.dispose();
});
