import assert from "node:assert/strict";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { labelNamed, LABELS } from "../../../sim/labels.ts";
import { createLandscape } from "../../../sim/landscape.ts";
import { compose, fromYawPitchRoll, type Pose, rotate } from "../../../sim/pose.ts";
import { type Placement } from "../../../sim/props/prop.ts";
import { Renderer } from "../../../sim/render/mod.ts";
import { randomStream } from "../../../sim/random.ts";
import { backProject, mountCamera, project, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { randomClearPose } from "../../../sim/clear_pose.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice, readPictures } from "../../support/camera_pictures.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu);
const camera = renderer.createCamera({ ...ROVER_CAMERA, outputs: "all" });
const { intrinsics } = camera;
const { width, height } = intrinsics;
const clear = lightAt({ weather: "clear", hour: 10 });
const landscapes = [3, 14].map((seed) => createLandscape(seed));
const scenes = landscapes.map((landscape) => renderer.createScene(landscape));
const SKY = labelNamed("sky").id;
const GROUND_CLASSES = ["grass", "path", "gravel", "rock", "mud", "water"].map((name) =>
  LABELS.find((label) => label.name === name)!.id
);

/** Views of a rover on clear ground of a landscape. */
function views(index: number, count: number): Pose[] {
  const landscape = landscapes[index]!;
  const random = randomStream(landscape.seed, "views");
  return Array.from({ length: count }, () => {
    const { x, y, yaw } = randomClearPose(landscape, random);
    return compose(
      { position: [x, y, landscape.terrain.height(x, y)], orientation: fromYawPitchRoll(yaw) },
      mountCamera([0.35, 0, 1], 0, 0.17),
    );
  });
}

/** Views over the shore of each pond of a landscape. */
function shoreViews(index: number): Pose[] {
  const { ponds, terrain } = landscapes[index]!;
  return ponds.map((pond) => {
    const x = pond.x - pond.shore - 3;
    return mountCamera([x, pond.y, terrain.height(x, pond.y) + 1.5], 0, 0.2);
  });
}

function quantile(values: number[], q: number): number {
  assert.ok(values.length > 100, `only ${values.length} values to judge by`);
  return values.sort((a, b) => a - b)[Math.floor(q * (values.length - 1))]!;
}

Deno.test("depth of level ground is where each pixel's ray meets the plane", async () => {
  const scene = renderer.createScene(plainLandscape());
  const pose = mountCamera([3.3, -7.1, 1.3], 0.7, 0.2, 0.05);
  camera.resetHistory();
  renderer.render(scene, camera, pose, clear);
  const { depth, ids } = await readPictures(gpu, camera);
  let checked = 0;
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const [, , fall] = rotate(pose.orientation, [
        (u - intrinsics.cx) / intrinsics.fx,
        (v - intrinsics.cy) / intrinsics.fy,
        1,
      ]);
      const wanted = -1.3 / fall;
      // Hills rise beyond the world's edge, 128 m away.
      if (!(wanted > 0 && wanted < 90)) continue;
      const at = v * width + u;
      assert.equal(ids[at]! & 0xffffff, ENTITY.terrain);
      assert.ok(
        Math.abs(depth[at]! - wanted) < 1e-3 * wanted,
        `depth at ${u}, ${v} is ${depth[at]}, wanted ${wanted}`,
      );
      checked++;
    }
  }
  assert.ok(checked > 8000);
  scene.dispose();
});

Deno.test("a landscape of 512 m has its ground where a landscape of 512 m has it", async () => {
  const plain = plainLandscape();
  const rise = 0.04;
  const data = new Uint8Array(512 * 512 * 4);
  // A path covers everything east of x = 180 m: beyond any landscape of 256 m.
  for (let at = 0; at < 512 * 512; at++) data[4 * at] = at % 512 - 256 >= 180 ? 255 : 0;
  const scene = renderer.createScene({
    ...plain,
    ground: { splat: { size: 512, data }, edge: 0 },
    terrain: {
      size: 512,
      height: (x) => rise * x,
      surface: (x, _y, out) => Object.assign(out, { z: rise * x, dx: rise, dy: 0 }),
    },
  });
  const pose = mountCamera([165, 60, rise * 165 + 3], 0.1, 0.15);
  camera.resetHistory();
  renderer.render(scene, camera, pose, clear);
  const { depth, ids } = await readPictures(gpu, camera);
  const seen = new Map<string, number>();
  for (let at = 0; at < ids.length; at++) {
    if ((ids[at]! & 0xffffff) !== ENTITY.terrain) continue;
    const u = at % width;
    const [x, , z] = backProject(intrinsics, pose, u, (at - u) / width, depth[at]!);
    if (x > 255 || Math.abs(x - 180) < 1) continue;
    assert.ok(Math.abs(z - rise * x) < 1e-3 * depth[at]!, `the ground at ${x} lies at ${z}`);
    const { name } = LABELS[ids[at]! >>> 24]!;
    assert.equal(name, x > 180 ? "path" : "grass");
    seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  assert.ok(seen.get("path")! > 500 && seen.get("grass")! > 500);
  scene.dispose();
});

Deno.test("class of ground pixels is that of the ground map where they lie", async () => {
  let same = 0, all = 0;
  const seen = new Set<number>();
  for (const [index, landscape] of landscapes.entries()) {
    for (const pose of [...views(index, 6), ...shoreViews(index)]) {
      camera.resetHistory();
      renderer.render(scenes[index]!, camera, pose, clear);
      const { ids, depth } = await readPictures(gpu, camera);
      for (let at = 0; at < ids.length; at++) {
        const entity = ids[at]! & 0xffffff;
        const isWater = entity === ENTITY.water;
        if (entity !== ENTITY.terrain && !isWater) continue;
        const u = at % width;
        const [x, y] = backProject(intrinsics, pose, u, (at - u) / width, depth[at]!);
        if (Math.max(Math.abs(x), Math.abs(y)) > 127) continue;
        const label = ids[at]! >>> 24;
        seen.add(label);
        assert.equal(isWater, label === labelNamed("water").id);
        all++;
        if (landscape.ground.classAt(x, y) === label) same++;
      }
    }
  }
  assert.ok(all > 40_000);
  // Not all: GPUs blend texels with 8 bits, and a shore follows the triangles of the mesh.
  assert.ok(same / all > 0.99, `${100 * same / all} % of ${all} pixels agree`);
  for (const id of GROUND_CLASSES) assert.ok(seen.has(id), `no ${LABELS[id]!.name} was seen`);
});

Deno.test("normal of ground pixels is that of the terrain", async () => {
  const errors: number[] = [];
  for (const pose of views(0, 4)) {
    camera.resetHistory();
    renderer.render(scenes[0]!, camera, pose, clear);
    const { ids, depth, normal } = await readPictures(gpu, camera);
    for (let at = 0; at < ids.length; at += 3) {
      if ((ids[at]! & 0xffffff) !== ENTITY.terrain || depth[at]! > 40) continue;
      const u = at % width;
      const [x, y] = backProject(intrinsics, pose, u, (at - u) / width, depth[at]!);
      if (Math.max(Math.abs(x), Math.abs(y)) > 127) continue;
      const wanted = landscapes[0]!.terrain.normal(x, y);
      const got = [0, 1, 2].map((axis) => normal[4 * at + axis]! / 127.5 - 1);
      const dot = got.reduce((sum, value, axis) => sum + value * wanted[axis]!, 0);
      errors.push(Math.acos(Math.min(1, dot / Math.hypot(...got))) * 180 / Math.PI);
    }
  }
  assert.ok(quantile(errors, 0.5) < 1, `median ${quantile(errors, 0.5)} degrees`);
  assert.ok(quantile(errors, 0.95) < 4, `95 % within ${quantile(errors, 0.95)} degrees`);
});

Deno.test("ids name the prop that stands where the pixel lies", async () => {
  const seen = new Set<number>();
  for (const [index, landscape] of landscapes.entries()) {
    for (const pose of views(index, 6)) {
      camera.resetHistory();
      renderer.render(scenes[index]!, camera, pose, clear);
      const { ids, depth } = await readPictures(gpu, camera);
      for (let at = 0; at < ids.length; at++) {
        const entity = ids[at]! & 0xffffff;
        if (entity < ENTITY.firstProp) continue;
        const prop = landscape.props[entity - ENTITY.firstProp];
        assert.ok(prop && prop.id === entity, `no prop has id ${entity}`);
        assert.equal(LABELS[ids[at]! >>> 24]!.name, prop.kind);
        const u = at % width;
        const [x, y, z] = backProject(intrinsics, pose, u, (at - u) / width, depth[at]!);
        const reach = 0.5 + (prop.kind === "tree" ? 0.45 * prop.height : 1.2 * prop.scale);
        assert.ok(
          Math.hypot(x - prop.x, y - prop.y) < reach && z > prop.z - 0.6 &&
            z < prop.z + 1.15 * prop.height + 0.2,
          `${prop.kind} ${prop.variant} at ${prop.x}, ${prop.y} is seen at ${x}, ${y}, ${
            z - prop.z
          } up`,
        );
        seen.add(ids[at]! >>> 24);
      }
    }
  }
  for (const kind of ["boulder", "bush", "tree", "tall_grass"] as const) {
    assert.ok(seen.has(labelNamed(kind).id), `no ${kind} was seen`);
  }
});

Deno.test("a prop alone is seen where its position projects, at its depth", async () => {
  const kinds = ["boulder", "bush", "tree", "tall_grass"] as const;
  for (const distance of [5, 14, 45]) {
    const placements = kinds.flatMap((kind, k): Placement[] =>
      [0, 1, 2].map((variant) => ({
        kind,
        variant,
        x: distance,
        y: (k * 3 + variant - 5.5) * 0.13 * distance,
        yaw: variant,
        scale: 1,
      }))
    );
    const landscape = plainLandscape(placements);
    const scene = renderer.createScene(landscape);
    const pose = mountCamera([0, 0, 1]);
    camera.resetHistory();
    renderer.render(scene, camera, pose, clear);
    const { ids, depth } = await readPictures(gpu, camera);
    for (const prop of landscape.props) {
      const mine: number[] = [];
      ids.forEach((id, at) => (id & 0xffffff) === prop.id && mine.push(at));
      const name = `${prop.kind} ${prop.variant} at ${distance} m`;
      // Far off, a tuft is smaller than the spacing of pixels and may fall between them.
      const tiny = prop.kind === "tall_grass" && distance > 20;
      assert.ok(tiny || mine.length > 0, `${name} is not seen`);
      // Half-hidden by a neighbour at most: its pixels lie around its axis.
      const middle = project(intrinsics, pose, [prop.x, prop.y, prop.z + prop.height / 2])!;
      const columns = mine.map((at) => at % width);
      const spread = intrinsics.fx * (prop.kind === "tree" ? 3.2 : 1.2) / distance + 1;
      for (const u of columns) assert.ok(Math.abs(u - middle[0]) < spread, `${name} is at ${u}`);
      for (const at of mine) {
        assert.ok(Math.abs(depth[at]! - distance) < 3.2, `${name} lies ${depth[at]} m away`);
      }
    }
    scene.dispose();
  }
});

Deno.test("flow is the way of the point seen from the previous picture to this one", async () => {
  const [first] = views(1, 1);
  const motion: Pose = {
    position: [0.06, -0.02, 0.16],
    orientation: fromYawPitchRoll(0.01, 0.02, 0.03),
  };
  const second = compose(first!, motion);
  camera.resetHistory();
  renderer.render(scenes[1]!, camera, first!, clear);
  const still = await readPictures(gpu, camera);
  assert.ok(still.flow.every((value) => value === 0), "a first frame has no flow");
  renderer.render(scenes[1]!, camera, second, clear);
  const { flow, depth, ids } = await readPictures(gpu, camera);
  const errors: number[] = [];
  let largest = 0;
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const at = v * width + u;
      const point = backProject(intrinsics, second, u, v, depth[at]!);
      // The sky has no position: only the camera's turn moves it.
      const isSky = ids[at]! >>> 24 === SKY;
      const from = isSky ? { position: second.position, orientation: first!.orientation } : first!;
      const before = project(intrinsics, from, point);
      if (!before) continue;
      const wanted = [u - before[0], v - before[1]] as const;
      errors.push(Math.hypot(flow[2 * at]! - wanted[0], flow[2 * at + 1]! - wanted[1]));
      largest = Math.max(largest, Math.hypot(...wanted));
    }
  }
  assert.ok(largest > 4, `the picture moves by ${largest} px`);
  assert.ok(quantile(errors, 0.5) < 0.02, `median error ${quantile(errors, 0.5)} px`);
  assert.ok(quantile(errors, 0.99) < 0.1, `99 % within ${quantile(errors, 0.99)} px`);
  camera.resetHistory();
  renderer.render(scenes[1]!, camera, first!, clear);
  assert.ok(
    (await readPictures(gpu, camera)).flow.every((value) => value === 0),
    "nor after a reset",
  );
});

Deno.test("the sky is far, has no normal and the sky's id", async () => {
  const scene = renderer.createScene(plainLandscape());
  camera.resetHistory();
  renderer.render(scene, camera, mountCamera([0, 0, 2], 0, -0.9), clear);
  const { ids, depth, normal } = await readPictures(gpu, camera);
  assert.ok(ids.every((id) => id === ((SKY << 24) | ENTITY.sky) >>> 0));
  assert.ok(depth.every((value) => value === ROVER_CAMERA.far));
  assert.ok(normal.every((value, i) => i % 4 === 3 ? value === 255 : Math.abs(value - 127.5) < 1));
  scene.dispose();
});

Deno.test("no sky shows through the ground", async () => {
  for (const [index, landscape] of landscapes.entries()) {
    const bare = renderer.createScene({ ...landscape, props: [] });
    for (const pose of views(index, 8)) {
      const raised: Pose = {
        ...pose,
        position: [pose.position[0], pose.position[1], pose.position[2] + 5],
      };
      camera.resetHistory();
      renderer.render(bare, camera, raised, clear);
      const { ids } = await readPictures(gpu, camera);
      for (let u = 0; u < width; u++) {
        let ground = false;
        for (let v = 0; v < height; v++) {
          const isSky = ids[v * width + u]! >>> 24 === SKY;
          assert.ok(!(ground && isSky), `sky under ground at ${u}, ${v}`);
          ground ||= !isSky;
        }
      }
    }
    bare.dispose();
  }
});
