import assert from "node:assert/strict";
import { createHerd } from "../../../sim/animals/herd.ts";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { compose, fromYawPitchRoll, inverse, type Pose, type Vec3 } from "../../../sim/pose.ts";
import { type Camera, Renderer } from "../../../sim/render/mod.ts";
import { mountCamera, project, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { FINISH } from "../../../sim/shapes/finish.ts";
import { Shape } from "../../../sim/shapes/shape.ts";
import { plainDevice, readPictures, readTexture } from "../../support/camera_pictures.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { boxGroup, castRay, cubes, type MovingBox, rayOf } from "../../support/moving_boxes.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu, { shapes: cubes });
const clear = lightAt({ weather: "clear", hour: 10 });
const ALL = { ...ROVER_CAMERA, outputs: "all" } as const;
const SKY_DEPTH = 90;

/** Three boxes that move and turn, one an arm on another, and where they are at a time. */
function movingWorld(): { boxes: MovingBox[]; at(time: number): void } {
  const boxes: MovingBox[] = [
    { id: ENTITY.firstActor, label: "car", half: [1.6, 0.8, 0.6], pose: still() },
    { id: ENTITY.firstActor + 1, label: "person", half: [0.3, 0.4, 0.9], pose: still() },
    { id: ENTITY.firstActor + 1, label: "person", half: [0.5, 0.1, 0.1], pose: still() },
  ];
  const at = (time: number) => {
    boxes[0]!.pose = {
      position: [7 + 0.4 * time, -1.5 + 2.2 * time, 0.8],
      orientation: fromYawPitchRoll(0.5 + 0.9 * time, 0.1 * time, 0.2 * time),
    };
    boxes[1]!.pose = {
      position: [4.5, 1.2 - 1.1 * time, 0.9],
      orientation: fromYawPitchRoll(-0.4 * time),
    };
    // An arm that swings from the shoulder of the second.
    boxes[2]!.pose = compose(boxes[1]!.pose, {
      position: [0.5 * Math.cos(3 * time), -0.6, 0.5 - 0.5 * Math.sin(3 * time)],
      orientation: fromYawPitchRoll(0, 3 * time),
    });
  };
  at(0);
  return { boxes, at };
}

function still(): Pose {
  return { position: [0, 0, 0], orientation: [0, 0, 0, 1] };
}

const eyeAt = (time: number, turn = 0) =>
  mountCamera([0.5 * time, 0.1, 1.2], turn + 0.15 * time, 0.06 + 0.05 * time, 0.03);

/** Calls `visit` with every pixel's truth and what geometry says of it. */
function eachPixel(
  camera: Camera,
  pose: Pose,
  boxes: readonly MovingBox[],
  visit: (at: number, u: number, v: number, hit: NonNullable<ReturnType<typeof castRay>>) => void,
): void {
  const { width, height } = camera.intrinsics;
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const hit = castRay(boxes, pose.position, rayOf(camera.intrinsics, pose, u, v));
      // Hills rise beyond the landscape.
      if (hit && hit.t < SKY_DEPTH) visit(v * width + u, u, v, hit);
    }
  }
}

Deno.test("ids, depth and normal of movers are those of boxes by geometry", async () => {
  const { boxes, at } = movingWorld();
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const camera = renderer.createCamera(ALL);
  for (const time of [0, 0.35, 0.8]) {
    at(time);
    scene.takePoses();
    renderer.render(scene, camera, eyeAt(time), clear);
    const { ids, depth, normal } = await readPictures(gpu, camera);
    let all = 0, other = 0;
    const seen = new Set<number>();
    eachPixel(camera, eyeAt(time), boxes, (pixel, _u, _v, hit) => {
      all++;
      if (ids[pixel]! !== ((hit.label << 24) | hit.id) >>> 0) return void other++;
      seen.add(hit.id);
      const wrongNormal = hit.normal.some((value, axis) =>
        Math.abs(normal[4 * pixel + axis]! - 127.5 * (value + 1)) > 1
      );
      // At an edge of a box the pixel's centre may fall on the other face.
      if (wrongNormal || Math.abs(depth[pixel]! - hit.t) > 2e-3 * hit.t) other++;
    });
    assert.ok(all > 8000 && seen.has(ENTITY.firstActor) && seen.has(ENTITY.firstActor + 1));
    assert.ok(other < 0.002 * all, `${other} of ${all} pixels differ at ${time} s`);
  }
  camera.dispose();
  scene.dispose();
});

Deno.test("flow and occlusion of two cameras at different rates are those of geometry", async () => {
  const { boxes, at } = movingWorld();
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const [often, seldom] = [renderer.createCamera(ALL), renderer.createCamera(ALL)];
  const last = new Map<Camera, number>();
  for (let tick = 0; tick <= 6; tick++) {
    const time = tick / 15;
    at(time);
    scene.takePoses();
    for (const [camera, period, turn] of [[often, 1, 0], [seldom, 3, 0.2]] as const) {
      if (tick % period !== 0) continue;
      renderer.render(scene, camera, eyeAt(time, turn), clear);
      const before = last.get(camera);
      last.set(camera, time);
      if (before === undefined || tick < 3) continue;
      const pictures = await readPictures(gpu, camera);
      checkFlow(camera, { boxes, at, turn, time, before, ...pictures });
    }
  }
  for (const camera of [often, seldom]) camera.dispose();
  scene.dispose();
});

function checkFlow(camera: Camera, { boxes, at, turn, time, before, ids, flow, occluded }: {
  readonly boxes: readonly MovingBox[];
  readonly at: (time: number) => void;
  readonly turn: number;
  readonly time: number;
  readonly before: number;
  readonly ids: Uint32Array;
  readonly flow: Float32Array;
  readonly occluded: Uint8Array;
}): void {
  const { intrinsics } = camera;
  const { width, height } = intrinsics;
  const points: { pixel: number; u: number; v: number; local: Vec3; box: MovingBox | null }[] = [];
  at(time);
  eachPixel(camera, eyeAt(time, turn), boxes, (pixel, u, v, { id, label, point, box }) => {
    if (ids[pixel]! !== ((label << 24) | id) >>> 0) return;
    points.push({ pixel, u, v, local: box ? moved(inverse(box.pose), point) : point, box });
  });
  at(before);
  const eye = eyeAt(before, turn);
  let wrong = 0, hidden = 0, largest = 0, movers = 0;
  const errors: number[] = [];
  for (const { pixel, u, v, local, box } of points) {
    const then = box ? moved(box.pose, local) : local;
    const seenAt = project(intrinsics, eye, then);
    if (!seenAt) continue;
    const wanted = [u - seenAt[0], v - seenAt[1]] as const;
    errors.push(
      Math.hypot(flow[2 * pixel]! - wanted[0], flow[2 * pixel + 1]! - wanted[1]) -
        2e-3 * Math.hypot(...wanted),
    );
    if (box) {
      movers++;
      largest = Math.max(largest, Math.hypot(...wanted));
    }
    const outside = seenAt[0] < -0.5 || seenAt[0] > width - 0.5 || seenAt[1] < -0.5 ||
      seenAt[1] > height - 0.5;
    const met = castRay(boxes, eye.position, rayOf(intrinsics, eye, seenAt[0], seenAt[1]))!;
    const gone = outside || met.t < seenAt[2] * (1 - 1e-3) - 1e-3;
    if (gone) hidden++;
    if ((occluded[pixel] === 1) !== gone) wrong++;
  }
  errors.sort((a, b) => a - b);
  assert.ok(movers > 400 && largest > 2 && hidden > 100, `${movers} ${largest} ${hidden}`);
  // A pixel on an edge may show the other face.
  const high = errors[Math.floor(0.997 * errors.length)]!;
  assert.ok(high < 0.01, `flow is wrong by ${high} px at ${time} s`);
  // Borders of what hides are known to a pixel only.
  assert.ok(wrong < 0.005 * points.length && wrong < 0.15 * hidden, `${wrong} of ${hidden} hidden`);
}

function moved(pose: Pose, point: Vec3): Vec3 {
  return compose(pose, { position: point, orientation: [0, 0, 0, 1] }).position;
}

Deno.test("there is no flow after a reset, nor in another scene", async () => {
  const { boxes, at } = movingWorld();
  const scenes = [0, 1].map(() => renderer.createScene(plainLandscape(), [boxGroup(boxes)]));
  const camera = renderer.createCamera(ALL);
  const frame = async (index: number, time: number) => {
    at(time);
    scenes[index]!.takePoses();
    renderer.render(scenes[index]!, camera, eyeAt(time), clear);
    const { flow, occluded } = await readPictures(gpu, camera);
    return { moves: flow.some((value) => value !== 0), known: occluded.some((one) => one === 0) };
  };
  assert.deepEqual(await frame(0, 0), { moves: false, known: false });
  assert.deepEqual(await frame(0, 0.2), { moves: true, known: true });
  assert.deepEqual(await frame(1, 0.4), { moves: false, known: false });
  assert.deepEqual(await frame(1, 0.6), { moves: true, known: true });
  camera.resetHistory();
  assert.deepEqual(await frame(1, 0.8), { moves: false, known: false });
  camera.dispose();
  for (const scene of scenes) scene.dispose();
});

Deno.test("a camera does not see the entity that it is mounted on", async () => {
  const { boxes } = movingWorld();
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const camera = renderer.createCamera(ALL);
  const seen = async () => {
    renderer.render(scene, camera, eyeAt(0), clear);
    return new Set((await readPictures(gpu, camera)).ids.map((id) => id & 0xffffff));
  };
  assert.ok((await seen()).has(ENTITY.firstActor));
  camera.hidden = ENTITY.firstActor;
  const rest = await seen();
  assert.ok(!rest.has(ENTITY.firstActor) && rest.has(ENTITY.firstActor + 1));
  camera.dispose();
  scene.dispose();
});

Deno.test("frames with movers make no object on the GPU, not even the first", async () => {
  const { boxes, at } = movingWorld();
  const camera = renderer.createCamera(ALL);
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const made = await countGpuObjects(gpu, () => {
    for (let i = 0; i < 8; i++) {
      at(i / 10);
      scene.takePoses();
      // Near and far: every level of detail.
      const far: Pose = mountCamera([-20 * i, 0, 2]);
      renderer.render(scene, camera, i % 2 ? far : eyeAt(0), clear);
    }
  });
  assert.deepEqual(made, {});
  camera.dispose();
  scene.dispose();
});

Deno.test("however much moves, all of it is drawn, and too much is refused", async () => {
  // More triangles than there is room for at the start: all but the last are points.
  const fine = new Shape();
  const [a, b, c] = ([[0, -1, -1], [0, 1, -1], [0, 0, 1]] as const)
    .map((corner) => fine.vertex(corner, [-1, 0, 0], 1, FINISH.paint)) as [number, number, number];
  for (let k = 1; k < 2000; k++) fine.triangle(a, a, a);
  fine.triangle(a, b, c);
  const other = await Renderer.create(gpu, { shapes: () => fine });
  const row = (count: number) =>
    boxGroup(Array.from({ length: count }, (_, k): MovingBox => ({
      id: ENTITY.firstActor + k,
      label: "car",
      half: [0.1, 0.1, 0.1],
      pose: {
        position: [8, (k % 20 - 9.5) / 2, 0.3 + Math.floor(k / 20) / 3],
        orientation: [0, 0, 0, 1],
      },
    })));
  const camera = other.createCamera({ ...ROVER_CAMERA, outputs: ["ids"] });
  const bare = other.createScene(plainLandscape());
  const full = other.createScene(plainLandscape(), [row(200)]);
  const eye = mountCamera([0, 0, 1.5]);
  other.render(bare, camera, eye, clear);
  const ground = other.triangles;
  other.render(full, camera, eye, clear);
  assert.equal(other.triangles - ground, 200 * 2000);
  const ids = new Uint32Array((await readTexture(gpu, camera.picture("ids"), 4)).buffer);
  const seen = new Set(ids.map((id) => id & 0xffffff));
  for (let k = 0; k < 200; k++) assert.ok(seen.has(ENTITY.firstActor + k), `actor ${k}`);
  assert.throws(() => other.createScene(plainLandscape(), [row(16_385)]), {
    name: "RangeError",
    message: /16385 moving parts.*16384/,
  });
  full.dispose();
  bare.dispose();
  camera.dispose();
  other.dispose();
});

Deno.test("createScene() names shapes and labels that are none", () => {
  const { boxes } = movingWorld();
  assert.throws(
    () =>
      renderer.createScene(plainLandscape(), [
        boxGroup([{ ...boxes[0]!, label: "unicorn" as "car" }]),
      ]),
    { name: "RangeError", message: /unicorn/ },
  );
});

Deno.test("normals of round bodies face the eye up to their outlines", async () => {
  const home = { x: 7, y: 0, radius: 5 };
  const herd = createHerd(() => true, () => 0, { seed: 3, species: "deer", count: 5, home });
  const everyShape = await Renderer.create(gpu);
  const scene = everyShape.createScene(plainLandscape(), [herd]);
  const camera = everyShape.createCamera({ ...ALL, width: 320, height: 240 });
  const eye = mountCamera([0, 0, 1.4], 0, 0.1);
  everyShape.render(scene, camera, eye, clear);
  const { ids, normal } = await readPictures(gpu, camera);
  let seen = 0;
  ids.forEach((id, at) => {
    if ((id & 0xffffff) < ENTITY.firstActor) return;
    seen++;
    const ray = rayOf(camera.intrinsics, eye, at % 320, Math.floor(at / 320));
    const towards = ray.reduce(
      (sum, value, k) => sum + value * (normal[4 * at + k]! / 127.5 - 1),
      0,
    );
    assert.ok(towards / Math.hypot(...ray) < 0.03, `pixel ${at} looks away from the eye`);
  });
  assert.ok(seen > 2000, `only ${seen} pixels of deer`);
  for (const each of [camera, scene, everyShape]) each.dispose();
});
