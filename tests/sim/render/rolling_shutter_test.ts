import assert from "node:assert/strict";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { fromYawPitchRoll, type Pose } from "../../../sim/pose.ts";
import { Renderer } from "../../../sim/render/mod.ts";
import { mountCamera, project, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice, readPictures } from "../../support/camera_pictures.ts";
import { boxGroup, castRay, cubes, type MovingBox, rayOf } from "../../support/moving_boxes.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu, { shapes: cubes });
const clear = lightAt({ weather: "clear", hour: 10 });
const READOUT = 0.8;
const ALL = { ...ROVER_CAMERA, outputs: "all" } as const;

/** A camera that turns and slides past a post that stands and a box that moves. */
const eyeAt = (time: number): Pose =>
  mountCamera([0.2 * time, -0.5 * time, 1.1], -0.08 * time, 0.04 + 0.03 * time, 0.02 * time);

function world(): { boxes: MovingBox[]; at(time: number): void } {
  const boxes: MovingBox[] = [
    {
      id: ENTITY.firstActor,
      label: "pole",
      half: [0.2, 0.2, 2],
      pose: { position: [5, 0.4, 2], orientation: [0, 0, 0, 1] },
    },
    {
      id: ENTITY.firstActor + 1,
      label: "car",
      half: [0.8, 0.5, 0.7],
      pose: { position: [6, -2, 0.7], orientation: [0, 0, 0, 1] },
    },
  ];
  return {
    boxes,
    at(time) {
      boxes[1]!.pose = { position: [6, -2 + 0.6 * time, 0.7], orientation: fromYawPitchRoll(0.3) };
    },
  };
}

Deno.test("a rolling shutter sees each row when it is read", async () => {
  const { boxes, at } = world();
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const rolling = renderer.createCamera({ ...ALL, readout: READOUT });
  const global = renderer.createCamera(ALL);
  for (const time of [0, 1]) {
    at(time);
    scene.takePoses();
    for (const camera of [rolling, global]) renderer.render(scene, camera, eyeAt(time), clear);
  }
  const { ids, depth, height, flow } = await readPictures(gpu, rolling);
  const still = await readPictures(gpu, global);
  const { width, height: rows } = rolling.intrinsics;
  let all = 0, wrong = 0, wrongStill = 0;
  const lean: number[] = [];
  for (let v = 0; v < rows; v++) {
    const time = 1 - READOUT * (1 - (v + 0.5) / rows);
    at(time);
    const eye = eyeAt(time);
    const columns: number[] = [];
    for (let u = 0; u < width; u++) {
      const hit = castRay(boxes, eye.position, rayOf(rolling.intrinsics, eye, u, v));
      if (!hit || hit.t > 60) continue;
      const pixel = v * width + u;
      all++;
      const id = ((hit.label << 24) | hit.id) >>> 0;
      if (still.ids[pixel] !== id) wrongStill++;
      if (hit.box === boxes[0]) columns.push(u);
      // On the ground, as rows of the picture: far away a little turn is a long way.
      const apart = hit.box
        ? Math.abs(depth[pixel]! / hit.t - 1) / 0.01
        : rolling.intrinsics.fy * eye.position[2] * Math.abs(1 / depth[pixel]! - 1 / hit.t) / 0.25;
      if (ids[pixel] !== id || apart > 1) {
        wrong++;
        continue;
      }
      if (hit.box) assert.ok(Math.abs(height[pixel]! - hit.point[2]) < 0.03);
      if (hit.box === boxes[1]) continue;
      // Flow goes between the moments at which both frames were due.
      const [now, before] = [1, 0].map((moment) =>
        project(rolling.intrinsics, eyeAt(moment), hit.point)!
      );
      const off = Math.hypot(
        flow[2 * pixel]! - (now![0] - before![0]),
        flow[2 * pixel + 1]! - (now![1] - before![1]),
      );
      assert.ok(off < 0.02 * Math.hypot(now![0] - before![0], now![1] - before![1]) + 0.1);
    }
    if (columns.length > 0) lean.push(columns.reduce((a, b) => a + b) / columns.length);
  }
  assert.ok(all > 8000);
  assert.ok(Math.abs(lean[0]! - lean.at(-1)!) > 3, "the post leans");
  assert.ok(wrong < 0.006 * all, `${wrong} of ${all} pixels differ`);
  assert.ok(wrongStill > 3 * wrong, "a global shutter sees something else");
  for (const camera of [rolling, global]) camera.dispose();
  scene.dispose();
});

Deno.test("a rolling shutter that stands still sees what a global one sees", async () => {
  const { boxes } = world();
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const cameras = [0, READOUT].map((readout) => renderer.createCamera({ ...ALL, readout }));
  for (const camera of cameras) {
    for (let k = 0; k < 2; k++) renderer.render(scene, camera, eyeAt(0), clear);
  }
  const [global, rolling] = await Promise.all(cameras.map((camera) => readPictures(gpu, camera)));
  assert.deepEqual(rolling!.ids, global!.ids);
  assert.ok(rolling!.depth.every((z, at) => Math.abs(z - global!.depth[at]!) < 1e-4 * z));
  for (const camera of cameras) camera.dispose();
  scene.dispose();
});

Deno.test("createCamera() refuses a readout that is no share", () => {
  assert.throws(() => renderer.createCamera({ ...ALL, readout: 1.2 }), { name: "RangeError" });
});
