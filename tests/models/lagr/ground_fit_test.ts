import assert from "node:assert/strict";
import fc from "fast-check";
import { GroundFitter } from "../../../models/lagr/ground_fit.ts";
import {
  angleBetween,
  disparityPlane,
  type GroundPlane,
  mountedPlane,
} from "../../../models/lagr/ground_plane.ts";
import { PointCloud } from "../../../models/lagr/point_cloud.ts";
import { counterRandom } from "../../../vision/random.ts";
import { boxScene, EYE, stereoOf } from "../../support/stereo_scenes.ts";
import { groundDisparity } from "../../support/plane_geometry.ts";

fc.configureGlobal({ seed: 11 });

const DEGREE = Math.PI / 180;
const MOUNTING = mountedPlane(1, 10 * DEGREE);
const cloud = new PointCloud(EYE);
const fitter = new GroundFitter(EYE, MOUNTING);

/** Degrees between two normals, centimetres between two heights. */
function errors(found: GroundPlane, truth: GroundPlane) {
  return {
    degrees: angleBetween(found, truth) / DEGREE,
    centimetres: 100 * Math.abs(found.height - truth.height),
  };
}

Deno.test("the plane is found under roll, slope, outliers, noise and steps", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -15, max: 15, noNaN: true }),
      fc.double({ min: -2, max: 22, noNaN: true }),
      fc.double({ min: 0.8, max: 1.2, noNaN: true }),
      fc.double({ min: 0, max: 0.4, noNaN: true }),
      fc.constantFrom(0, 0.0625, 0.25),
      fc.nat(),
      (roll, pitch, height, outliers, quantum, seed) => {
        const truth = mountedPlane(height, pitch * DEGREE, roll * DEGREE);
        const random = counterRandom(seed);
        const { across, down, centre } = disparityPlane(EYE, truth);
        const scene = stereoOf(
          EYE,
          (u, v) => across * (u - EYE.cx) + down * (v - EYE.cy) + centre,
          { noise: 0.25, quantum, outliers, missing: 0.2 },
          random,
        );
        const { plane, confidence } = fitter.fit(cloud.update(scene), random);
        const { degrees, centimetres } = errors(plane, truth);
        assert.ok(degrees < 0.5 && centimetres < 3, `${degrees} degrees, ${centimetres} cm`);
        assert.ok(confidence > 0.5);
      },
    ),
    { numRuns: 60, seed: 1 },
  );
});

Deno.test("boxes on the ground, and much of the picture missing, do not move it", () => {
  for (const seed of [1, 2, 3, 4]) {
    const random = counterRandom(seed);
    const truth = mountedPlane(0.95, 8 * DEGREE, (seed - 2.5) * 4 * DEGREE);
    const boxes = Array.from({ length: 6 }, () => {
      const ahead = 2 + 6 * random(), from = 8 * random() - 4.5;
      return { ahead, deep: 0.5, from, to: from + 1, top: 0.3 + 1.5 * random() };
    });
    const scene = boxScene(EYE, truth, boxes, { noise: 0.25, outliers: 0.1, missing: 0.4 }, random);
    const { plane, other } = fitter.fit(cloud.update(scene), random);
    const { degrees, centimetres } = errors(plane, truth);
    assert.ok(degrees < 0.5 && centimetres < 3, `${degrees} degrees, ${centimetres} cm`);
    assert.equal(other, null);
  }
});

Deno.test("equal draws give equal planes", () => {
  const random = counterRandom(9);
  const scene = boxScene(EYE, mountedPlane(1, 0.1, 0.1), [], { noise: 0.3, outliers: 0.3 }, random);
  cloud.update(scene);
  assert.deepEqual(fitter.fit(cloud, counterRandom(3)), fitter.fit(cloud, counterRandom(3)));
});

Deno.test("where ground bends, both its planes are found: before and beyond a line, or left and right", () => {
  // The nearer of two planes is seen where they make a valley, the farther where they make a ridge.
  const flat = mountedPlane(1, 10 * DEGREE);
  const beside = (roll: number, height: number) => mountedPlane(height, 10 * DEGREE, roll * DEGREE);
  for (
    const [other, fold] of [
      // Rises by 8 degrees from 4 m on: 1 m cos 8 + 4 m sin 8 under the eye.
      [mountedPlane(Math.cos(8 * DEGREE) + 4 * Math.sin(8 * DEGREE), 18 * DEGREE), "valley"],
      // Falls by 8 degrees from 3 m on.
      [mountedPlane(Math.cos(8 * DEGREE) - 3 * Math.sin(8 * DEGREE), 2 * DEGREE), "ridge"],
      [beside(12, 1.15), "valley"],
      [beside(-12, 1.15), "valley"],
    ] as const
  ) {
    const one = disparityPlane(EYE, flat), two = disparityPlane(EYE, other);
    const pick = fold === "valley" ? Math.max : Math.min;
    const random = counterRandom(5);
    const scene = stereoOf(
      EYE,
      (u, v) => {
        const [x, y] = [u - EYE.cx, v - EYE.cy];
        return pick(
          one.across * x + one.down * y + one.centre,
          two.across * x + two.down * y + two.centre,
        );
      },
      { noise: 0.15, outliers: 0.1, missing: 0.1 },
      random,
    );
    const found = fitter.fit(cloud.update(scene), random);
    assert.equal(found.fold, fold);
    const near = errors(found.plane, flat), far = errors(found.other!, other);
    assert.ok(near.degrees < 1 && near.centimetres < 3, `${near.degrees}, ${near.centimetres}`);
    assert.ok(far.degrees < 1.5 && far.centimetres < 12, `${far.degrees}, ${far.centimetres}`);
    const ground = groundDisparity(EYE, found);
    // What it says at pixels, away from the line itself, to a third of a pixel of disparity.
    for (const [u, v] of [[20, 220], [160, 230], [300, 220], [160, 150]] as const) {
      const [x, y] = [u - EYE.cx, v - EYE.cy];
      const wanted = pick(
        one.across * x + one.down * y + one.centre,
        two.across * x + two.down * y + two.centre,
      );
      assert.ok(Math.abs(ground(u, v) - wanted) < 0.34, `${ground(u, v)} px, wanted ${wanted}`);
    }
  }
});

Deno.test("where too little ground is seen, the mounting's plane has to do, without confidence", () => {
  const blank = { disparity: new Float32Array(320 * 240), confidence: new Float32Array(320 * 240) };
  assert.deepEqual(
    fitter.fit(cloud.update(blank), counterRandom(1)),
    { plane: MOUNTING, other: null, fold: null, confidence: 0 },
  );
  // A wall 1 m away fills the picture.
  const wall = {
    disparity: new Float32Array(320 * 240).fill(EYE.fx * EYE.baseline),
    confidence: new Float32Array(320 * 240).fill(1),
  };
  const found = fitter.fit(cloud.update(wall), counterRandom(1));
  assert.ok(found.confidence < 0.7 && angleBetween(found.plane, MOUNTING) < 26 * DEGREE);
});

Deno.test("the plane of the frame before is a proposal: it saves a frame in which chance finds nothing", () => {
  const truth = mountedPlane(1.1, 22 * DEGREE, 14 * DEGREE);
  const random = counterRandom(2);
  const scene = boxScene(EYE, truth, [], { noise: 0.2, outliers: 0.3 }, random);
  // A fitter that draws the same point three times: only the mounting's plane and the last one are left.
  const stuck = () => 0.5;
  const { plane } = fitter.fit(cloud.update(scene), stuck, truth);
  assert.ok(errors(plane, truth).degrees < 0.3);
});

Deno.test("what cannot be fitted is said", () => {
  assert.throws(() => new GroundFitter(EYE, MOUNTING, { proposals: 0 }), /0 proposals/);
  assert.throws(() => mountedPlane(0, 0), /at 0 m/);
  assert.throws(() => mountedPlane(1, 2), /pitch 2/);
});
