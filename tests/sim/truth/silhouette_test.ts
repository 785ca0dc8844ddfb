import assert from "node:assert/strict";
import fc from "fast-check";
import {
  fromYawPitchRoll,
  inverse,
  multiply,
  type Pose,
  rotate,
  type Vec3,
} from "../../../sim/pose.ts";
import { mountCamera, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { lensOf } from "../../../sim/sensors/lens.ts";
import { Shape } from "../../../sim/shapes/shape.ts";
import { Canvas, silhouette } from "../../../sim/truth/silhouette.ts";
import { sightings } from "../../../sim/truth/pixel_box.ts";

const lens = lensOf({ ...ROVER_CAMERA, width: 80, height: 60 });
const camera = lens.intrinsics;
const { width, height } = camera;

/** A cube of side 2 around the origin. */
function cube(): Shape {
  const shape = new Shape();
  const corners = Array.from(
    { length: 8 },
    (_, i) => shape.vertex([i & 1 ? 1 : -1, i & 2 ? 1 : -1, i & 4 ? 1 : -1], [0, 0, 1], 1, 0),
  );
  for (
    const [a, b, c, d] of [
      [0, 2, 3, 1],
      [4, 5, 7, 6],
      [0, 1, 5, 4],
      [2, 6, 7, 3],
      [0, 4, 6, 2],
      [1, 3, 7, 5],
    ] as const
  ) {
    shape.triangle(corners[a]!, corners[b]!, corners[c]!);
    shape.triangle(corners[a]!, corners[c]!, corners[d]!);
  }
  return shape;
}

/** Whether the ray of a pixel meets a box (slabs), beyond the near plane. */
function meets(u: number, v: number, eye: Pose, box: Pose, half: Vec3, near: number): boolean {
  const away = rotate(eye.orientation, [
    (u - camera.cx) / camera.fx,
    (v - camera.cy) / camera.fy,
    1,
  ]);
  const back = inverse(box);
  const [ox, oy, oz] = rotate(back.orientation, [
    eye.position[0] - box.position[0],
    eye.position[1] - box.position[1],
    eye.position[2] - box.position[2],
  ]);
  const direction = rotate(back.orientation, away);
  const origin = [ox, oy, oz];
  let from = near, to = Infinity;
  for (let axis = 0; axis < 3; axis++) {
    const a = (-half[axis]! - origin[axis]!) / direction[axis]!;
    const b = (half[axis]! - origin[axis]!) / direction[axis]!;
    from = Math.max(from, Math.min(a, b));
    to = Math.min(to, Math.max(a, b));
  }
  return from < to;
}

Deno.test("silhouette() covers the pixels whose rays meet a box, the eye near it or far", () => {
  const canvas = new Canvas(width, height);
  const near = 0.1;
  const eye = mountCamera([0, 0, 1.2], 0.3, 0.1, 0.05);
  const shape = cube();
  let seen = 0;
  fc.assert(
    fc.property(
      fc.record({
        distance: fc.double({ min: 0.5, max: 30, noNaN: true }),
        bearing: fc.double({ min: -1.2, max: 1.2, noNaN: true }),
        z: fc.double({ min: -1, max: 4, noNaN: true }),
        turn: fc.tuple(
          fc.double({ min: -3, max: 3, noNaN: true }),
          fc.double({ min: -1, max: 1, noNaN: true }),
        ),
        half: fc.tuple(
          fc.double({ min: 0.2, max: 3, noNaN: true }),
          fc.double({ min: 0.2, max: 2, noNaN: true }),
          fc.double({ min: 0.2, max: 2, noNaN: true }),
        ),
      }),
      ({ distance, bearing, z, turn, half }) => {
        const pose: Pose = {
          position: [distance * Math.cos(bearing), distance * Math.sin(bearing), z],
          orientation: fromYawPitchRoll(turn[0], turn[1]),
        };
        const found = silhouette(
          [{ shape, worldFromShape: pose, size: half }],
          lens,
          eye,
          near,
          canvas,
        );
        let wanted = 0;
        for (let v = 0; v < height; v++) {
          for (let u = 0; u < width; u++) if (meets(u, v, eye, pose, half, near)) wanted++;
        }
        if (wanted > 0) seen++;
        assert.ok(Math.abs(found.pixels - wanted) <= 2, `${found.pixels} pixels, wanted ${wanted}`);
      },
    ),
    { numRuns: 120, seed: 7 },
  );
  assert.ok(seen > 30, `only ${seen} boxes were seen`);
});

Deno.test("silhouette() of a ball is bounded by its tangents", () => {
  const shape = new Shape();
  shape.ball(
    { centre: [0, 0, 0], radii: [1, 1, 1], detail: 4, rough: 0, part: 0 },
    () => 0.5,
  );
  const distance = 6;
  const { box } = silhouette(
    [{
      shape,
      worldFromShape: {
        position: [distance, 0, 0],
        orientation: multiply([0, 0, 0, 1], [0, 0, 0, 1]),
      },
      size: [1, 1, 1],
    }],
    lens,
    mountCamera([0, 0, 0]),
    0.1,
    new Canvas(width, height),
  );
  const reach = camera.fx * Math.tan(Math.asin(1 / distance));
  for (
    const [side, wanted] of [
      ["left", camera.cx - reach],
      ["right", camera.cx + reach],
      ["top", camera.cy - reach],
      ["bottom", camera.cy + reach],
    ] as const
  ) {
    assert.ok(Math.abs(box![side] - wanted) < 0.06, `${side} is ${box![side]}, wanted ${wanted}`);
  }
});

Deno.test("sightings() counts and bounds every entity, with the label of most of its pixels", () => {
  const ids = new Uint32Array(width * height).fill((1 << 24) | 2);
  for (let v = 10; v < 20; v++) {
    for (let u = 30; u < 36; u++) ids[v * width + u] = ((v < 13 ? 33 : 31) << 24) | 77;
  }
  const found = sightings(ids, width);
  assert.deepEqual([...found.keys()], [2, 77]);
  assert.deepEqual(found.get(77)!.box, { left: 30, top: 10, right: 35, bottom: 19 });
  assert.equal(found.get(77)!.pixels, 60);
  assert.equal(found.get(77)!.label, 31);
  assert.equal(found.get(2)!.pixels, width * height - 60);
});
