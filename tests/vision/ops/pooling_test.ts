import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import type { RefArray } from "../../../vision/autograd/op.ts";
import {
  AvgPool2d,
  GlobalAvgPool2d,
  GlobalMaxPool2d,
  LogProbPool2d,
  LpPool2d,
  Maxout,
  MaxPool2d,
} from "../../../vision/nn/pooling.ts";
import { avgPool2d, avgPool2dOp } from "../../../vision/ops/avg_pool2d/mod.ts";
import { globalAvgPool2d, globalMaxPool2d } from "../../../vision/ops/global_pool2d/mod.ts";
import { logProbPool2d, logProbPool2dOp } from "../../../vision/ops/log_prob_pool2d/mod.ts";
import { lpPool2d, lpPool2dOp } from "../../../vision/ops/lp_pool2d/mod.ts";
import { maxPool2d } from "../../../vision/ops/max_pool2d/mod.ts";
import { maxout, maxoutOp } from "../../../vision/ops/maxout/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { distinct, normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** Windows in range: padding is narrower than the window. */
const windows = fc.record({
  kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  sides: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
}).map(({ kernel: [kh, kw], stride, sides: [top, left, bottom, right] }) => ({
  kernel: [kh, kw] as const,
  stride,
  padding: [
    Math.min(top, kh - 1),
    Math.min(left, kw - 1),
    Math.min(bottom, kh - 1),
    Math.min(right, kw - 1),
  ] as const,
}));

const images = fc.tuple(
  ...[[1, 2], [1, 6], [3, 6], [3, 6]].map(([min, max]) => fc.integer({ min: min!, max: max! })),
);

type Windows = typeof windows extends fc.Arbitrary<infer T> ? T : never;

/** Checks an operation at random windows over random images. */
async function check(
  apply: (x: Tensor, at: Windows, seed: number) => Tensor,
  reference: (x: RefArray, at: Windows, seed: number) => RefArray,
  data: (shape: number[], seed: number) => Float64Array = normals,
): Promise<void> {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(images, windows, fc.nat(1e6), async (shape, at, seed) => {
      await gradcheck(device, {
        inputs: [{ shape, data: data(shape, seed) }],
        forward: ([x]) => apply(x!, at, seed),
        reference: ([x]) => reference(x!, at, seed),
        random: counterRandom(seed, 1),
      });
    }),
    { numRuns: 6, endOnFailure: true },
  );
}

Deno.test("avgPool2d() matches its reference and its gradient", async () => {
  await check(
    (x, { kernel, ...at }, seed) =>
      avgPool2d(x, kernel, { ...at, countIncludePad: seed % 2 === 0 }),
    (x, at, seed) => avgPool2dOp.reference.forward([x], { ...at, countIncludePad: seed % 2 === 0 }),
  );
});

const POWERS = [1, 2, 3.5, 12] as const;

Deno.test("lpPool2d() matches its reference and its gradient away from zero", async () => {
  const power = (seed: number) => POWERS[seed % POWERS.length]!;
  await check(
    (x, { kernel, ...at }, seed) => lpPool2d(x, kernel, power(seed), at),
    (x, at, seed) => lpPool2dOp.reference.forward([x], { ...at, power: power(seed) }),
    (shape, seed) => distinct(shape, seed).map((v) => v + 0.005),
  );
});

Deno.test("logProbPool2d() matches its reference and its gradient", async () => {
  const options = (seed: number) => ({
    sharpness: [0.1, 1, 7][seed % 3]!,
    reduction: seed % 2 === 0 ? "mean" : "sum",
  } as const);
  await check(
    (x, { kernel, ...at }, seed) => {
      const { sharpness, reduction } = options(seed);
      return logProbPool2d(x, kernel, sharpness, { ...at, reduction });
    },
    (x, at, seed) => logProbPool2dOp.reference.forward([x], { ...at, ...options(seed) }),
  );
});

Deno.test("maxout() matches its reference and its gradient, and gives ties to the first", async () => {
  const device = await visionDevice();
  const sizes = fc.integer({ min: 1, max: 5 });
  await fc.assert(
    fc.asyncProperty(sizes, sizes, fc.nat(1e6), async (pieces, maps, seed) => {
      const shape = [2, pieces * maps, 2, 3];
      await gradcheck(device, {
        inputs: [{ shape, data: distinct(shape, seed) }],
        forward: ([x]) => maxout(x!, pieces),
        reference: ([x]) => maxoutOp.reference.forward([x!], { pieces }),
        random: counterRandom(seed, 1),
      });
    }),
    { numRuns: 5 },
  );
  const x = device.tensor(new Float32Array(6).fill(-2), [1, 6, 1, 1], { requiresGrad: true });
  using _scratch = device.arena();
  const y = maxout(x, 3);
  y.backward(device.tensor([5, 7], [1, 2, 1, 1]));
  assert.deepEqual([...await x.grad!.read()], [5, 0, 0, 7, 0, 0]);
  x.dispose();
});

Deno.test("Lp and soft maxima go from means or sums to the maximum, and survive ugly numbers", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const shape = [1, 3, 4, 4];
  const data = normals(shape, 6).map(Math.abs);
  const x = device.tensor(Float32Array.from(data), shape);
  const largest = await maxPool2d(x, 2).read();
  const mean = await avgPool2d(x, 2).read();
  assertAllClose(await lpPool2d(x, 2, 3000).read(), largest, { rtol: 1e-3 });
  assertAllClose(await lpPool2d(x, 2, 1).read(), mean.map((v) => 4 * v), { rtol: 1e-5 });
  assertAllClose(await logProbPool2d(x, 2, 3000).read(), largest, { rtol: 0, atol: 1e-3 });
  assertAllClose(await logProbPool2d(x, 2, 1e-2).read(), mean, { rtol: 0, atol: 0.02 });
  const sum = await logProbPool2d(x, 2, 0.5, { reduction: "sum" }).read();
  const soft = await logProbPool2d(x, 2, 0.5).read();
  assertAllClose(sum, soft.map((v) => v + Math.log(4) / 0.5), { rtol: 1e-5 });
  // Zeros, numbers whose squares overflow, and numbers whose squares vanish.
  const ugly = [0, 0, 0, 0, 3e30, 0, -4e30, 0, 3e-30, 4e-30, 0, 0, -1, -1, -1, -1];
  const u = device.tensor(ugly, [1, 4, 2, 2], { requiresGrad: true });
  const norms = lpPool2d(u, 2, 2);
  assertAllClose(await norms.read(), [0, 5e30, 5e-30, 2], { rtol: 1e-5, atol: 0 });
  norms.backward(device.tensor([1, 1, 1, 1], [1, 4, 1, 1]));
  const slopes = [0, 0, 0, 0, 0.6, 0, -0.8, 0, 0.6, 0.8, 0, 0, -0.5, -0.5, -0.5, -0.5];
  assertAllClose(await u.grad!.read(), slopes, { rtol: 1e-5, atol: 1e-6 });
  u.grad = null;
  const tops = logProbPool2d(u, 2, 50);
  assertAllClose(await tops.read(), [0, 3e30, 4e-30, -1], { rtol: 1e-5, atol: 1e-6 });
  tops.backward(device.tensor([1, 1, 1, 1], [1, 4, 1, 1]));
  const quarter = [0.25, 0.25, 0.25, 0.25];
  const shares = [...quarter, 1, 0, 0, 0, ...quarter, ...quarter];
  assertAllClose(await u.grad!.read(), shares, { rtol: 1e-5, atol: 1e-6 });
  assert.deepEqual(await device.noGrad(() => logProbPool2d(u, 2, 50)).read(), await tops.read());
  x.dispose();
  u.dispose();
});

Deno.test("global pooling and pooling layers are their operations, and keep spare channels zero", async () => {
  const device = await visionDevice();
  const shape = [2, 6, 5, 4];
  const data = distinct(shape, 9);
  const x = device.tensor(Float32Array.from(data), shape, { requiresGrad: true });
  const cases: Record<string, readonly [Tensor, () => Tensor]> = {};
  using _scratch = device.arena();
  const padding = [1, 1] as const;
  const add = (name: string, layer: Tensor, operation: () => Tensor) =>
    cases[name] = [layer, operation];
  add("max", new MaxPool2d(2, { padding }).forward(x), () => maxPool2d(x, 2, { padding }));
  add("avg", new AvgPool2d([2, 3]).forward(x), () => avgPool2d(x, [2, 3]));
  add("lp", new LpPool2d(2, 3).forward(x), () => lpPool2d(x, 2, 3));
  const sum = { reduction: "sum", padding } as const;
  add("prob", new LogProbPool2d(2, 3, sum).forward(x), () => logProbPool2d(x, 2, 3, sum));
  add("maxout", new Maxout(2).forward(x), () => maxout(x, 2));
  add("global avg", new GlobalAvgPool2d().forward(x), () => globalAvgPool2d(x));
  add("global max", new GlobalMaxPool2d().forward(x), () => globalMaxPool2d(x));
  for (const [name, [layer, operation]] of Object.entries(cases)) {
    assert.deepEqual(await layer.read(), await operation().read(), name);
    await assertSpareChannelsZero(layer, name);
    x.grad = null;
    layer.backward(device.tensor(Float32Array.from(normals(layer.shape, 4)), layer.shape));
    await assertSpareChannelsZero(x.grad!, `${name}, gradient`);
  }
  const maps = Array.from({ length: 12 }, (_, i) => [...data.slice(i * 20, i * 20 + 20)]);
  const largest = maps.map((map) => Math.max(...map));
  const mean = maps.map((map) => map.reduce((a, b) => a + b) / 20);
  assert.deepEqual(cases["global max"]![0].shape, [2, 6, 1, 1]);
  assertAllClose(await cases["global max"]![0].read(), largest);
  assertAllClose(await cases["global avg"]![0].read(), mean, { rtol: 1e-5, atol: 1e-6 });
  x.dispose();
});

Deno.test("pooling lets NaN and infinities through, wherever they stand", async () => {
  const device = await visionDevice();
  const pools = {
    lpPool2d: [
      (x: Tensor) => lpPool2d(x, 2, 2),
      (x: RefArray) => lpPool2dOp.reference.forward([x], { kernel: 2, power: 2 }),
    ],
    "lpPool2d of power 3": [
      (x: Tensor) => lpPool2d(x, 2, 3),
      (x: RefArray) => lpPool2dOp.reference.forward([x], { kernel: 2, power: 3 }),
    ],
    logProbPool2d: [
      (x: Tensor) => logProbPool2d(x, 2, 1),
      (x: RefArray) =>
        logProbPool2dOp.reference.forward([x], { kernel: 2, sharpness: 1, reduction: "mean" }),
    ],
    avgPool2d: [
      (x: Tensor) => avgPool2d(x, 2),
      (x: RefArray) => avgPool2dOp.reference.forward([x], { kernel: 2, countIncludePad: true }),
    ],
    maxout: [
      (x: Tensor) => maxout(x, 4),
      (x: RefArray) => maxoutOp.reference.forward([x], { pieces: 4 }),
    ],
    globalMaxPool2d: [globalMaxPool2d, null],
  } as const;
  for (const [name, [pool, reference]] of Object.entries(pools)) {
    for (let at = 0; at < 4; at++) {
      using _scratch = device.arena();
      const shape = name === "maxout" ? [1, 4, 1, 1] : [1, 1, 2, 2];
      for (const value of name.startsWith("lp") ? [NaN, Infinity] : [NaN]) {
        const data = Float64Array.of(5, -1, 3, 4).with(at, value);
        const x = device.tensor(Float32Array.from(data), shape);
        assert.deepEqual([...await pool(x).read()], [value], `${name}, ${value} at ${at}`);
        if (reference) assert.deepEqual([...reference({ shape, data }).data], [value], name);
        x.dispose();
      }
    }
  }
  const both = device.tensor([NaN, Infinity, 0, 1], [1, 1, 2, 2]);
  assert.deepEqual([...await lpPool2d(both, 2, 2).read()], [NaN]);
  both.dispose();
});

Deno.test("avgPool2d() counts padding unless told otherwise", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([4, 4, 4, 4], [1, 1, 2, 2]);
  assert.deepEqual([...await avgPool2d(x, 2, { stride: 1, padding: 1 }).read()], [
    1,
    2,
    1,
    2,
    4,
    2,
    1,
    2,
    1,
  ]);
  assert.deepEqual(
    [...await new AvgPool2d(2, { stride: 1, padding: 1 }).forward(x).read()].slice(0, 2),
    [
      1,
      2,
    ],
  );
  const within = avgPool2d(x, 2, { padding: 1, countIncludePad: false });
  assert.deepEqual(new Set(await within.read()), new Set([4]));
  x.dispose();
});

Deno.test("pooling says what does not fit", async () => {
  const device = await visionDevice();
  const x = device.zeros([1, 3, 4, 4]);
  assert.throws(
    () => avgPool2d(x, [5, 1]),
    /average-pool \[1, 3, 4, 4\]: a window of 5 x 1 exceeds/,
  );
  assert.throws(() => avgPool2d(x, 0), /average-pool with a window of 0: want a positive integer/);
  assert.throws(() => avgPool2d(x, 2, { padding: 2 }), /want less than the window of 2 x 2/);
  assert.throws(() => avgPool2d(x, 2, { stride: 0 }), /stride must be an integer >= 1, got 0/);
  assert.throws(() => lpPool2d(x, 2, 0.5), /Lp-pool with a power of 0.5: want a number >= 1/);
  assert.throws(() => lpPool2d(x, 2, Infinity), RangeError);
  assert.throws(() => logProbPool2d(x, 2, 0), /with a sharpness of 0: want a number > 0/);
  assert.throws(() => maxout(x, 2), /max over 2 maps of \[1, 3, 4, 4\]: want a divisor of 3/);
  assert.throws(() => maxout(x, 0), RangeError);
  assert.throws(() => globalAvgPool2d(device.zeros([3])), /Cannot average-pool \[3\]: want images/);
});
