import assert from "node:assert/strict";
import fc from "fast-check";
import { FarGround, trueDisparity } from "../../../models/lagr/far_ground.ts";
import {
  angleBetween,
  disparityPlane,
  type GroundPlane,
  mountedPlane,
} from "../../../models/lagr/ground_plane.ts";
import { counterRandom, type Random } from "../../../vision/random.ts";
import { castPixel, EYE, type StandingBox, stereoOf } from "../../support/stereo_scenes.ts";

fc.configureGlobal({ seed: 23 });

const PITCH = 0.17;
const NEAR = mountedPlane(1, PITCH);
const PIXEL_METRES = EYE.fx * EYE.baseline;

/** What the matcher says of a disparity: `trueDisparity` undoes it. */
function asMatched(d: number): number {
  let matched = d;
  for (let k = 0; k < 30; k++) matched += d - trueDisparity(matched);
  return matched;
}

/** Level ground that from so far ahead on rises in a slope, with things on the level part. */
function valley(
  from: number,
  slope: number,
  boxes: readonly StandingBox[],
  random: Random,
) {
  // The slope's plane meets the level one at `from`: lower by `slope * from` below the eye.
  const [c, s] = [Math.cos(PITCH), Math.sin(PITCH)];
  const depthAt = (u: number, v: number) => {
    const y = (v - EYE.cy) / EYE.fy;
    const level = castPixel(EYE, NEAR, boxes, u, v).z;
    // Along the ray, `ahead = c - s y` and `down = s + c y` for each metre of depth.
    const [ahead, down] = [c - s * y, s + c * y];
    const rising = (1 + slope * from) / (down + slope * ahead);
    return rising > 0 ? Math.min(level, rising) : level;
  };
  const picture = stereoOf(
    EYE,
    (u, v) => {
      const z = depthAt(u, v);
      return z < 150 ? asMatched(PIXEL_METRES / z) : 0;
    },
    { noise: 0.15, outliers: 0.01, missing: 0.1 },
    random,
  );
  return { picture, depthAt };
}

/** Ratio by which a plane lays the ground at pixel wrong. */
function off(plane: GroundPlane, u: number, v: number, z: number): number {
  const { across, down, centre } = disparityPlane(EYE, plane);
  const d = across * (u - EYE.cx) + down * (v - EYE.cy) + centre;
  return Math.abs(Math.log2(Math.max(d, 0.1) * z / PIXEL_METRES));
}

Deno.test("level ground goes on level, whatever stands on it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
      const random = counterRandom(seed);
      const boxes = Array.from({ length: 8 }, () => {
        const [ahead, from] = [8 + 30 * random(), 24 * random() - 12];
        return { ahead, deep: 1, from, to: from + 0.5 + 1.5 * random(), top: 0.4 + 2 * random() };
      });
      const { picture } = valley(500, 0, boxes, random);
      const plane = new FarGround(EYE).fit(picture, NEAR);
      assert.ok(angleBetween(plane, NEAR) < 0.025, `${angleBetween(plane, NEAR)} rad`);
      assert.ok(Math.abs(plane.height - 1) < 0.15, `${plane.height} m`);
    }),
    { numRuns: 12 },
  );
});

Deno.test("where the country ahead rises the plane rises with it, and is nearer to the truth than the near one", () => {
  for (const slope of [0.05, 0.1, 0.15]) {
    const { picture, depthAt } = valley(10, slope, [], counterRandom(7));
    const plane = new FarGround(EYE).fit(picture, NEAR);
    const errors = { far: 0, near: 0 };
    let pixels = 0;
    for (let v = 0; v < EYE.height; v += 2) {
      for (let u = 10; u < EYE.width; u += 20) {
        const z = depthAt(u, v);
        if (!(z > 15 && z < 50)) continue;
        errors.far += off(plane, u, v, z);
        errors.near += off(NEAR, u, v, z);
        pixels++;
      }
    }
    assert.ok(pixels > 30, `${pixels} pixels`);
    const [far, near] = [errors.far / pixels, errors.near / pixels];
    assert.ok(far < 0.5 * near, `slope ${slope}: ${far} octaves off, the near plane ${near}`);
  }
});

Deno.test("a wall that fills the view, or a pocket, is not taken for ground that rises", () => {
  const random = counterRandom(5);
  for (const top of [1.2, 2.2]) {
    for (const ahead of [6, 7, 8, 9, 11, 14]) {
      const wall = { ahead, deep: 1, from: -15, to: 15, top };
      const sides = [-5, 4].map((from) => ({ ahead: 2, deep: ahead, from, to: from + 1, top }));
      for (const boxes of [[wall], [wall, ...sides]]) {
        const { picture } = valley(500, 0, boxes, random);
        const bent = angleBetween(new FarGround(EYE).fit(picture, NEAR), NEAR);
        assert.ok(bent < 0.16, `${top} m high, ${ahead} m ahead: ${bent} rad`);
      }
    }
  }
});

Deno.test("where stereo sees nothing far, or next to nothing, the near plane goes on", () => {
  const disparity = new Float32Array(EYE.width * EYE.height);
  assert.equal(new FarGround(EYE).fit({ disparity, confidence: disparity }, NEAR), NEAR);
  // A row of blocks that say something else.
  const confidence = disparity.map((_, k) =>
    Number(Math.floor(k / EYE.width) === 100 && k % 5 < 4)
  );
  const few = { disparity: confidence.map((sure) => 1.8 * sure), confidence };
  assert.equal(new FarGround(EYE).fit(few, NEAR), NEAR);
});

Deno.test("what is taken from distant disparities leaves their order, and near ones as they are", () => {
  let last = -Infinity;
  for (let d = 0; d < 4; d += 0.01) {
    const corrected = trueDisparity(d);
    assert.ok(corrected > last && corrected <= d);
    if (d >= 1.5) assert.equal(corrected, d);
    last = corrected;
  }
});
