import assert from "node:assert/strict";
import { coarserView } from "../../../models/lagr/camera_view.ts";
import { PointCloud } from "../../../models/lagr/point_cloud.ts";
import { EYE } from "../../support/stereo_scenes.ts";

/** A picture with the disparity of one point where its pixel is. */
function picture(at: readonly [u: number, v: number], d: number, trust = 1) {
  const size = EYE.width * EYE.height;
  const disparity = new Float32Array(size), confidence = new Float32Array(size);
  disparity[at[1] * EYE.width + at[0]] = d;
  confidence[at[1] * EYE.width + at[0]] = trust;
  return { disparity, confidence };
}

Deno.test("a point is where its pixel and its disparity say, and as sure as its match", () => {
  const cloud = new PointCloud(EYE, { step: 1, disparitySigma: 0.25 });
  const [x, y, z] = [-1.2, 0.7, 5];
  // Pixels are whole numbers: the point nearest to this one.
  const u = Math.round(EYE.fx * x / z + EYE.cx), v = Math.round(EYE.fy * y / z + EYE.cy);
  cloud.update(picture([u, v], EYE.fx * 0.12 / z, 0.5));
  assert.equal(cloud.count, 1);
  const k = v * EYE.width + u;
  const point = cloud.point(k)!;
  assert.ok(Math.abs(point[2] - z) < 1e-6 * z);
  assert.ok(Math.abs(point[0] * EYE.fx / point[2] + EYE.cx - u) < 1e-4);
  assert.ok(Math.abs(point[1] * EYE.fy / point[2] + EYE.cy - v) < 1e-4);
  // Half the confidence is twice the deviation.
  assert.equal(cloud.sigma[k], 0.5);
  assert.equal(cloud.point(0), null);
});

Deno.test("no point without a disparity, a confidence, a place within the range", () => {
  const cloud = new PointCloud(EYE, { step: 1, maxDepth: 12, minDepth: 0.5, minConfidence: 0.3 });
  const scale = EYE.fx * EYE.baseline;
  for (
    const [d, trust, count] of [
      [0, 1, 0],
      [-1, 1, 0],
      [NaN, 1, 0],
      [Infinity, 1, 0],
      [4, NaN, 0],
      [4, 0.2, 0],
      [4, 0.4, 1],
      [scale / 12.1, 1, 0],
      [scale / 11.9, 1, 1],
      [scale / 0.4, 1, 0],
    ] as const
  ) assert.equal(cloud.update(picture([7, 9], d, trust)).count, count, `${d} px, ${trust}`);
});

Deno.test("a coarser lattice takes every second pixel; a coarser view looks the same way", () => {
  const cloud = new PointCloud(EYE, { step: 2 });
  assert.deepEqual([cloud.columns, cloud.rows, cloud.pixelOf(0)], [160, 120, 1]);
  assert.equal(cloud.update(picture([1, 1], 4)).count, 1);
  assert.equal(cloud.update(picture([2, 1], 4)).count, 0);
  const half = coarserView(EYE, 2);
  // The middle of fine pixels 10 and 11 is coarse pixel 5, and both see it at the same slope.
  assert.ok(Math.abs((5 - half.cx) / half.fx - (10.5 - EYE.cx) / EYE.fx) < 1e-12);
});

Deno.test("what cannot be done is said", () => {
  assert.throws(() => new PointCloud(EYE, { step: 0 }), /every 0th pixel/);
  assert.throws(() => new PointCloud(EYE, { minDepth: 3, maxDepth: 2 }), /3 m to 2 m/);
  assert.throws(() => new PointCloud(EYE, { minConfidence: 0 }), /confidence 0/);
  assert.throws(() => new PointCloud(EYE, { disparitySigma: 0 }), /0 px/);
  const short = { disparity: new Float32Array(5), confidence: new Float32Array(5) };
  assert.throws(() => new PointCloud(EYE).update(short), /5 disparities/);
  assert.throws(() => coarserView(EYE, 7), /320 x 240 by 7/);
});
