import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { SparseConv2d } from "../../../vision/nn/sparse_conv2d.ts";
import {
  expandKernels,
  expandKernelsOp,
  fullTable,
  type KernelTable,
  oneToOneTable,
  randomTable,
} from "../../../vision/ops/expand_kernels/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { numbers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("expandKernels() equals its reference and its central differences, at random tables", async () => {
  const device = await visionDevice();
  const tables = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 }), fc.nat())
    .chain(([inputs, outputs, seed]) =>
      fc.integer({ min: 1, max: inputs }).map((fanIn) =>
        randomTable(inputs, outputs, fanIn, counterRandom(seed))
      )
    );
  await fc.assert(
    fc.asyncProperty(tables, fc.integer({ min: 1, max: 4 }), async (table, kh) => {
      const shape = [table.pairs.length, kh, 3];
      await gradcheck(device, {
        inputs: [{ shape, data: numbers(shape[0]! * kh * 3, 1) }],
        forward: ([kernels]) => expandKernels(kernels!, table),
        reference: ([kernels]) => expandKernelsOp.reference.forward([kernels!], table),
        random: counterRandom(2),
      });
    }),
    { numRuns: 5 },
  );
});

Deno.test("tables connect as many maps as they say, each pair once", () => {
  assert.equal(fullTable(3, 5).pairs.length, 15);
  assert.deepEqual(oneToOneTable(2).pairs, [[0, 0], [1, 1]]);
  const { pairs } = randomTable(8, 20, 3, counterRandom(7));
  assert.equal(new Set(pairs.map(String)).size, 60);
  for (let output = 0; output < 20; output++) {
    assert.equal(pairs.filter(([to]) => to === output).length, 3);
  }
  assert.ok(new Set(pairs.map(([, from]) => from)).size === 8, "some input map is never seen");
});

Deno.test("a connection's absence is a zero: a map changes nothing where no pair names it", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const table: KernelTable = { outputs: 2, inputs: 3, pairs: [[0, 0], [1, 0], [1, 2]] };
  const layer = new SparseConv2d(device, table, 3, { random: counterRandom(1) });
  assert.equal(layer.parameterCount(), 3 * 9 + 2);
  const data = numbers(3 * 25, 3);
  const run = async (elements: Float32Array<ArrayBuffer>) => {
    const x = device.tensor(elements, [1, 3, 5, 5]);
    const y = await layer.forward(x).read();
    x.dispose();
    return y;
  };
  const before = await run(data);
  const without = await run(data.map((value, i) => i >= 25 && i < 50 ? 9 : value));
  assertAllClose(without, before);
  const other = await run(data.map((value, i) => i >= 50 ? 9 : value));
  assertAllClose(other.slice(0, 9), before.slice(0, 9));
  assert.ok(other.slice(9).some((value, i) => Math.abs(value - before[9 + i]!) > 0.1));
  layer.dispose();
});

Deno.test("expandKernels() says what does not fit", async () => {
  const device = await visionDevice();
  const kernels = device.zeros([2, 3, 3]);
  const table = (pairs: KernelTable["pairs"]) => ({ outputs: 2, inputs: 2, pairs });
  const refuse = (pairs: KernelTable["pairs"], message: RegExp) =>
    assert.throws(() => expandKernels(kernels, table(pairs)), { message });
  refuse([[0, 0]], /Cannot place kernels \[2, 3, 3\]: want \[1, height, width\]/);
  refuse([[0, 0], [0, 0]], /pair \[0, 0\] stands twice/);
  refuse([[0, 0], [2, 0]], /pair \[2, 0\] is not of 2 outputs and 2 inputs/);
  refuse([], /the table has no pair/);
  assert.throws(() => randomTable(3, 2, 4, counterRandom(1)), /want a fan-in from 1 to 3/);
});
