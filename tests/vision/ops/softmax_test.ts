import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { argmaxReference } from "../../../vision/ops/argmax/argmax_ref.ts";
import { argmax, argmaxChannels } from "../../../vision/ops/argmax/mod.ts";
import { logSoftmax, logSoftmaxOp } from "../../../vision/ops/log_softmax/mod.ts";
import { softmax, softmaxOp } from "../../../vision/ops/softmax/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import type { Layout } from "../../../vision/shape.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { distinct, normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const shapes = fc.tuple(
  fc.integer({ min: 1, max: 2 }),
  fc.integer({ min: 1, max: 10 }),
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 5 }),
);

const kinds = {
  softmax: { take: softmax, op: softmaxOp },
  logSoftmax: { take: logSoftmax, op: logSoftmaxOp },
} as const;

for (const [name, { take, op }] of Object.entries(kinds)) {
  Deno.test(`${name}() matches its reference and its gradient, over channels and over rows`, async () => {
    const device = await visionDevice();
    const rows = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 70 }));
    const layouts = fc.constantFrom<Layout>("c4", "linear");
    await fc.assert(
      fc.asyncProperty(fc.oneof(shapes, rows), layouts, fc.nat(1e6), async (shape, four, seed) => {
        const layout = shape.length === 4 ? four : "linear";
        await gradcheck(device, {
          inputs: [{ shape, data: normals(shape, seed, 2), layout }],
          forward: ([x]) => take(x!),
          reference: ([x]) => op.reference.forward([x!], undefined),
          random: counterRandom(seed, 1),
        });
      }),
      { numRuns: 8 },
    );
    // Scores of attention: [batch, heads, queries, keys], over the keys.
    using _scratch = device.arena();
    const shape = [2, 3, 2, 4];
    const ref = { shape, data: normals(shape, 5, 2), layout: "linear" } as const;
    const scores = device.tensor(Float32Array.from(ref.data), shape, { layout: "linear" });
    const wanted = op.reference.forward([ref], undefined).data;
    assertAllClose(await take(scores).read(), wanted, { rtol: 1e-5, atol: 1e-6 });
    const shares = wanted.map((value) => name === "softmax" ? value : Math.exp(value));
    for (let i = 0; i < shares.length; i += 4) {
      assertAllClose([shares.slice(i, i + 4).reduce((a, b) => a + b)], [1]);
    }
    scores.dispose();
  });

  Deno.test(`${name}() is right for rows of 1 to 10,000, of huge and of equal numbers`, async () => {
    const device = await visionDevice();
    for (const [rows, length] of [[5, 1], [3, 17], [2, 1023], [2, 10_000], [130, 3]] as const) {
      using _scratch = device.arena();
      const data = normals([rows, length], length, 20);
      data[0] = 1e30;
      data.fill(-3e4, (rows - 1) * length);
      const x = device.tensor(Float32Array.from(data), [rows, length], { requiresGrad: true });
      const y = take(x);
      const ref = { shape: x.shape, data: Float64Array.from(data, Math.fround) };
      const wanted = op.reference.forward([ref], undefined);
      assertAllClose(await y.read(), wanted.data, { rtol: 1e-4, atol: 1e-6 }, `${length}`);
      const incoming = normals(x.shape, 7);
      y.backward(device.tensor(Float32Array.from(incoming), x.shape));
      const [gradient] = op.reference.backward(
        { shape: x.shape, data: incoming },
        [ref],
        undefined,
      );
      assertAllClose(await x.grad!.read(), gradient!.data, { rtol: 1e-3, atol: 1e-4 }, `${length}`);
      x.dispose();
    }
  });
}

Deno.test("softmax() and logSoftmax() refuse scalars and integers; logSoftmax() keeps spare channels zero", async () => {
  const device = await visionDevice();
  assert.throws(
    () => softmax(device.ones([])),
    /softmax of f32 \[\]: want f32 of one axis or more/,
  );
  assert.throws(() => logSoftmax(device.counting(3)), /log_softmax of u32 \[3\]: want f32/);
  using _scratch = device.arena();
  const x = device.tensor([1, 2, 3, 4, 5, 6], [1, 3, 1, 2], { requiresGrad: true });
  const y = logSoftmax(x);
  y.backward(device.tensor([1, 2, 3, 4, 5, 6], [1, 3, 1, 2]));
  await assertSpareChannelsZero(y, "log softmax");
  await assertSpareChannelsZero(x.grad!, "gradient of log softmax");
  x.dispose();
});

Deno.test("softmax() sums to 1 for huge, equal and far-apart logits", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor(
    [1e30, 1e4, -1e4, 0, 1e30, -1e4, -1e4, 0, 1e30, -1e4, -1e4, -80],
    [1, 3, 1, 4],
  );
  const y = await softmax(x).read();
  for (let pixel = 0; pixel < 4; pixel++) {
    const sum = y[pixel]! + y[4 + pixel]! + y[8 + pixel]!;
    assert.ok(Math.abs(sum - 1) < 1e-6, `pixel ${pixel} sums to ${sum}`);
  }
  assertAllClose(y.slice(0, 4), [1 / 3, 1, 1 / 3, 0.5]);
  x.dispose();
});

Deno.test("argmaxChannels() takes the first largest channel and packs four pixels a word", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(shapes, fc.nat(1e6), async (shape, seed) => {
      using _scratch = device.arena();
      const data = distinct(shape, seed);
      if (seed % 2) data.fill(0.5, 0, data.length / 2);
      const x = device.tensor(Float32Array.from(data), shape);
      const wanted = argmaxReference({ shape, data });
      assert.deepEqual([...await argmaxChannels(x).read()], wanted);
      const labels = device.tensor(
        Uint32Array.from({ length: shape[1] }, (_, i) => 200 - 3 * i),
        [shape[1]],
        { dtype: "u32" },
      );
      assert.deepEqual(
        [...await argmaxChannels(x, labels).read()],
        wanted.map((channel) => 200 - 3 * channel),
      );
      x.dispose();
      labels.dispose();
    }),
    { numRuns: 6 },
  );
});

Deno.test("argmax() of linear tensors of four sizes is over the last axis", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const shape = [2, 3, 2, 4];
  const ref = { shape, data: distinct(shape, 3), layout: "linear" } as const;
  const x = device.tensor(Float32Array.from(ref.data), shape, { layout: "linear" });
  assert.deepEqual([...await argmax(x).read()], argmaxReference(ref));
  x.dispose();
});

Deno.test("argmax() takes the first largest of each row, short, long and of one number", async () => {
  const device = await visionDevice();
  for (const shape of [[7], [3, 1], [2, 3, 5], [70, 33], [3, 10_001]]) {
    using _scratch = device.arena();
    const data = normals(shape, shape.length).map((value) => Math.round(3 * value));
    data.fill(-3e38, data.length - shape.at(-1)!);
    const x = device.tensor(Float32Array.from(data), shape);
    const y = argmax(x);
    assert.deepEqual(y.shape, shape.slice(0, -1));
    assert.equal(y.dtype, "u32");
    assert.deepEqual([...await y.read()], argmaxReference({ shape, data }));
    x.dispose();
  }
  assert.throws(
    () => argmax(device.ones([])),
    /argmax of f32 \[\] stored as linear: want linear f32/,
  );
});
