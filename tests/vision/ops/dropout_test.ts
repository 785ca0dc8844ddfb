import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { Dropout, SpatialDropout } from "../../../vision/nn/dropout.ts";
import { add } from "../../../vision/ops/add/mod.ts";
import { dropout, dropoutOp } from "../../../vision/ops/dropout/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import type { Layout } from "../../../vision/shape.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const cases = fc.record({
  shape: fc.oneof(
    fc.tuple(fc.integer({ min: 1, max: 30 })),
    fc.tuple(
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 2, max: 4 }),
    ),
  ),
  layout: fc.constantFrom<Layout>("c4", "linear"),
  rate: fc.double({ min: 0, max: 0.9, noNaN: true }),
  step: fc.nat(2 ** 24 - 1),
  seed: fc.nat(2 ** 32 - 1),
});

Deno.test("dropout() matches its reference, backwards by the same mask", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(cases, async ({ shape, layout: four, rate, step, seed }) => {
      const layout = shape.length === 4 ? four : "linear";
      for (const maps of layout === "c4" ? [false, true] : [false]) {
        await gradcheck(device, {
          inputs: [
            { shape, data: normals(shape, seed % 1e6), layout },
            { shape: [1], data: [step], constant: true },
          ],
          forward: ([x, step]) => dropout(x!, { rate, seed, maps, step: step! }),
          reference: ([x, step]) => dropoutOp.reference.forward([x!, step!], { rate, seed, maps }),
          random: counterRandom(seed, 1),
        });
      }
    }),
    { numRuns: 8 },
  );
});

Deno.test("dropout() drops its share, independently of neighbours, components and steps", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const count = 1 << 16;
  const step = device.tensor([7], [1]);
  const ones = device.ones([count]);
  const [first, second] = await Promise.all(
    [0, 1].map(async () =>
      await dropout(ones, { rate: 0.3, seed: 5, step }).read() as Float32Array
    ),
  ) as [Float32Array, Float32Array];
  const mean = first.reduce((a, b) => a + b, 0) / count;
  // Deviation of the mean: sqrt(0.3 / 0.7 / 65536) = 0.0026.
  assert.ok(Math.abs(mean - 1) < 0.012, `mean ${mean}`);
  const kept = (values: ArrayLike<number>, i: number) => (values[i]! > 0 ? 1 : 0) - 0.7;
  const correlation = (product: (i: number) => number) => {
    let sum = 0;
    for (let i = 0; i < count - 8; i++) sum += product(i);
    return sum / count / 0.21;
  };
  for (const lag of [1, 2, 3, 4, 8]) {
    const found = correlation((i) => kept(first, i) * kept(first, i + lag));
    assert.ok(Math.abs(found) < 0.02, `correlation ${found} at distance ${lag}`);
  }
  const between = correlation((i) => kept(first, i) * kept(second, i));
  assert.ok(Math.abs(between) < 0.02, `correlation ${between} between steps`);
  for (let component = 0; component < 4; component++) {
    const share = first.filter((v, i) => i % 4 === component && v > 0).length / (count / 4);
    assert.ok(Math.abs(share - 0.7) < 0.02, `component ${component} keeps ${share}`);
  }
  step.dispose();
});

Deno.test("dropout() of linear tensors of four sizes, as attention has, draws in row-major order", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const shape = [2, 3, 4, 5];
  const data = new Float64Array(120).fill(1);
  const step = device.tensor([7], [1]);
  const count = { shape: [1], data: Float64Array.of(7) };
  const settings = { rate: 0.4, seed: 5, maps: false };
  const runs = [];
  for (const layout of ["linear", "c4"] as const) {
    step.write([7]);
    const x = device.tensor(Float32Array.from(data), shape, { layout });
    const wanted = dropoutOp.reference.forward([{ shape, data, layout }, count], settings);
    const y = await dropout(x, { ...settings, step }).read();
    assert.deepEqual([...y], Array.from(wanted.data, Math.fround), layout);
    runs.push(y);
    x.dispose();
  }
  assert.notDeepEqual(runs[0], runs[1]);
  step.dispose();
});

Deno.test("SpatialDropout drops whole maps and keeps spare channels zero", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const layer = new SpatialDropout(device, { rate: 0.5, seed: 3 });
  const x = device.tensor(new Float32Array(4 * 6 * 12).fill(1), [4, 6, 3, 4]);
  const y = layer.forward(x);
  await assertSpareChannelsZero(y, "SpatialDropout");
  const values = await y.read();
  const maps = Array.from(
    { length: 24 },
    (_, map) => new Set(values.slice(12 * map, 12 * map + 12)),
  );
  assert.ok(maps.every((map) => map.size === 1));
  assert.deepEqual(new Set(maps.map((map) => [...map][0])), new Set([0, 2]));
  layer.dispose();
  x.dispose();
});

Deno.test("Dropout drops others in each replay, the same once resumed, and nothing once trained", async () => {
  const device = await visionDevice();
  const layer = new Dropout(device, { rate: 0.5, seed: 9 });
  const x = device.tensor(new Float32Array(64).fill(1), [64], { requiresGrad: true });
  const seed = device.ones([64]);
  // Twice in one step: each use has a mask of its own, forwards and backwards.
  const plan = record(device, () => {
    x.grad = null;
    const [a, b] = [layer.forward(x), layer.forward(x)];
    const y = add(a, b);
    y.backward(seed);
    return { a, b, dx: x.grad! };
  });
  const replay = async () => {
    plan.run();
    const { a, b, dx } = plan.outputs;
    const [first, second, slope] = await Promise.all([a.read(), b.read(), dx.read()]);
    assert.deepEqual(first.map((value, i) => value + second[i]!), slope);
    assert.notDeepEqual(first, second);
    return first;
  };
  const saved = await layer.stateDict();
  const runs = [await replay(), await replay()];
  assert.notDeepEqual(runs[0], runs[1]);
  assert.deepEqual([...await layer.step.read()], [4]);
  layer.loadStateDict(saved);
  assert.deepEqual([await replay(), await replay()], runs);
  layer.step.write([2 ** 24 - 1]);
  await replay();
  assert.deepEqual([...await layer.step.read()], [1]);
  layer.evaluate();
  assert.equal(layer.forward(x), x);
  plan.dispose();
  layer.dispose();
  x.dispose();
});

Deno.test("dropout() says what does not fit", async () => {
  const device = await visionDevice();
  const [x, step] = [device.ones([3]), device.ones([1])];
  assert.throws(
    () => dropout(x, { rate: 1, seed: 0, step }),
    /drop 1 of the numbers: want at least 0/,
  );
  // Draws have 24 bits: the scale of what is left of more would be infinite.
  for (const rate of [1 - 1e-9, 1 - 2 ** -25, NaN, -0.1]) {
    assert.throws(() => dropout(x, { rate, seed: 0, step }), RangeError, `${rate}`);
  }
  const values = await dropout(x, { rate: 1 - 2 ** -24, seed: 0, step }).read();
  assert.ok(values.every(Number.isFinite), `${values}`);
  assert.throws(() => dropout(x, { rate: 0.5, seed: -1, step }), /seed -1: want an integer/);
  assert.throws(
    () => dropout(x, { rate: 0.5, seed: 0, step: x }),
    /steps in f32 \[3\]: want f32 \[1\]/,
  );
  assert.throws(
    () => dropout(x, { rate: 0.5, seed: 0, step, maps: true }),
    /Cannot drop maps of \[3\]: want images/,
  );
});
