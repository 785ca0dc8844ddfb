import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { ShapeError } from "../../../vision/errors.ts";
import { maxPool2d, maxPool2dOp } from "../../../vision/ops/max_pool2d/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { distinct } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const cases = fc.record({
  n: fc.integer({ min: 1, max: 2 }),
  c: fc.integer({ min: 1, max: 6 }),
  kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 })),
  stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  padding: fc.tuple(...[0, 1, 2, 3].map(() => fc.nat(2))),
  moreH: fc.integer({ min: 0, max: 5 }),
  moreW: fc.integer({ min: 0, max: 5 }),
  seed: fc.nat(1e6),
});

Deno.test("maxPool2d() matches its reference and its gradient at random sizes", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(cases, async ({ n, c, kernel, stride, padding, moreH, moreW, seed }) => {
      const shape = [n, c, kernel[0] + moreH, kernel[1] + moreW];
      const sides = padding.map((side, i) => Math.min(side, kernel[i % 2]! - 1));
      const options = { stride, padding: sides as [number, number, number, number] };
      await gradcheck(device, {
        inputs: [{ shape, data: distinct(shape, seed) }],
        forward: ([x]) => maxPool2d(x!, kernel, options),
        reference: ([x]) => maxPool2dOp.reference.forward([x!], { kernel, ...options }),
        random: counterRandom(seed, 1),
      });
    }),
    { numRuns: 8 },
  );
});

Deno.test("maxPool2d() gives the gradient of tied values to the first", async () => {
  const device = await visionDevice();
  const x = device.tensor(new Float32Array(16).fill(3), [1, 1, 4, 4], { requiresGrad: true });
  using _scratch = device.arena();
  const y = maxPool2d(x, 2);
  y.backward(device.tensor([1, 2, 3, 4], [1, 1, 2, 2]));
  assert.deepEqual(
    [...await x.grad!.read()],
    [1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0],
  );
  x.dispose();
});

Deno.test("maxPool2d() is the same with and without a gradient, and its reference gradient agrees", async () => {
  const device = await visionDevice();
  const shape = [2, 5, 7, 9];
  const data = distinct(shape, 4);
  const options = { kernel: 3, stride: 2 };
  using _scratch = device.arena();
  const x = device.tensor(Float32Array.from(data), shape, { requiresGrad: true });
  const y = maxPool2d(x, 3, { stride: 2 });
  const inference = device.noGrad(() => maxPool2d(x, 3, { stride: 2 }));
  assert.equal(inference.node, null);
  assert.deepEqual(await inference.read(), await y.read());
  const incoming = distinct(y.shape, 5);
  const seed = device.tensor(Float32Array.from(incoming), y.shape);
  y.backward(seed);
  const [wanted] = maxPool2dOp.reference.backward(
    { shape: y.shape, data: incoming },
    [{ shape, data }],
    options,
  );
  assertAllClose(await x.grad!.read(), wanted!.data);
  x.dispose();
  seed.dispose();
});

Deno.test("maxPool2d() gives NaN wherever a window has one, and it the gradient", async () => {
  const device = await visionDevice();
  for (let at = 0; at < 4; at++) {
    using _scratch = device.arena();
    const data = Float64Array.of(5, 1, 3, 4).with(at, NaN);
    const x = device.tensor(Float32Array.from(data), [1, 1, 2, 2], { requiresGrad: true });
    assert.deepEqual([...await device.noGrad(() => maxPool2d(x, 2)).read()], [NaN]);
    const y = maxPool2d(x, 2);
    assert.deepEqual([...await y.read()], [NaN]);
    const ref = { shape: x.shape, data };
    assert.deepEqual([...maxPool2dOp.reference.forward([ref], { kernel: 2 }).data], [NaN]);
    y.backward(device.tensor([1], [1, 1, 1, 1]));
    const one = { shape: y.shape, data: Float64Array.of(1) };
    const [slopes] = maxPool2dOp.reference.backward(one, [ref], { kernel: 2 });
    assert.deepEqual([...await x.grad!.read()], [...slopes!.data]);
    x.dispose();
  }
});

Deno.test("maxPool2d() says which size does not fit", async () => {
  const device = await visionDevice();
  const x = device.zeros([1, 2, 2, 5]);
  assert.throws(() => maxPool2d(x, 3), (error: Error) => {
    assert.ok(error instanceof ShapeError);
    assert.match(error.message, /\[1, 2, 2, 5\]: a window of 3 x 3 exceeds 2 x 5/);
    return true;
  });
  assert.throws(() => maxPool2d(x, 17), /window of 17: want an integer, 1 to 16/);
  assert.throws(() => maxPool2d(x, 2, { padding: [0, 2] }), /padding \[0, 2, 0, 2\]: want less/);
  assert.throws(
    () => maxPool2d(device.zeros([4]), 2),
    /Cannot max-pool \[4\]: want images/,
  );
});
