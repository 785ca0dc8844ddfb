import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { ShapeError } from "../../../vision/errors.ts";
import { lstmCell, lstmCellOp } from "../../../vision/ops/lstm_cell/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const cases = fc.record({
  n: fc.integer({ min: 1, max: 5 }),
  // Multiples of four run four units a lane.
  units: fc.constantFrom(1, 3, 4, 7, 8),
  seed: fc.nat(1e6),
});

Deno.test("lstmCell() matches its reference and its gradient at random sizes", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(cases, async ({ n, units, seed }) => {
      const [sums, memory] = [[n, 4 * units], [n, units]];
      await gradcheck(device, {
        inputs: [
          { shape: sums, data: normals(sums, seed) },
          { shape: sums, data: normals(sums, seed + 1) },
          { shape: memory, data: normals(memory, seed + 2) },
        ],
        forward: ([projected, recurrent, c]) => lstmCell(projected!, recurrent!, c!),
        reference: ([projected, recurrent, c]) =>
          lstmCellOp.reference.forward([projected!, recurrent!, c!], undefined),
        random: counterRandom(seed, 1),
      });
    }),
    { numRuns: 8 },
  );
});

Deno.test("lstmCell() keeps, forgets and stays finite where its gates are far in saturation", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const far = 1e30;
  // Gates i, f, g, o of four units: keep, replace, forget all, keep and hide.
  const sums = [
    -far,
    far,
    -far,
    far,
    far,
    -far,
    -far,
    far,
    far,
    far,
    far,
    -far,
    far,
    far,
    far,
    -far,
  ];
  const projected = device.tensor(sums, [1, 16], { requiresGrad: true });
  const recurrent = device.zeros([1, 16]);
  const memory = device.tensor([0.5, 7, -3, 1e30], [1, 4], { requiresGrad: true });
  const y = lstmCell(projected, recurrent, memory);
  assertAllClose(await y.read(), [Math.tanh(0.5), Math.tanh(1), 0, 0, 0.5, 1, 0, 1e30]);
  y.backward(device.ones([2, 1, 4]));
  assertAllClose(await projected.grad!.read(), new Float64Array(16));
  const [kept, ...others] = await memory.grad!.read();
  assertAllClose([kept!], [1 + 1 - Math.tanh(0.5) ** 2]);
  assertAllClose(others, [0, 0, 1]);
  for (const tensor of [projected, recurrent, memory]) tensor.dispose();
});

Deno.test("lstmCell() lets NaN through, and says what does not fit", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  for (const units of [1, 4]) {
    for (let gate = 0; gate < 4; gate++) {
      const sums = new Float32Array(4 * units);
      sums[gate * units] = NaN;
      const projected = device.tensor(sums, [1, 4 * units]);
      const y = lstmCell(projected, device.ones([1, 4 * units]), device.ones([1, units]));
      assert.ok(Number.isNaN((await y.read())[0]), `gate ${gate} of ${units} units hides NaN`);
      projected.dispose();
    }
  }
  assert.throws(
    () => lstmCell(device.ones([2, 8]), device.ones([2, 4]), device.ones([2, 2])),
    (error: Error) => {
      assert.ok(error instanceof ShapeError);
      assert.match(
        error.message,
        /an LSTM cell on \[2, 8\], \[2, 4\], \[2, 2\]: want \[n, 4 h\], \[n, 4 h\] and \[n, h\]/,
      );
      return true;
    },
  );
  assert.throws(
    () => lstmCell(device.ones([4]), device.ones([4]), device.counting(1)),
    /an LSTM cell on u32: want f32/,
  );
});
