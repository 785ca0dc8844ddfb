import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { LocalResponseNorm } from "../../../vision/nn/normalisation.ts";
import {
  localResponseNorm,
  localResponseNormOp,
} from "../../../vision/ops/local_response_norm/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("localResponseNorm() matches its reference and its gradient, even sizes too", async () => {
  const device = await visionDevice();
  const cases = fc.record({
    shape: fc.tuple(
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 11 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
    ),
    size: fc.integer({ min: 1, max: 12 }),
    alpha: fc.constantFrom(0.1, 2),
    beta: fc.constantFrom(0.5, 0.75, 1.5),
    bias: fc.constantFrom(0.5, 2),
    seed: fc.nat(1e6),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ shape, seed, ...settings }) => {
      const data = normals(shape, seed, 2);
      await gradcheck(device, {
        inputs: [{ shape, data }],
        forward: ([x]) => localResponseNorm(x!, settings),
        reference: ([x]) => localResponseNormOp.reference.forward([x!], settings),
        random: counterRandom(seed),
      });
      const dy = { shape, data: normals(shape, seed + 1) };
      const x = device.tensor(Float32Array.from(data), shape, { requiresGrad: true });
      using _scratch = device.arena();
      const y = localResponseNorm(x, settings);
      await assertSpareChannelsZero(y, "localResponseNorm");
      y.backward(device.tensor(Float32Array.from(dy.data), shape));
      await assertSpareChannelsZero(x.grad!, "its gradient");
      const [wanted] = localResponseNormOp.reference.backward(dy, [{ shape, data }], settings);
      assertAllClose(await x.grad!.read(), wanted!.data, { rtol: 1e-3, atol: 1e-4 });
      x.dispose();
    }),
    { numRuns: 8 },
  );
});

Deno.test("LocalResponseNorm takes the usual numbers, and says which make no sense", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([3, 4], [1, 2, 1, 1]);
  const y = await new LocalResponseNorm({ size: 5 }).forward(x).read();
  assertAllClose(y, [3, 4].map((v) => v * (1 + 1e-4 / 5 * 25) ** -0.75));
  assert.throws(
    () => localResponseNorm(x, { size: 0 }),
    /over 0 channels: want a positive integer/,
  );
  assert.throws(() => localResponseNorm(x, { size: 5, bias: 0 }), /want bias above 0 and alpha/);
  assert.throws(() => localResponseNorm(device.ones([3]), { size: 5 }), /of \[3\]: want images/);
  x.dispose();
});
