import assert from "node:assert/strict";
import { labelNamed } from "../../../sim/labels.ts";
import { inverse, type Pose, rotate, type Vec3 } from "../../../sim/pose.ts";
import { Renderer, type VisibleLandscape } from "../../../sim/render/mod.ts";
import { intrinsicsOf, mountCamera, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { drawAtlas, TILES } from "../../../sim/streets/signs/atlas.ts";
import { SIGNED_SPEEDS } from "../../../sim/streets/signs/pictures.ts";
import {
  boardSign,
  pictureSign,
  type Sign,
  type SignDesign,
} from "../../../sim/streets/signs/sign.ts";
import { type Building, type Furniture, type Streets } from "../../../sim/streets/streets.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice, readPictures } from "../../support/camera_pictures.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu);
const clear = lightAt({ weather: "clear", hour: 10 });
const SPEC = { ...ROVER_CAMERA, width: 160, height: 120, outputs: "all" } as const;

const NOTHING: Streets = {
  buildings: [],
  furniture: [],
  signs: [],
  signalHeads: [],
  blocks: [],
  posts: [],
  lights: [],
  trees: [],
};

function withStreets(streets: Partial<Streets>): VisibleLandscape {
  return { ...plainLandscape(), streets: { ...NOTHING, ...streets } };
}

const HOUSE: Building = {
  id: 4321,
  block: { id: 4321, x: 18, y: 3, z: -0.2, yaw: 0.6, halfLength: 6, halfWidth: 4.5, height: 9.4 },
  ground: 0,
  storeys: 3,
  storeyHeight: 2.9,
  facade: "brick",
  tint: [0.3, 0.12, 0.08],
  groundFloor: "house",
  roof: "flat",
  roofHeight: 0,
  roofTint: [0.3, 0.1, 0.1],
  chimneys: 0,
  pattern: 0.3,
  accent: [0.1, 0.1, 0.2],
};

/** The world's ray through a pixel's centre, its length along the optical axis 1. */
function rayOf(worldFromCamera: Pose, u: number, v: number, spec: typeof SPEC): Vec3 {
  const { fx, fy, cx, cy } = intrinsicsOf(spec);
  return rotate(worldFromCamera.orientation, [(u - cx) / fx, (v - cy) / fy, 1]);
}

/** How far along a ray a box is met; Infinity where it is missed (slabs, Kay and Kajiya 1986). */
function hitBox({ block }: Building, from: Vec3, ray: Vec3): number {
  const frame = inverse({
    position: [block.x, block.y, block.z + block.height / 2],
    orientation: [0, 0, Math.sin(block.yaw / 2), Math.cos(block.yaw / 2)],
  });
  const turned = rotate(frame.orientation, from);
  const at = turned.map((value, axis) => value + frame.position[axis]!);
  const along = rotate(frame.orientation, ray);
  const half = [block.halfLength, block.halfWidth, block.height / 2];
  let near = 0, far = Infinity;
  for (let axis = 0; axis < 3; axis++) {
    const t = [-1, 1].map((side) => (side * half[axis]! - at[axis]!) / along[axis]!);
    near = Math.max(near, Math.min(...t));
    far = Math.min(far, Math.max(...t));
  }
  return near <= far ? near : Infinity;
}

Deno.test("a building is drawn where its block is", async () => {
  const scene = renderer.createScene(withStreets({ buildings: [HOUSE] }));
  const camera = renderer.createCamera(SPEC);
  for (const [x, y, z, yaw] of [[0, 0, 2, 0.1], [34, -4, 16, 2.6], [18, 22, 1, -1.5]] as const) {
    const pose = mountCamera([x, y, z], yaw, z > 10 ? 0.5 : 0);
    renderer.render(scene, camera, pose, clear);
    const { ids, depth } = await readPictures(gpu, camera);
    let seen = 0, wrong = 0;
    ids.forEach((word, i) => {
      const ray = rayOf(pose, i % SPEC.width, Math.floor(i / SPEC.width), SPEC);
      let wanted = hitBox(HOUSE, pose.position, ray);
      // The ground, at height 0, hides what of the walls is in it.
      if (ray[2] < 0 && -pose.position[2] / ray[2] < wanted) wanted = Infinity;
      const drawn = (word & 0xffffff) === HOUSE.id;
      if (drawn) {
        seen++;
        assert.equal(word >>> 24, labelNamed("building").id);
      }
      // Where the edge passes through a pixel's middle, either is right.
      if (drawn !== Number.isFinite(wanted)) wrong++;
      else if (drawn && Math.abs(depth[i]! / wanted - 1) > 2e-3) wrong++;
    });
    assert.ok(seen > 1000, `only ${seen} pixels show it`);
    assert.ok(wrong < 12, `${wrong} pixels of ${seen} are wrong`);
  }
  camera.dispose();
  scene.dispose();
});

/** The sign at the origin's height of an eye, that many metres before it. */
function standing(design: SignDesign, x: number): Sign {
  return { ...design, id: 77, x, y: 0, z: 1.5, yaw: Math.PI };
}

Deno.test("a speed limit is read at 9 m in 320 x 240 pixels", async () => {
  const spec = { ...SPEC, width: 320, height: 240 } as const;
  const camera = renderer.createCamera(spec);
  const atlas = drawAtlas()[0]!;
  const { fx } = intrinsicsOf(spec);
  const pixels = Math.floor(0.68 * fx / 9);
  /** Brightness of a tile at as many pixels, each the mean of what it covers. */
  const templates = SIGNED_SPEEDS.map((limit) => {
    const { x, y, width, height } = TILES.get(`speed_limit ${limit}`)!;
    return Float64Array.from({ length: pixels * pixels }, (_, i) => {
      const [row, column] = [Math.floor(i / pixels), i % pixels];
      let sum = 0;
      for (let k = 0; k < 64; k++) {
        const u = Math.floor((column + (k % 8 + 0.5) / 8) / pixels * width);
        const v = Math.floor((row + (Math.floor(k / 8) + 0.5) / 8) / pixels * height);
        sum += atlas.data[4 * ((y + v) * atlas.width + x + u) + 1]!;
      }
      return sum / 64;
    });
  });
  const read: number[] = [];
  for (const limit of SIGNED_SPEEDS) {
    const sign = standing(pictureSign("speed_limit", 0.68, String(limit)), 9);
    const scene = renderer.createScene(withStreets({ signs: [sign] }));
    renderer.render(scene, camera, mountCamera([0, 0, 1.5], 0), clear);
    const { colour, ids } = await readPictures(gpu, camera);
    let [left, top, count] = [Infinity, Infinity, 0];
    ids.forEach((word, i) => {
      if ((word & 0xffffff) !== sign.id) return;
      left = Math.min(left, i % spec.width), top = Math.min(top, Math.floor(i / spec.width));
      count++;
    });
    assert.ok(count > pixels * pixels * 0.6, `${count} pixels`);
    // Correlated within the disc, at each shift of a pixel.
    const scores = templates.map((template) => {
      let best = -1;
      for (let shift = 0; shift < 9; shift++) {
        const [a, b]: [number[], number[]] = [[], []];
        template.forEach((value, i) => {
          const [row, column] = [Math.floor(i / pixels), i % pixels];
          if (Math.hypot(row + 0.5 - pixels / 2, column + 0.5 - pixels / 2) > 0.42 * pixels) return;
          const [u, v] = [left + column + shift % 3 - 1, top + row + Math.floor(shift / 3) - 1];
          a.push(value);
          b.push(colour[4 * (v * spec.width + u) + 1]!);
        });
        best = Math.max(best, correlation(a, b));
      }
      return best;
    });
    read.push(SIGNED_SPEEDS[scores.indexOf(Math.max(...scores))]!);
    scene.dispose();
  }
  assert.deepEqual(read, [...SIGNED_SPEEDS]);
  camera.dispose();
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((sum, v) => sum + v, 0) / list.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += (value - ma) * (b[i]! - mb);
    aa += (value - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  });
  return ab / Math.sqrt(aa * bb + 1e-9);
}

Deno.test("signs are drawn by their outline, their label and their size; their backs too", async () => {
  const camera = renderer.createCamera(SPEC);
  const { fx, cx, cy } = intrinsicsOf(SPEC);
  const stop = pictureSign("stop", 0.9);
  const board = boardSign("direction", [{ arrow: "left", text: "Zennick", distance: "12" }], 0.2);
  for (
    const [design, area] of [
      // A regular octagon between parallel sides 0.9 m apart.
      [stop, 2 * 0.9 ** 2 * Math.tan(Math.PI / 8)],
      [board, board.width * board.height],
    ] as const
  ) {
    for (const back of [false, true]) {
      const sign = { ...standing(design, 2.5), yaw: back ? 0 : Math.PI };
      const scene = renderer.createScene(withStreets({ signs: [sign] }));
      renderer.render(scene, camera, mountCamera([0, 0, 1.5], 0), clear);
      const { ids, depth } = await readPictures(gpu, camera);
      let count = 0;
      ids.forEach((word, i) => {
        if ((word & 0xffffff) !== sign.id) return;
        count++;
        assert.equal(word >>> 24, labelNamed("traffic_sign").id);
        assert.ok(Math.abs(depth[i]! - 2.5) < 0.02);
        const [u, v] = [
          (i % SPEC.width - cx) / fx * 2.5,
          (Math.floor(i / SPEC.width) - cy) / fx * 2.5,
        ];
        assert.ok(Math.abs(u) < design.width / 2 + 0.02 && Math.abs(v) < design.height / 2 + 0.02);
      });
      const wanted = area * (fx / 2.5) ** 2;
      assert.ok(Math.abs(count / wanted - 1) < 0.06, `${count} pixels for ${wanted}`);
      scene.dispose();
    }
  }
  camera.dispose();
});

Deno.test("street furniture is drawn with its own id and class, near and far", async () => {
  const kinds = [
    ["street_lamp", "pole"],
    ["bench", "fence"],
    ["bus_shelter", "building"],
    ["hedge", "bush"],
    ["guard_rail", "guard_rail"],
    ["signal_head", "traffic_light"],
    ["wooden_fence", "fence"],
  ] as const;
  const camera = renderer.createCamera(SPEC);
  for (const x of [7, 18, 40]) {
    const furniture = kinds.map(([kind], i): Furniture => ({
      id: 900 + i,
      kind,
      x,
      y: (i - 3) * x / 4.5,
      z: kind === "signal_head" ? 1.5 : 0,
      yaw: Math.PI / 2,
      size: [1, 1, 1],
      slope: 0,
    }));
    const scene = renderer.createScene(withStreets({ furniture }));
    renderer.render(scene, camera, mountCamera([0, 0, 2], 0), clear);
    const { ids } = await readPictures(gpu, camera);
    kinds.forEach(([kind, label], i) => {
      const words = ids.filter((word) => (word & 0xffffff) === 900 + i);
      assert.ok(words.length > 0, `${kind} at ${x} m is not seen`);
      assert.ok(words.every((word) => word >>> 24 === labelNamed(label).id), kind);
    });
    scene.dispose();
  }
  camera.dispose();
});

Deno.test("frames of streets make no object on the GPU, whichever landscape they show", async () => {
  const camera = renderer.createCamera(SPEC);
  const scenes = [
    withStreets({ buildings: [HOUSE] }),
    withStreets({ buildings: [{ ...HOUSE, roof: "gabled", roofHeight: 3, chimneys: 2 }] }),
    plainLandscape(),
  ].map((landscape) => renderer.createScene(landscape));
  const frame = (i: number) =>
    renderer.render(scenes[i % 3]!, camera, mountCamera([0, 0, 2], 0.1 * i), clear);
  for (let i = 0; i < 3; i++) frame(i);
  const made = await countGpuObjects(gpu, () => {
    for (let i = 3; i < 24; i++) frame(i);
  });
  assert.deepEqual(made, {});
  for (const scene of scenes) scene.dispose();
  camera.dispose();
});
