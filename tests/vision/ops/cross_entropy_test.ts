import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { ShapeError } from "../../../vision/errors.ts";
import { crossEntropy, crossEntropyOp } from "../../../vision/ops/cross_entropy/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { integers, normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("crossEntropy() matches its reference and its gradient, weights and ignored pixels included", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 1, max: 4 }),
      fc.nat(1e6),
      async (n, c, w, seed) => {
        const target = integers([n, 3, w], c + 1, seed).map((label) => label === c ? 255 : label);
        // At least one pixel counts: the loss of none is a constant.
        target[0] = 1;
        const weights = Float64Array.from({ length: c }, (_, i) => 0.5 + i / 4);
        const options = { ignoreLabel: 255 };
        await gradcheck(device, {
          inputs: [
            { shape: [n, c, 3, w], data: normals([n, c, 3, w], seed, 3) },
            { shape: [n, 3, w], data: target, dtype: "u32" },
            { shape: [c], data: weights, constant: true },
          ],
          forward: ([x, t, classes]) => crossEntropy(x!, t!, { weights: classes! }),
          reference: ([x, t, classes]) =>
            crossEntropyOp.reference.forward([x!, t!, classes!], options),
          random: counterRandom(seed, 1),
        });
      },
    ),
    { numRuns: 8 },
  );
});

Deno.test("crossEntropy() sums many pixels right and the same each time", async () => {
  const device = await visionDevice();
  const [n, c, h, w] = [2, 5, 40, 50];
  const data = normals([n, c, h, w], 5, 4);
  const labels = integers([n, h, w], c, 6);
  using _scratch = device.arena();
  const x = device.tensor(Float32Array.from(data), [n, c, h, w], { requiresGrad: true });
  const target = device.tensor(labels, [n, h, w], { dtype: "u32" });
  const refs = [
    { shape: x.shape, data },
    { shape: target.shape, data: Float64Array.from(labels) },
    { shape: [c], data: new Float64Array(c).fill(1) },
  ] as const;
  const wanted = crossEntropyOp.reference.forward(refs, { ignoreLabel: 255 });
  const loss = crossEntropy(x, target);
  loss.backward();
  const first = await loss.item();
  assertAllClose([first], wanted.data, { rtol: 1e-5 });
  assert.equal(await crossEntropy(x, target).item(), first);
  const [gradient] = crossEntropyOp.reference.backward(
    { shape: [], data: Float64Array.of(1) },
    refs,
    { ignoreLabel: 255 },
  );
  assertAllClose(await x.grad!.read(), gradient!.data, { rtol: 1e-4, atol: 1e-8 });
  x.dispose();
  target.dispose();
});

Deno.test("crossEntropy() stays finite for huge logits, and is 0 where no pixel counts", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([1e4, -1e4, -1e4, 1e4], [1, 2, 1, 2], { requiresGrad: true });
  const wrong = device.tensor([1, 0], [1, 1, 2], { dtype: "u32" });
  assert.equal(await crossEntropy(x, wrong).item(), 2e4);
  const none = device.tensor([255, 255], [1, 1, 2], { dtype: "u32" });
  const loss = crossEntropy(x, none);
  loss.backward();
  assert.equal(await loss.item(), 0);
  assert.deepEqual([...await x.grad!.read()], [0, 0, 0, 0]);
  // Nothing counts either where all that is there weighs nothing.
  x.grad = null;
  const weights = device.tensor([0, 1], [2]);
  const zeros = device.tensor([0, 0], [1, 1, 2], { dtype: "u32" });
  const weightless = crossEntropy(x, zeros, { weights });
  weightless.backward();
  assert.equal(await weightless.item(), 0);
  assert.deepEqual([...await x.grad!.read()], [0, 0, 0, 0]);
  // Where softmax is 1 in the wrong place the gradient is 1 down, 1 up, of the class that weighs.
  x.grad = null;
  crossEntropy(x, wrong, { weights }).backward();
  assertAllClose(await x.grad!.read(), [1, 0, -1, 0], { rtol: 0, atol: 0 });
  assert.throws(
    () => crossEntropy(x, wrong, { weights: device.counting(2) }),
    /the weights must be f32 \[2\], got u32 \[2\]/,
  );
  assert.throws(() => crossEntropy(x, x), (error: Error) => {
    assert.ok(error instanceof ShapeError);
    assert.match(error.message, /the target must be u32 \[1, 1, 2\], got f32 \[1, 2, 1, 2\]/);
    return true;
  });
  for (const tensor of [x, wrong, none, weights, zeros]) tensor.dispose();
});

Deno.test("crossEntropy() of images adds up, and gives each pixel's loss", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const shape = [2, 5, 1, 3];
  const data = normals(shape, 8);
  const labels = Uint32Array.of(0, 1, 255, 3, 4, 9);
  const x = device.tensor(Float32Array.from(data), shape, { requiresGrad: true });
  const target = device.tensor(labels, [2, 1, 3], { dtype: "u32" });
  const each = crossEntropy(x, target, { reduction: "none" });
  assert.deepEqual(each.shape, [2, 1, 3]);
  const losses = await each.read();
  assert.deepEqual([losses[2], losses[5]], [0, 0]);
  const sum = crossEntropy(x, target, { reduction: "sum" });
  assertAllClose([await sum.item()], [Array.from(losses).reduce((a, b) => a + b)]);
  sum.backward();
  const gradient = await x.grad!.read();
  x.grad = null;
  each.backward(device.ones([2, 1, 3]));
  assertAllClose(await x.grad!.read(), gradient);
  await assertSpareChannelsZero(x.grad!, "gradient of each pixel's loss");
  for (const tensor of [x, target]) tensor.dispose();
});
