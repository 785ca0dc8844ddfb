import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { ShapeError } from "../../../vision/errors.ts";
import { concat, concatOp } from "../../../vision/ops/concat/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { normals } from "../../support/vision_arrays.ts";
import { storedNumbers } from "../../support/spare_channels.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("concat() matches its reference and its gradient for any channel counts", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 3 }),
      fc.integer({ min: 1, max: 2 }),
      fc.nat(1e6),
      async (counts, n, seed) => {
        const inputs = counts.map((c, i) => {
          const shape = [n, c, 2, 3];
          return { shape, data: normals(shape, seed + i) };
        });
        await gradcheck(device, {
          inputs,
          forward: concat,
          reference: (arrays) => concatOp.reference.forward(arrays, undefined),
          random: counterRandom(seed, 1),
        });
      },
    ),
    { numRuns: 8 },
  );
});

Deno.test("concat() leaves spare channels zero and its reference gradient splits", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const a = device.tensor(Float32Array.from(normals([1, 3, 2, 2], 1)), [1, 3, 2, 2]);
  const b = device.tensor(Float32Array.from(normals([1, 3, 2, 2], 2)), [1, 3, 2, 2]);
  const y = concat([a, b]);
  const packed = await storedNumbers(y);
  for (let i = 16; i < 32; i += 4) assert.deepEqual([packed[i + 2], packed[i + 3]], [0, 0]);
  const incoming = { shape: y.shape, data: normals(y.shape, 3) };
  const refs = [a, b].map((t) => ({ shape: t.shape, data: new Float64Array(t.size) }));
  const parts = concatOp.reference.backward(incoming, refs, undefined);
  assertAllClose(parts[0]!.data, incoming.data.slice(0, 12));
  assertAllClose(parts[1]!.data, incoming.data.slice(12));
  a.dispose();
  b.dispose();
});

Deno.test("concat() says which sizes differ", async () => {
  const device = await visionDevice();
  const a = device.zeros([1, 3, 2, 2]);
  const b = device.zeros([1, 3, 2, 3]);
  assert.throws(() => concat([a, b]), (error: Error) => {
    assert.ok(error instanceof ShapeError);
    assert.match(error.message, /\[1, 3, 2, 2\] and \[1, 3, 2, 3\]: n, h and w must match/);
    return true;
  });
  assert.throws(() => concat([]), ShapeError);
});
