import assert from "node:assert/strict";
import fc from "fast-check";
import {
  gradientRef,
  klRef,
  probabilitiesRef,
  type RegressionWeights,
} from "../../../../models/lagr/online/softmax_regression_ref.ts";
import {
  SoftmaxRegression,
  windowLayout,
} from "../../../../models/lagr/online/softmax_regression.ts";
import { counterRandom, normal } from "../../../../vision/mod.ts";
import { loadCheckpoint, saveCheckpoint } from "../../../../vision/checkpoint/mod.ts";
import { assertAllClose } from "../../../support/allclose.ts";
import { visionDevice } from "../../../support/vision_device.ts";

fc.configureGlobal({ seed: 11 });

function randomCase(seed: number, features: number, samples: number) {
  const random = counterRandom(seed);
  const draw = (count: number) => Float64Array.from({ length: count }, () => normal(random));
  const weights: RegressionWeights = { weight: draw(5 * features), bias: draw(5) };
  const xs = Array.from({ length: samples }, () => draw(features));
  const ps = xs.map(() => {
    const p = Float64Array.from({ length: 5 }, random);
    const sum = p.reduce((a, b) => a + b, 0);
    return p.map((v) => v / sum);
  });
  return { weights, xs, ps };
}

Deno.test("the gradient of the KL divergence is (q - p) x^T, by finite differences", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 4 }), (seed, count) => {
      const { weights, xs, ps } = randomCase(seed, 6, count);
      const loss = () =>
        xs.reduce((sum, x, k) => sum + klRef(ps[k]!, probabilitiesRef(weights, x)) / xs.length, 0);
      const gradient = gradientRef(weights, xs, ps);
      for (const name of ["weight", "bias"] as const) {
        weights[name].forEach((value, i) => {
          const h = 1e-5;
          weights[name][i] = value + h;
          const up = loss();
          weights[name][i] = value - h;
          const down = loss();
          weights[name][i] = value;
          const error = Math.abs((up - down) / (2 * h) - gradient[name][i]!);
          assert.ok(error < 1e-7, `${name}[${i}] is off by ${error}`);
        });
      }
    }),
    { numRuns: 20 },
  );
});

Deno.test("the divergence is 0 where q is p, above 0 elsewhere, and takes labels with zeros", () => {
  assert.equal(klRef([0, 1, 0, 0, 0], [0.2, 0.2, 0.2, 0.2, 0.2]), Math.log(5));
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
    const { ps: [p, q] } = randomCase(seed, 1, 2);
    assert.ok(Math.abs(klRef(p!, p!)) < 1e-15);
    assert.ok(klRef(p!, q!) > 0);
  }));
});

Deno.test("windows lie as rows or as a map, and the kernel's probabilities are the reference's", async () => {
  const device = await visionDevice();
  const { weights, xs } = randomCase(5, 100, 21);
  const regression = new SoftmaxRegression(device);
  regression.setDefaults(Float32Array.from(weights.weight), Float32Array.from(weights.bias));
  const wanted = xs.flatMap((x) => [...probabilitiesRef(weights, x)]);
  const rows = device.tensor(Float32Array.from(xs.flatMap((x) => [...x])), [21, 100]);
  // Feature f of the window in row v and column u of a map.
  const map = new Float32Array(100 * 21);
  xs.forEach((x, k) => x.forEach((value, f) => map[f * 21 + k] = value));
  const tensor = device.tensor(map, [1, 100, 3, 7]);
  assert.deepEqual(windowLayout(tensor), { windows: 21, windowStride: 1, groupStride: 21 });
  {
    using _scratch = device.arena();
    for (const features of [rows, tensor]) {
      assertAllClose(await regression.forward(features).read(), wanted, { rtol: 1e-4, atol: 1e-5 });
    }
  }
  // Weights beyond what an exponential holds still give probabilities.
  regression.weight.write(Float32Array.from(weights.weight, (w) => 100 * w));
  {
    using _scratch = device.arena();
    const steep = await regression.forward(rows).read();
    assert.ok(steep.every((q) => q >= 0 && q <= 1));
  }
  const copy = new SoftmaxRegression(device);
  loadCheckpoint(await saveCheckpoint(regression), copy);
  assert.deepEqual(await copy.weight.read(), await regression.weight.read());
  assert.deepEqual(await copy.defaultWeight.read(), await regression.defaultWeight.read());
  for (const shape of [[21, 99], [2, 100, 3, 7]]) {
    assert.throws(() => windowLayout(device.zeros(shape)), /Cannot classify windows of f32/);
  }
});
