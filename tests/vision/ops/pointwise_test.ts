import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import type { Op } from "../../../vision/autograd/op.ts";
import {
  affine,
  clamp,
  hardTanh,
  leakyRelu,
  log,
  POINTWISE,
  pointwise,
  type PointwiseName,
  pointwiseOp,
  pointwiseOps,
  type PointwiseParams,
  type PointwiseRow,
  power,
  reciprocal,
  relu,
  sigmoid,
  softplus,
  threshold,
} from "../../../vision/ops/pointwise/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { OTHER_NUMBERS } from "../../support/pointwise_numbers.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** Values over the domain of a row, its ends and those near zero included, away from its kinks. */
function domainValues(
  row: PointwiseRow,
  numbers: PointwiseParams,
  count: number,
  seed: number,
): Float64Array<ArrayBuffer> {
  const [low, high] = row.domain;
  const random = counterRandom(seed);
  const kinks = row.kinks?.(numbers) ?? [];
  return Float64Array.from({ length: count }, (_, i) => {
    if (i === 0) return low;
    if (i === 1) return high;
    // Half of them near zero, where most nets live.
    const near = Math.max(low, Math.min(high, 4 * random() - 2));
    const x = i % 2 ? low + random() * (high - low) : near;
    return kinks.some((kink) => Math.abs(x - kink) < 1e-3) ? x + 0.01 : x;
  });
}

const sizes = fc.oneof(
  fc.tuple(fc.integer({ min: 2, max: 40 })),
  fc.tuple(
    fc.integer({ min: 1, max: 2 }),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 2, max: 4 }),
  ),
);

for (const [name, row] of Object.entries(POINTWISE) as [PointwiseName, PointwiseRow][]) {
  const op = pointwiseOps[name] as Op<readonly [Tensor], PointwiseParams | undefined>;

  Deno.test(`${name}() matches its reference and its gradient over its domain`, async () => {
    const device = await visionDevice();
    const usual = row.params ?? {};
    await fc.assert(
      fc.asyncProperty(
        sizes,
        fc.constantFrom(usual, ...OTHER_NUMBERS[name] ?? []),
        fc.nat(1e6),
        async (shape, numbers, seed) => {
          const data = domainValues(row, numbers, shape.reduce((a, b) => a * b, 1), seed);
          const report = await gradcheck(device, {
            inputs: [{ shape, data }],
            forward: ([x]) => op([x!], numbers),
            reference: ([x]) => op.reference.forward([x!], numbers),
            random: counterRandom(seed, 1),
          });
          assert.equal(report.compared, data.length);
        },
      ),
      { numRuns: 4 },
    );
    // A fault must be seen where it begins.
    using _scratch = device.arena();
    const unknown = device.tensor([NaN, 1], [2]);
    const [first] = await op([unknown], usual).read();
    assert.ok(Number.isNaN(first), `${name}(NaN) is ${first}`);
    assert.ok(Number.isNaN(row.ref(NaN, usual)), `${name}(NaN) is a number in the reference`);
    unknown.dispose();
  });

  Deno.test(`${name}() reference gradient equals its central difference`, () => {
    for (const numbers of [row.params ?? {}, ...OTHER_NUMBERS[name] ?? []]) {
      const x = domainValues(row, numbers, 60, 3).filter((value) => Math.abs(value) < 1e3);
      for (const value of x) {
        const step = 1e-5 * Math.min(1, Math.abs(value));
        const rise = row.ref(value + step, numbers) - row.ref(value - step, numbers);
        const slope = row.refGrad(value, row.ref(value, numbers), numbers);
        const error = Math.abs(rise / (2 * step) - slope);
        assert.ok(error < 1e-5 * Math.max(1, Math.abs(slope)), `at ${value}: off by ${error}`);
      }
    }
  });
}

/** Ends of the f32 range and of the functions, by row: input, and output to 2e-6 of it. */
const ENDS: Partial<Record<PointwiseName, readonly (readonly [number, number])[]>> = {
  sigmoid: [[-100, 0], [-80, Math.exp(-80)], [-20, 1 / (1 + Math.exp(20))], [1e30, 1], [-1e30, 0]],
  softplus: [
    [-100, 0],
    [-80, Math.exp(-80)],
    [-20, Math.log1p(Math.exp(-20))],
    [0, Math.LN2],
    [100, 100],
    [1e30, 1e30],
    [-1e30, 0],
  ],
  elu: [[-1e-6, Math.expm1(-1e-6)], [-0.1, Math.expm1(-0.1)], [-1e30, -1], [0, 0], [1e30, 1e30]],
  gelu: [[-1e10, 0], [-5, -5 * 2.866515718791945e-7], [1e-6, 5.0000039894e-7], [1e30, 1e30]],
  swish: [[-1e4, 0], [-20, -20 / (1 + Math.exp(20))], [1e30, 1e30]],
  tanh: [[1e30, 1], [-1e30, -1], [100, 1]],
  scaledTanh: [[1e30, 1.7159], [-1e30, -1.7159]],
  power: [[-3, 9], [0, 0], [-1e10, 1e20]],
  sqrt: [[0, 0], [1e30, 1e15], [1e-30, 1e-15]],
  log: [[1e30, Math.log(1e30)], [1e-30, Math.log(1e-30)]],
  exp: [[-1e4, 0], [0, 1], [80, Math.exp(80)]],
};

Deno.test("the table is right at the ugly ends, to f32", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  for (const [name, ends] of Object.entries(ENDS)) {
    const x = device.tensor(ends.map(([at]) => at), [ends.length], { requiresGrad: true });
    const y = pointwise(name as PointwiseName)(x);
    y.backward(device.ones([ends.length]));
    // exp(x) is good to (3 + 2 |x|) 6e-8 of itself.
    const rtol = Math.max(...ends.map(([at]) => Math.abs(at) <= 80 ? 1.3e-7 * Math.abs(at) : 0));
    assertAllClose(
      await y.read(),
      ends.map(([, y]) => y),
      { rtol: 2e-6 + rtol, atol: 1e-37 },
      name,
    );
    if (name !== "sqrt") {
      const slopes = await x.grad!.read();
      assert.ok(slopes.every(Number.isFinite), `${name}: slopes ${slopes}`);
    }
    x.dispose();
  }
});

Deno.test("power() of negative numbers has the sign of odd powers and is NaN for fractions", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([-2, 0, 2, -1], [4], { requiresGrad: true });
  const to = async (exponent: number) => [...await power(x, { exponent }).read()];
  assertAllClose(await to(3), [-8, 0, 8, -1]);
  assertAllClose(await to(0), [1, 1, 1, 1]);
  assert.deepEqual(await to(-1), [-0.5, Infinity, 0.5, -1]);
  assertAllClose(await to(1), [-2, 0, 2, -1]);
  const [negative, zero, four] = await to(0.5);
  assert.ok(Number.isNaN(negative) && zero === 0);
  assertAllClose([four!], [Math.SQRT2]);
  power(x, { exponent: 1 }).backward(device.ones([4]));
  assertAllClose(await x.grad!.read(), [1, 1, 1, 1]);
  x.dispose();
});

Deno.test("pointwise functions refuse numbers that make no sense, by name", async () => {
  const device = await visionDevice();
  const x = device.ones([2]);
  assert.throws(() => hardTanh(x, { min: 2 }), /Cannot take hardTanh: want min at most max, got 2/);
  assert.throws(() => softplus(x, { beta: 0 }), /Cannot take softplus: want beta above 0, got 0/);
  assert.throws(() => leakyRelu(x, { slope: NaN }), /leakyRelu with slope NaN: want a finite/);
  assert.throws(() => relu(x, { slope: 1 } as never), /relu with "slope": it has no such number/);
  const labels = device.zeros([2], { dtype: "u32" });
  assert.throws(() => relu(labels), /Cannot take relu of u32: want f32/);
  labels.dispose();
});

Deno.test("pointwise functions keep spare channels zero where f(0) is not 0, by their numbers", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor(Float32Array.from(normals([2, 5, 2, 3], 1)), [2, 5, 2, 3], {
    requiresGrad: true,
  });
  for (
    const [name, y] of Object.entries({
      sigmoid: sigmoid(x),
      threshold: threshold(x, { threshold: 1, value: 5 }),
      affine: affine(x, { b: 4 }),
      reciprocal: reciprocal(x),
      log: log(x),
    })
  ) {
    await assertSpareChannelsZero(y, name);
    x.grad = null;
    y.backward(y);
    await assertSpareChannelsZero(x.grad!, `gradient of ${name}`);
  }
  x.dispose();
});

Deno.test("pointwiseOp() keeps spare channels zero where f(0) or its slope would not", async () => {
  const device = await visionDevice();
  const cosine = pointwiseOp({
    name: "cosine",
    wgsl: "cos(x)",
    grad: "-sin(x)",
    ref: Math.cos,
    refGrad: (x) => -Math.sin(x),
    domain: [-3, 3],
  });
  const data = normals([2, 5, 3, 2], 8);
  using _scratch = device.arena();
  const x = device.tensor(Float32Array.from(data), [2, 5, 3, 2]);
  const y = cosine([x], undefined);
  assertAllClose(await y.read(), data.map(Math.cos));
  await assertSpareChannelsZero(y, "cosine");
  // The slope is infinite at 0, where the spare channels are: 0 times it must not become NaN there.
  const root = pointwiseOp({
    name: "signed root",
    wgsl: "sign(x) * sqrt(abs(x))",
    grad: "0.5 / abs(y)",
    ref: (x) => Math.sign(x) * Math.sqrt(Math.abs(x)),
    refGrad: (_x, y) => 0.5 / Math.abs(y),
    domain: [-9, 9],
  });
  const z = device.tensor(Float32Array.from(data), [2, 5, 3, 2], { requiresGrad: true });
  root([z], undefined).backward(z);
  await assertSpareChannelsZero(z.grad!, "gradient of the signed root");
  assertAllClose(
    await z.grad!.read(),
    data.map((value) => value * 0.5 / Math.sqrt(Math.abs(value))),
  );
  z.dispose();
  x.dispose();
});

Deno.test("relu() and clamp() let infinities through where nothing bounds them", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([-1, 2, -Infinity, Infinity], [4], { requiresGrad: true });
  assert.deepEqual([...await relu(x).read()], [0, 2, 0, Infinity]);
  const y = clamp(x, { min: 0 });
  assert.deepEqual([...await y.read()], [0, 2, 0, Infinity]);
  y.backward(device.ones([4]));
  assert.deepEqual([...await x.grad!.read()], [0, 1, 0, 1]);
  assert.deepEqual([...await clamp(x, { max: 0 }).read()], [-1, 0, -Infinity, 0]);
  assert.throws(() => clamp(x, { min: Infinity }), /clamp with min Infinity: want a finite/);
  x.dispose();
});

Deno.test("power() of exponent 0 is constant, at 0 and in spare channels too", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([0, 1, -2], [1, 3, 1, 1], { requiresGrad: true });
  const y = power(x, { exponent: 0 });
  y.backward(device.tensor([1, 1, 1], [1, 3, 1, 1]));
  assert.deepEqual([...await y.read()], [1, 1, 1]);
  assert.deepEqual([...await x.grad!.read()], [0, 0, 0]);
  await assertSpareChannelsZero(y, "power");
  await assertSpareChannelsZero(x.grad!, "gradient of power");
  x.dispose();
});
