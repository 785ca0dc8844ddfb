import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { argmaxReference } from "../../../vision/ops/argmax/argmax_ref.ts";
import { argmaxChannels } from "../../../vision/ops/argmax/mod.ts";
import { softmax, softmaxOp } from "../../../vision/ops/softmax/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { distinct, normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const shapes = fc.tuple(
  fc.integer({ min: 1, max: 2 }),
  fc.integer({ min: 1, max: 10 }),
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 5 }),
);

Deno.test("softmax() matches its reference and its gradient", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(shapes, fc.nat(1e6), async (shape, seed) => {
      await gradcheck(device, {
        inputs: [{ shape, data: normals(shape, seed, 2) }],
        forward: ([x]) => softmax(x!),
        reference: ([x]) => softmaxOp.reference.forward([x!], undefined),
        random: counterRandom(seed, 1),
      });
    }),
    { numRuns: 6 },
  );
});

Deno.test("softmax() refuses what is no image in groups of four channels", async () => {
  const device = await visionDevice();
  assert.throws(() => softmax(device.ones([3])), /softmax of \[3\]: want images \[n, c, h, w\]/);
  assert.throws(
    () => softmax(device.ones([1, 2, 2, 2])),
    /softmax of \[1, 2, 2, 2\]: it is stored as linear, want c4/,
  );
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
