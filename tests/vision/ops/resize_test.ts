import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { resize, type ResizeMode, resizeOp } from "../../../vision/ops/resize/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const side = fc.integer({ min: 1, max: 9 });

for (const mode of ["bilinear", "nearest"] as const satisfies readonly ResizeMode[]) {
  Deno.test(`resize() ${mode} matches its reference and its gradient, growing and shrinking`, async () => {
    const device = await visionDevice();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 1, max: 5 }),
        fc.tuple(side, side),
        fc.tuple(side, side),
        fc.nat(1e6),
        async (n, c, [h, w], size, seed) => {
          const shape = [n, c, h, w];
          await gradcheck(device, {
            inputs: [{ shape, data: normals(shape, seed) }],
            forward: ([x]) => resize(x!, { size, mode }),
            reference: ([x]) => resizeOp.reference.forward([x!], { size, mode }),
            random: counterRandom(seed, 1),
          });
        },
      ),
      { numRuns: 8 },
    );
  });

  Deno.test(`resize() ${mode} gradient agrees with the reference at a net's size`, async () => {
    const device = await visionDevice();
    const shape = [1, 8, 15, 20];
    const data = normals(shape, 2);
    const options = { size: [30, 40] as const, mode };
    using _scratch = device.arena();
    const x = device.tensor(Float32Array.from(data), shape, { requiresGrad: true });
    const y = resize(x, options);
    const incoming = normals(y.shape, 3);
    const seed = device.tensor(Float32Array.from(incoming), y.shape);
    y.backward(seed);
    const [wanted] = resizeOp.reference.backward(
      { shape: y.shape, data: incoming },
      [{ shape, data }],
      options,
    );
    assertAllClose(await x.grad!.read(), wanted!.data, { rtol: 1e-4, atol: 1e-4 });
    x.dispose();
    seed.dispose();
  });
}

Deno.test("resize() to the same size is the identity", async () => {
  const device = await visionDevice();
  const data = Float32Array.from(normals([1, 3, 4, 5], 6));
  using _scratch = device.arena();
  const x = device.tensor(data, [1, 3, 4, 5]);
  assert.deepEqual(await resize(x, { size: [4, 5], mode: "bilinear" }).read(), data);
  assert.deepEqual(await resize(x, { size: [4, 5], mode: "nearest" }).read(), data);
  assert.throws(
    () => resize(x, { size: [0, 5], mode: "nearest" }),
    /want positive integers, got 0/,
  );
  x.dispose();
});
