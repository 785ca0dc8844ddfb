import assert from "node:assert/strict";
import fc from "fast-check";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { fromYawPitchRoll, type Vec3 } from "../../../sim/pose.ts";
import { Renderer } from "../../../sim/render/mod.ts";
import { StereoCamera } from "../../../sim/render/stereo/stereo_camera.ts";
import { mountCamera, project, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { MACHINE_VISION_NOISE } from "../../../sim/sensors/film.ts";
import {
  depthOf,
  disparityOf,
  type Eye,
  eyePoses,
  stereoIntrinsics,
  type StereoSpec,
} from "../../../sim/sensors/stereo.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice, readPictures, readTexture } from "../../support/camera_pictures.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { boxGroup, castRay, cubes, type MovingBox, rayOf } from "../../support/moving_boxes.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu, { shapes: cubes });
const clear = lightAt({ weather: "clear", hour: 10 });
const SPEC: StereoSpec = { ...ROVER_CAMERA, outputs: "all", baseline: 0.3 };
/** Hills rise beyond the landscape. */
const SKY_DEPTH = 90;
const EYES: readonly Eye[] = ["left", "right"];

const boxes: MovingBox[] = [
  box(0, "car", [1.6, 0.8, 0.6], [7, -1.5, 0.6], 0.5),
  box(1, "person", [0.3, 0.3, 0.9], [3, 0.6, 0.9], -0.4),
  box(2, "pole", [0.05, 0.05, 1], [2.5, -0.3, 1], 0.2),
];
const pose = mountCamera([0, 0.1, 1.2], 0.1, 0.06, 0.04);

function box(index: number, label: MovingBox["label"], half: Vec3, at: Vec3, yaw: number) {
  const orientation = fromYawPitchRoll(yaw);
  return { id: ENTITY.firstActor + index, label, half, pose: { position: at, orientation } };
}

async function exposed() {
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const pair = new StereoCamera(renderer, gpu, SPEC);
  pair.expose(scene, pose, clear);
  const [left, right] = await Promise.all(EYES.map(async (eye) => ({
    ...await readPictures(gpu, pair[eye]),
    disparity: new Float32Array((await readTexture(gpu, pair.disparity(eye), 4)).buffer),
    seen: new Uint32Array((await readTexture(gpu, pair.seenByBoth(eye), 4)).buffer),
  })));
  pair.dispose();
  scene.dispose();
  return { left: left!, right: right! };
}

Deno.test("disparity and what both eyes see are those of rays", async () => {
  const pictures = await exposed();
  const camera = stereoIntrinsics(SPEC);
  const eyes = eyePoses(pose, SPEC.baseline);
  for (const [index, eye] of EYES.entries()) {
    const { ids, disparity, seen } = pictures[eye];
    const [own, other] = [eyes[index]!, eyes[1 - index]!];
    let all = 0, wrong = 0, hidden = 0, unlike = 0;
    for (let v = 0; v < camera.height; v++) {
      for (let u = 0; u < camera.width; u++) {
        const hit = castRay(boxes, own.position, rayOf(camera, own, u, v));
        if (!hit || hit.t > SKY_DEPTH) continue;
        const pixel = v * camera.width + u;
        if (ids[pixel] !== ((hit.label << 24) | hit.id) >>> 0) continue;
        all++;
        const [du, dv] = project(camera, other, hit.point)!;
        assert.ok(Math.abs(dv - v) < 1e-9, "a point is seen in the same row of both");
        const shift = index === 0 ? u - du : du - u;
        assert.ok(Math.abs(shift - disparityOf(SPEC, hit.t)) < 1e-9);
        if (Math.abs(disparity[pixel]! - shift) > 0.02 + 2e-3 * shift) wrong++;
        const met = castRay(boxes, other.position, rayOf(camera, other, du, dv))!;
        const gone = du < -0.5 || du > camera.width - 0.5 || met.t < hit.t - 1e-3 * hit.t;
        if (gone) hidden++;
        if (gone !== (seen[pixel] === 0)) unlike++;
      }
    }
    assert.ok(all > 8000 && hidden > 400, `${all} pixels, ${hidden} hidden`);
    assert.ok(wrong < 0.002 * all, `${wrong} of ${all} disparities differ in the ${eye} eye`);
    // Borders of what hides are known to a pixel only.
    assert.ok(unlike < 0.12 * hidden, `${unlike} of ${hidden} hidden in the ${eye} eye`);
  }
});

Deno.test("what both eyes see has the same id and depth in both", async () => {
  const { left, right } = await exposed();
  const { width, height } = SPEC;
  let all = 0, other = 0, sky = 0;
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const pixel = v * width + u;
      if (left.seen[pixel] === 0) continue;
      const there = v * width + Math.round(u - left.disparity[pixel]!);
      all++;
      if (left.depth[pixel] === SPEC.far) {
        sky++;
        assert.equal(left.disparity[pixel], 0);
      }
      const deeper = right.depth[there]! / left.depth[pixel]!;
      if (left.ids[pixel] !== right.ids[there] || Math.abs(deeper - 1) > 0.05) other++;
    }
  }
  assert.ok(sky > 1000 && all > 0.8 * width * height);
  assert.ok(other < 0.01 * all, `${other} of ${all} pixels differ`);
});

Deno.test("depthOf() undoes disparityOf(), and eyes stand a baseline apart", () => {
  const positive = fc.double({ min: 0.05, max: 500, noNaN: true });
  fc.assert(fc.property(positive, positive, (depth, baseline) => {
    const spec = { ...SPEC, baseline };
    assert.ok(Math.abs(depthOf(spec, disparityOf(spec, depth)) / depth - 1) < 1e-12);
    const [left, right] = eyePoses(pose, baseline);
    const apart = Math.hypot(...left.position.map((value, k) => value - right.position[k]!));
    assert.ok(Math.abs(apart / baseline - 1) < 1e-9);
  }));
});

Deno.test("a stereo pair draws depth unasked, and makes no object on the GPU when warm", async () => {
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const pair = new StereoCamera(renderer, gpu, { ...SPEC, outputs: "colour" });
  pair.hidden = boxes[1]!.id;
  pair.expose(scene, pose, clear);
  assert.deepEqual(pair.left.spec.outputs, ["colour", "depth"]);
  assert.equal(pair.right.hidden, boxes[1]!.id);
  const made = await countGpuObjects(gpu, () => {
    for (let k = 0; k < 3; k++) pair.expose(scene, pose, clear);
  });
  assert.deepEqual(made, {});
  pair.dispose();
  scene.dispose();
});

Deno.test("a pair with a film has noise of its own in each eye, and the same truth", async () => {
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const film = { noise: MACHINE_VISION_NOISE };
  const noisy = new StereoCamera(renderer, gpu, { ...SPEC, film }, 5);
  noisy.expose(scene, pose, clear);
  const clean = await exposed();
  for (const eye of EYES) {
    const { colour } = noisy[eye];
    assert.notDeepEqual(await readTexture(gpu, colour, 4), clean[eye].colour);
    assert.deepEqual(
      new Float32Array((await readTexture(gpu, noisy.disparity(eye), 4)).buffer),
      clean[eye].disparity,
    );
  }
  // Two eyes in one place: only their noise differs.
  const still = new StereoCamera(renderer, gpu, { ...SPEC, film, baseline: 1e-9 }, 5);
  still.expose(scene, pose, clear);
  assert.notDeepEqual(
    await readTexture(gpu, still.left.colour, 4),
    await readTexture(gpu, still.right.colour, 4),
  );
  for (const pair of [noisy, still]) pair.dispose();
  scene.dispose();
});

Deno.test("a stereo pair refuses lenses that bend", () => {
  const lens = { model: "brown_conrady", k1: -0.1 } as const;
  assert.throws(() => new StereoCamera(renderer, gpu, { ...SPEC, lens }), {
    name: "RangeError",
    message: /brown_conrady/,
  });
});

Deno.test("a stereo pair refuses eyes that are not apart", () => {
  for (const baseline of [0, -0.1, NaN, Infinity]) {
    assert.throws(() => new StereoCamera(renderer, gpu, { ...SPEC, baseline }), {
      name: "RangeError",
      message: /baseline/,
    });
  }
});
