import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { Embedding } from "../../../vision/nn/embedding.ts";
import { embedding, embeddingOp } from "../../../vision/ops/embedding/mod.ts";
import { sortRows } from "../../../vision/ops/embedding/sort_rows.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { onnxOutput } from "../../support/onnx_output.ts";
import { integers, normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const sizes = fc.record({
  rows: fc.integer({ min: 1, max: 12 }),
  width: fc.integer({ min: 1, max: 9 }),
  shape: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
  seed: fc.nat(1e6),
});

Deno.test("embedding() matches its reference and its gradient, by either way of adding up", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(sizes, async ({ rows, width, shape, seed }) => {
      await gradcheck(device, {
        inputs: [
          { shape: [rows, width], data: normals([rows, width], seed) },
          // Some indices are no rows.
          { shape, data: integers(shape, rows + 2, seed), dtype: "u32" },
        ],
        forward: ([table, indices]) => embedding(table!, indices!),
        reference: ([table, indices]) =>
          embeddingOp.reference.forward([table!, indices!], undefined),
        random: counterRandom(seed, 1),
      });
    }),
    {
      numRuns: 8,
      examples: [
        [{ rows: 3, width: 5, shape: [30], seed: 1 }],
        [{ rows: 300, width: 5, shape: [60, 2], seed: 2 }],
      ],
    },
  );
});

Deno.test("embedding() reference equals ONNX Runtime's Gather", async () => {
  const table = { shape: [7, 3], data: normals([7, 3], 1) };
  const indices = { shape: [2, 4], data: Float64Array.from(integers([2, 4], 7, 2)) };
  const ours = embeddingOp.reference.forward([table, indices], undefined);
  const theirs = await onnxOutput("Gather", [table, { ...indices, i64: true }], { axis: 0 });
  assert.deepEqual(ours.shape, theirs.shape);
  assertAllClose(ours.data, theirs.data);
});

Deno.test("embedding() gives zeros and no gradient where an index is no row, however large", async () => {
  const device = await visionDevice();
  for (const count of [3, 12]) {
    using _scratch = device.arena();
    const table = device.tensor([1, 2, 3, 4], [2, 2], { requiresGrad: true });
    const list = Array.from({ length: count }, (_, i) => i === 1 ? 1 : 0xffffffff - i % 2);
    const indices = device.tensor(list, [count], { dtype: "u32" });
    const y = embedding(table, indices);
    const wanted = new Float32Array(2 * count);
    wanted.set([3, 4], 2);
    assert.deepEqual([...await y.read()], [...wanted]);
    y.backward(device.tensor(new Float32Array(2 * count).fill(5), [count, 2]));
    assert.deepEqual([...await table.grad!.read()], [0, 0, 5, 5]);
    for (const tensor of [table, indices]) tensor.dispose();
  }
});

Deno.test("a recorded Embedding follows its indices, and adds up the same each time", async () => {
  const device = await visionDevice();
  const [rows, width, count] = [500, 6, 300];
  const words = new Embedding(device, rows, width, { random: counterRandom(1), deviation: 0.1 });
  const indices = device.zeros([count], { dtype: "u32" });
  const incoming = normals([count, width], 3);
  const seed = device.tensor(Float32Array.from(incoming), [count, width]);
  const plan = record(device, () => {
    words.zeroGrad();
    words.forward(indices).backward(seed);
    return words.weight.grad!;
  });
  for (const spread of [rows, 4]) {
    const list = integers([count], spread, spread);
    indices.write(list);
    plan.run();
    const first = await plan.outputs.read();
    const [wanted] = embeddingOp.reference.backward(
      { shape: [count, width], data: incoming },
      [
        { shape: [rows, width], data: new Float64Array(rows * width) },
        { shape: [count], data: Float64Array.from(list) },
      ],
      undefined,
    );
    assertAllClose(first, wanted!.data, { rtol: 1e-4, atol: 1e-5 });
    plan.run();
    assert.deepEqual(await plan.outputs.read(), first);
  }
  assert.deepEqual([...words.namedParameters()].map(([name]) => name), ["weight"]);
  for (const part of [plan, words, indices, seed]) part.dispose();
});

Deno.test("embedding() refuses what is no table and what are no indices", async () => {
  const device = await visionDevice();
  assert.throws(
    () => embedding(device.ones([3]), device.counting(3)),
    /Cannot look up rows of f32 \[3\]: want f32 \[rows, d\]/,
  );
  assert.throws(
    () => embedding(device.ones([3, 2]), device.ones([3])),
    /Cannot look up rows by f32 \[3\]: want u32/,
  );
});

Deno.test("sortRows() brings equal rows together in their order, and what is no row to the end", async () => {
  const device = await visionDevice();
  for (const [rows, count] of [[1, 1], [3, 40], [16, 33], [257, 5000], [70_000, 20_000]] as const) {
    using _scratch = device.arena();
    const list = Uint32Array.from(integers([count], rows + 1, count));
    list[count >> 1] = 0xffffffff;
    const indices = device.tensor(list, [count], { dtype: "u32" });
    const sorted = await sortRows(indices, rows).read();
    const wanted = [...list].map((row, i) => [Math.min(row, rows), i] as const)
      .sort(([a, i], [b, j]) => a - b || i - j);
    assert.deepEqual([...sorted], wanted.flat(), `${count} of ${rows}`);
    indices.dispose();
  }
});

Deno.test("a large Embedding adds up rows that occur often in runs, the same each time", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const [rows, width, count] = [3000, 3, 5000];
  const table = device.tensor(new Float32Array(rows * width), [rows, width], {
    requiresGrad: true,
  });
  // Half of all are one row, which begins within a run and ends within another.
  const list = integers([count], rows + 5, 1).map((row, i) => i % 2 ? 1234 : row);
  const indices = device.tensor(list, [count], { dtype: "u32" });
  const incoming = normals([count, width], 2);
  const seed = device.tensor(Float32Array.from(incoming), [count, width]);
  const results = [];
  for (let time = 0; time < 2; time++) {
    table.grad = null;
    embedding(table, indices).backward(seed);
    results.push(await table.grad!.read());
  }
  const [wanted] = embeddingOp.reference.backward(
    { shape: [count, width], data: incoming },
    [
      { shape: [rows, width], data: new Float64Array(rows * width) },
      { shape: [count], data: Float64Array.from(list) },
    ],
    undefined,
  );
  assertAllClose(results[0]!, wanted!.data, { rtol: 1e-4, atol: 2e-5 });
  assert.deepEqual(results[0], results[1]);
  for (const tensor of [table, indices, seed]) tensor.dispose();
});
