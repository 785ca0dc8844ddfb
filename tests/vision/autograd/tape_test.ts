import assert from "node:assert/strict";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { Device } from "../../../vision/device.ts";
import { add } from "../../../vision/ops/add/mod.ts";
import { relu, tanh } from "../../../vision/ops/pointwise/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("backward() adds up the gradients of every use in a DAG", async () => {
  const device = await visionDevice();
  const shape = [2, 3];
  // a is used three times, through paths of different lengths; b twice.
  await gradcheck(device, {
    inputs: [{ shape, data: normals(shape, 1) }, { shape, data: normals(shape, 2) }],
    forward: ([a, b]) => {
      const s = add(a!, b!);
      return add(add(tanh(s), a!), add(tanh(tanh(a!)), add(s, b!)));
    },
    reference: ([a, b]) => ({
      shape,
      data: a!.data.map((x, i) => {
        const y = b!.data[i]!;
        return Math.tanh(x + y) + x + Math.tanh(Math.tanh(x)) + x + 2 * y;
      }),
    }),
    random: counterRandom(3),
  });
});

Deno.test("backward() skips what needs no gradient and adds to what a leaf has", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const w = device.tensor([0.5, -2], [2], { requiresGrad: true });
  const x = device.tensor([1, 1], [2]);
  const y = relu(add(w, x));
  assert.equal(y.node!.inputs.length, 1);
  assert.equal(relu(x).node, null);
  const seed = device.tensor([3, 4], [2]);
  y.backward(seed);
  y.backward(seed);
  assert.equal(x.grad, null);
  assert.deepEqual([...await w.grad!.read()], [6, 0]);
  for (const tensor of [w, x, seed]) tensor.dispose();
});

Deno.test("backward() says what is wrong", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const w = device.tensor([1, 2], [2], { requiresGrad: true });
  assert.throws(() => relu(w).backward(), /from \[2\] without a gradient: want a scalar/);
  assert.throws(
    () => relu(w).backward(device.ones([3])),
    /the gradient is \[3\], the tensor \[2\]/,
  );
  assert.throws(() => device.ones([1]).backward(), /no tensor this one depends on requires/);
  assert.throws(() => device.noGrad(() => relu(w)).backward(), /requires a gradient/);
  assert.throws(() => add(w, device.ones([3])), /Cannot add \[2\] and \[3\]: want equal sizes/);
  w.dispose();
});

Deno.test("backward() refuses a gradient of another layout, dtype or device", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor(Float32Array.from(normals([1, 3, 2, 2], 4)), [1, 3, 2, 2], {
    requiresGrad: true,
  });
  const y = relu(x);
  assert.throws(
    () => y.backward(device.ones(y.shape)),
    /the gradient \[1, 3, 2, 2\] is stored as linear, the tensor as c4/,
  );
  assert.equal(x.grad, null);
  const words = device.tensor([1, 2], [2], { dtype: "u32" });
  assert.throws(() => relu(words), /Cannot take relu of u32: want f32/);
  assert.throws(() => add(words, words), /Cannot add u32 and u32: want f32/);
  const other = Device.wrap(device.gpu, device.adapter);
  assert.throws(() => add(device.ones([2]), other.ones([2])), /its inputs are of two devices/);
  other.dispose();
  for (const tensor of [x, words]) tensor.dispose();
});

Deno.test("backward() hands a leaf that is the root, or used in both places of add(), what it is due", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([1, 2], [2], { requiresGrad: true });
  const seed = device.tensor([3, -4], [2]);
  add(x, x).backward(seed);
  assert.deepEqual([...await x.grad!.read()], [6, -8]);
  x.backward(seed);
  assert.deepEqual([...await x.grad!.read()], [9, -12]);
  assert.deepEqual([...await seed.read()], [3, -4]);
  for (const tensor of [x, seed]) tensor.dispose();
});
