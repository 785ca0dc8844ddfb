import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { add, addOp } from "../../../vision/ops/add/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("add() matches its reference and its gradient, in any layout", async () => {
  const device = await visionDevice();
  const sides = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(sides, fc.nat(1e6), async (shape, seed) => {
      const [a, b] = [normals(shape, seed), normals(shape, seed + 1, 100)];
      await gradcheck(device, {
        inputs: [{ shape, data: a }, { shape, data: b }],
        forward: ([x, y]) => add(x!, y!),
        reference: ([x, y]) => addOp.reference.forward([x!, y!], undefined),
        random: counterRandom(seed),
      });
      const gradient = { shape, data: normals(shape, seed + 2) };
      const refs = [{ shape, data: a }, { shape, data: b }] as const;
      for (const part of addOp.reference.backward(gradient, refs, undefined)) {
        assertAllClose(part!.data, gradient.data);
      }
    }),
    { numRuns: 6 },
  );
});
