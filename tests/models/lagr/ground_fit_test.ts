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
  let worst = { degrees: 0, centimetres: 0 };
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
        worst = {
          degrees: Math.max(worst.degrees, degrees),
          centimetres: Math.max(worst.centimetres, centimetres),
        };
        assert.ok(degrees < 0.5 && centimetres < 3, `${degrees} degrees, ${centimetres} cm`);
        assert.ok(confidence > 0.5);
      },
    ),
    { numRuns: 60, seed: 1 },
  );
  console.log(worst);
});
