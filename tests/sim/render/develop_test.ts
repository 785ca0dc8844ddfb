import assert from "node:assert/strict";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { labelNamed, LABELS } from "../../../sim/labels.ts";
import { createLandscape } from "../../../sim/landscape.ts";
import { compose, fromYawPitchRoll, type Pose, type Vec3 } from "../../../sim/pose.ts";
import { randomStream } from "../../../sim/random.ts";
import { Renderer } from "../../../sim/render/mod.ts";
import {
  backProject,
  mountCamera,
  type PictureName,
  PICTURES,
  ROVER_CAMERA,
} from "../../../sim/sensors/camera.ts";
import { traversability } from "../../../sim/truth/traversability.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice, readPictures, readTexture } from "../../support/camera_pictures.ts";
import { boxGroup, castRay, cubes, type MovingBox, rayOf } from "../../support/moving_boxes.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu, { shapes: cubes });
const clear = lightAt({ weather: "clear", hour: 10 });
const ALL = { ...ROVER_CAMERA, outputs: "all" } as const;
const landscape = createLandscape(41);
const scene = renderer.createScene(landscape);
const BYTES: Readonly<Partial<Record<PictureName, number>>> = { flow: 8 };

function poseAt(s: number): Pose {
  const { x, y, yaw } = landscape.path.point(s);
  return compose(
    { position: [x, y, landscape.terrain.height(x, y)], orientation: fromYawPitchRoll(yaw) },
    mountCamera([0.35, 0, 1], 0, 0.17),
  );
}

const read = (texture: GPUTexture, name: PictureName, layer = 0) =>
  readTexture(gpu, texture, BYTES[name] ?? 4, layer);

Deno.test("every picture asked for alone has the bytes that it has among all", async () => {
  const all = renderer.createCamera(ALL);
  const single = PICTURES.map((name) => renderer.createCamera({ ...ALL, outputs: [name] }));
  for (const s of [0, 0.4]) {
    for (const camera of [all, ...single]) renderer.render(scene, camera, poseAt(s), clear);
  }
  for (const [index, name] of PICTURES.entries()) {
    const wanted = await read(all.picture(name), name);
    assert.ok(new Set(wanted).size > 5, `${name} shows something`);
    assert.deepEqual(await read(single[index]!.picture(name), name), wanted, name);
    const missing = name === "ids" ? "depth" : "ids";
    assert.throws(() => single[index]!.picture(missing), { name: "TypeError" });
  }
  for (const camera of [all, ...single]) camera.dispose();
});

Deno.test("cameras of an array draw what each would draw alone, with a history of its own", async () => {
  const array = renderer.createCameraArray(ALL, 3);
  const alone = array.cameras.map(() => renderer.createCamera(ALL));
  for (const s of [0, 0.4]) {
    const poses = alone.map((_, k) => poseAt(7 * k + s * (k + 1)));
    renderer.renderArray(scene, array, poses, clear);
    alone.forEach((camera, k) => renderer.render(scene, camera, poses[k]!, clear));
  }
  for (const name of PICTURES) {
    assert.equal(array.picture(name).depthOrArrayLayers, 3);
    for (const [k, camera] of alone.entries()) {
      assert.deepEqual(
        await read(array.picture(name), name, k),
        await read(camera.picture(name), name),
        `${name} of camera ${k}`,
      );
    }
  }
  assert.throws(() => renderer.renderArray(scene, array, [poseAt(0)], clear), {
    name: "RangeError",
    message: /3 cameras from 1 poses/,
  });
  assert.throws(() => renderer.createCameraArray(ALL, 1), { name: "RangeError" });
  array.dispose();
  for (const camera of alone) camera.dispose();
});

Deno.test("createCamera() refuses pictures that there are not", () => {
  assert.throws(
    () => renderer.createCamera({ ...ALL, outputs: ["thermal" as PictureName] }),
    { name: "RangeError", message: /"thermal".*colour, ids/ },
  );
});

Deno.test("normals in every direction come through the packing", async () => {
  const random = randomStream(5, "normals");
  const boxes: MovingBox[] = [
    { id: ENTITY.firstActor, label: "car", half: [1, 1, 1], pose: mountCamera([0, 0, 9]) },
  ];
  const air = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const camera = renderer.createCamera({ ...ALL, width: 24, height: 18 });
  let below = 0, checked = 0;
  for (let k = 0; k < 30; k++) {
    const turn = () => 7 * random();
    boxes[0]!.pose = {
      position: [4, 0, 9],
      orientation: fromYawPitchRoll(turn(), turn(), turn()),
    };
    air.takePoses();
    const eye = mountCamera([0, 0, 9 + 3 * (random() - 0.6)]);
    renderer.render(air, camera, eye, clear);
    const { normal, ids } = await readPictures(gpu, camera);
    for (let at = 0; at < ids.length; at++) {
      const hit = castRay(
        boxes,
        eye.position,
        rayOf(camera.intrinsics, eye, at % 24, Math.floor(at / 24)),
      );
      if (!hit?.box || (ids[at]! & 0xffffff) !== ENTITY.firstActor) continue;
      const apart = Math.max(
        ...hit.normal.map((value, axis) => Math.abs(normal[4 * at + axis]! - 127.5 * (value + 1))),
      );
      // Where two faces meet, the pixel may show the other one.
      if (apart < 0.52) checked++;
      if (hit.normal[2] < -0.3) below++;
    }
    assert.ok(checked > 20 * k, `${checked} normals agree after ${k} boxes`);
  }
  assert.ok(below > 30, "some faces look down");
  camera.dispose();
  air.dispose();
});

/** Ground that rises evenly along x. */
function slope(rise: number) {
  return {
    ...plainLandscape(),
    terrain: {
      size: 256,
      height: (x: number) => rise * x,
      surface: (x: number, _y: number, out: { z: number; dx: number; dy: number }) =>
        Object.assign(out, { z: rise * x, dx: rise, dy: 0 }),
    },
  };
}

Deno.test("traversability is the share of grip that a slope leaves", async () => {
  const camera = renderer.createCamera(ALL);
  const grass = labelNamed("grass").id;
  for (const rise of [0, 0.2, -0.35, 0.7]) {
    const hill = renderer.createScene(slope(rise));
    renderer.render(hill, camera, mountCamera([0, 0, 3], 0, 0.7), clear);
    const { traversability: share, ids, depth } = await readPictures(gpu, camera);
    const wanted = traversability(grass, 1 / Math.hypot(1, rise));
    let checked = 0;
    ids.forEach((id, at) => {
      // Hills rise beyond the landscape.
      if (id >>> 24 !== grass || depth[at]! > 90) return;
      checked++;
      assert.ok(Math.abs(share[at]! - wanted) < 1e-3, `${share[at]} on a rise of ${rise}`);
    });
    assert.ok(checked > 5000);
    hill.dispose();
  }
  renderer.render(scene, camera, poseAt(0), clear);
  const { traversability: share, ids } = await readPictures(gpu, camera);
  const labels = new Set(ids.map((id) => id >>> 24));
  assert.ok(labels.size > 4);
  ids.forEach((id, at) => {
    const { lagr, friction, rollingDrag } = LABELS[id >>> 24]!;
    const most = lagr === "ground" ? 1 - rollingDrag / friction : 0;
    assert.ok(share[at]! >= 0 && share[at]! <= most + 1e-6);
  });
  camera.dispose();
});

Deno.test("height is that over the terrain under the point", async () => {
  const camera = renderer.createCamera(ALL);
  const rise = 0.25;
  const boxes: MovingBox[] = [0, 1].map((k) => ({
    id: ENTITY.firstActor + k,
    label: "truck",
    half: [1, 1, 1.5],
    pose: { position: [8 + 4 * k, 3 * k - 1, 3.5], orientation: fromYawPitchRoll(0.4 * k) },
  }));
  const hill = renderer.createScene(slope(rise), [boxGroup(boxes)]);
  const eye = mountCamera([0, 0, 2.2], 0, 0.05);
  renderer.render(hill, camera, eye, clear);
  const pictures = await readPictures(gpu, camera);
  const heights = new Set<number>();
  pictures.ids.forEach((id, at) => {
    const entity = id & 0xffffff;
    const found = pictures.height[at]!;
    if (entity === ENTITY.terrain) return assert.equal(found, 0);
    if (entity === ENTITY.sky) return assert.equal(found, camera.spec.far);
    const { width } = camera.intrinsics;
    const [x, , z] = backProject(
      camera.intrinsics,
      eye,
      at % width,
      Math.floor(at / width),
      pictures.depth[at]!,
    );
    assert.ok(Math.abs(found - (z - rise * x)) < 2e-3, `${found} at ${x}, ${z}`);
    heights.add(Math.round(10 * found));
  });
  assert.ok(heights.size > 10);
  hill.dispose();

  renderer.render(scene, camera, poseAt(0), clear);
  const { ids, depth, height } = await readPictures(gpu, camera);
  const errors: number[] = [];
  ids.forEach((id, at) => {
    if ((id & 0xffffff) < ENTITY.firstProp) return;
    const u = at % 160;
    const [x, y, z] = backProject(camera.intrinsics, poseAt(0), u, (at - u) / 160, depth[at]!);
    if (Math.max(Math.abs(x), Math.abs(y)) > 127) return;
    errors.push(Math.abs(height[at]! - (z - landscape.terrain.height(x, y))));
  });
  assert.ok(errors.length > 500);
  // The terrain's vertices are a metre apart.
  const worst = errors.sort((a, b) => a - b)[Math.floor(0.99 * errors.length)]!;
  assert.ok(worst < 0.06, `99 % within ${worst} m`);
  camera.dispose();
});

Deno.test("albedo is what the surface is, whatever light falls on it", async () => {
  const camera = renderer.createCamera(ALL);
  const tint: Vec3 = [0.5, 0.2, 0.1];
  const boxes: MovingBox[] = [{
    id: ENTITY.firstActor,
    label: "car",
    half: [1, 1, 1],
    pose: { position: [4, 0, 1], orientation: [0, 0, 0, 1] },
  }];
  const here = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const wanted = tint.map((value) => 255 * (1.055 * value ** (1 / 2.4) - 0.055));
  const bytes: Uint8Array[] = [];
  for (const light of [clear, lightAt({ weather: "fog", hour: 17 })]) {
    renderer.render(here, camera, mountCamera([0, 0, 1.4]), light);
    const { albedo, ids } = await readPictures(gpu, camera);
    let checked = 0;
    ids.forEach((id, at) => {
      const found = [...albedo.subarray(4 * at, 4 * at + 3)];
      if ((id & 0xffffff) === ENTITY.sky) return assert.deepEqual(found, [0, 0, 0]);
      if ((id & 0xffffff) !== ENTITY.firstActor) return;
      checked++;
      // Half a step of either of two roundings.
      found.forEach((value, k) => assert.ok(Math.abs(value - wanted[k]!) <= 1.6, `${found}`));
    });
    assert.ok(checked > 500);
    bytes.push(albedo);
  }
  assert.deepEqual(bytes[0], bytes[1]);
  camera.dispose();
  here.dispose();
});
