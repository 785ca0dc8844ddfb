import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { ShapeError } from "../../../vision/errors.ts";
import { gruCell, gruCellOp } from "../../../vision/ops/gru_cell/mod.ts";
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

Deno.test("gruCell() matches its reference and its gradient at random sizes", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(cases, async ({ n, units, seed }) => {
      const [sums, state] = [[n, 3 * units], [n, units]];
      await gradcheck(device, {
        inputs: [
          { shape: sums, data: normals(sums, seed) },
          { shape: sums, data: normals(sums, seed + 1) },
          { shape: state, data: normals(state, seed + 2) },
        ],
        forward: ([projected, recurrent, h]) => gruCell(projected!, recurrent!, h!),
        reference: ([projected, recurrent, h]) =>
          gruCellOp.reference.forward([projected!, recurrent!, h!], undefined),
        random: counterRandom(seed, 1),
      });
    }),
    { numRuns: 8 },
  );
});

Deno.test("gruCell() keeps and replaces its state where its gates are far in saturation", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const far = 1e30;
  // r, z, n of four units: keep; replace by 1; by tanh of the recurrent sum; by that with the reset shut.
  const projected = device.tensor(
    [far, far, far, -far, far, -far, -far, -far, far, far, 0, 0],
    [1, 12],
    { requiresGrad: true },
  );
  const recurrent = device.tensor([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0.25, 5], [1, 12], {
    requiresGrad: true,
  });
  const state = device.tensor([-0.5, 0.5, 0.5, 0.5], [1, 4], { requiresGrad: true });
  const y = gruCell(projected, recurrent, state);
  assertAllClose(await y.read(), [-0.5, 1, Math.tanh(0.25), 0]);
  y.backward(device.ones([1, 4]));
  const slope = 1 - Math.tanh(0.25) ** 2;
  assertAllClose(await state.grad!.read(), [1, 0, 0, 0]);
  assertAllClose(await projected.grad!.read(), [...new Array(10).fill(0), slope, 1]);
  assertAllClose(await recurrent.grad!.read(), [...new Array(10).fill(0), slope, 0]);
  for (const tensor of [projected, recurrent, state]) tensor.dispose();
});

Deno.test("gruCell() lets NaN through, and says what does not fit", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  for (const units of [1, 4]) {
    for (let gate = 0; gate < 3; gate++) {
      const sums = new Float32Array(3 * units);
      sums[gate * units] = NaN;
      const projected = device.tensor(sums, [1, 3 * units]);
      const y = gruCell(projected, device.ones([1, 3 * units]), device.ones([1, units]));
      assert.ok(Number.isNaN((await y.read())[0]), `gate ${gate} of ${units} units hides NaN`);
      projected.dispose();
    }
  }
  assert.throws(
    () => gruCell(device.ones([2, 6]), device.ones([2, 6]), device.ones([1, 2])),
    (error: Error) => {
      assert.ok(error instanceof ShapeError);
      assert.match(
        error.message,
        /a GRU cell on \[2, 6\], \[2, 6\], \[1, 2\]: want \[n, 3 h\], \[n, 3 h\] and \[n, h\]/,
      );
      return true;
    },
  );
});
