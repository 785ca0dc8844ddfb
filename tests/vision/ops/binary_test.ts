import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { Parameter } from "../../../vision/nn/parameter.ts";
import {
  add,
  BINARY,
  binaryOps,
  div,
  maximum,
  minimum,
  mul,
  sub,
} from "../../../vision/ops/binary/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { elementCount, type Layout, type Shape } from "../../../vision/shape.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { distinct, normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** Numbers at least 0.01 apart, none of them close to 0 and none of the one in the other. */
function apart(shape: Shape, seed: number, shift: number): Float64Array<ArrayBuffer> {
  return distinct(shape, seed).map((x) => x + shift + Math.sign(x + shift) * 0.3);
}

const images = fc.tuple(
  fc.integer({ min: 1, max: 2 }),
  fc.integer({ min: 1, max: 6 }),
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 2, max: 4 }),
);
const lists = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 5 });

/** A shape that can stand beside another: some sizes 1, some of the first left out. */
function beside(shape: Shape, choice: number, axis: number): Shape {
  if (shape.length === 4 && choice % 5 === 0) return [shape[axis]!];
  const some = shape.map((size, axis) => (choice >> axis) & 1 ? 1 : size);
  return choice % 3 === 0 ? some.slice(choice % Math.max(1, shape.length - 1)) : some;
}

for (const name of Object.keys(BINARY) as (keyof typeof BINARY)[]) {
  Deno.test(`${name}() matches its reference and its gradients, whatever is repeated`, async () => {
    const device = await visionDevice();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(images, lists),
        fc.nat(31),
        fc.constantFrom<Layout>("c4", "linear"),
        fc.nat(1e6),
        async (shape, choice, layout, seed) => {
          const laid = (of: Shape) => shape.length === 4 && of.length === 4 ? layout : "linear";
          const other = beside(shape, choice, laid(shape) === "c4" ? 1 : 3);
          const a = { shape, data: apart(shape, seed, 0.104), layout: laid(shape) };
          const b = { shape: other, data: apart(other, seed + 1, 0.1047), layout: laid(other) };
          // An image stored as such beside numbers in row-major order.
          if (seed % 2) b.layout = "linear";
          const inputs = seed % 3 ? [a, b] : [b, a];
          await gradcheck(device, {
            inputs,
            forward: ([x, y]) => binaryOps[name]([x!, y!], undefined),
            reference: ([x, y]) => binaryOps[name].reference.forward([x!, y!], undefined),
            random: counterRandom(seed),
          });
          const gradient = binaryOps[name].reference.forward([a, b], undefined);
          const sums = binaryOps[name].reference.backward(gradient, [a, b], undefined);
          assert.deepEqual(sums.map((sum) => sum!.shape), [shape, other]);
        },
      ),
      { numRuns: 6 },
    );
  });
}

Deno.test("binary operations keep spare channels zero, division and single channels too", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const image = (shape: Shape, seed: number) =>
    device.tensor(Float32Array.from(apart(shape, seed, 0.104)), shape, { requiresGrad: true });
  const a = image([2, 5, 3, 2], 1);
  const others = [image([2, 5, 3, 2], 2), image([2, 1, 3, 2], 3), image([1, 5, 1, 1], 4)];
  for (const [name, op] of Object.entries({ div, maximum, add })) {
    for (const b of others) {
      a.grad = b.grad = null;
      const y = op(a, b);
      await assertSpareChannelsZero(y, name);
      y.backward(y);
      await assertSpareChannelsZero(a.grad!, `${name} gradient a`);
      await assertSpareChannelsZero(b.grad!, `${name} gradient b`);
      await assertSpareChannelsZero(op(b, a), `${name} the other way round`);
    }
  }
  for (const x of [a, ...others]) x.dispose();
});

Deno.test("maximum() and minimum() halve the gradient of ties and let NaN through", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const a = device.tensor([1, 2, NaN, 4, Infinity], [5], { requiresGrad: true });
  const b = device.tensor([1, 3, 0, NaN, Infinity], [5], { requiresGrad: true });
  assert.deepEqual([...await maximum(a, b).read()], [1, 3, NaN, NaN, Infinity]);
  assert.deepEqual([...await minimum(a, b).read()], [1, 2, NaN, NaN, Infinity]);
  maximum(a, b).backward(device.ones([5]));
  assert.deepEqual([...await a.grad!.read()].slice(0, 2), [0.5, 0]);
  assert.deepEqual([...await b.grad!.read()].slice(0, 2), [0.5, 1]);
  for (const x of [a, b]) x.dispose();
});

Deno.test("add() puts a bias for each unit, [1, c, h, w] in row-major order, to recorded images", async () => {
  const device = await visionDevice();
  const shape = [3, 5, 4, 4];
  const x = device.tensor(Float32Array.from(normals(shape, 1)), shape);
  const bias = new Parameter(device, Float32Array.from(normals([1, 5, 4, 4], 2)), [1, 5, 4, 4]);
  const gradient = device.tensor(Float32Array.from(normals(shape, 3)), shape);
  const plan = record(device, () => {
    bias.grad = null;
    const y = add(x, bias);
    y.backward(gradient);
    return { y, db: bias.grad! };
  });
  plan.run();
  const [xs, bs, gs] = await Promise.all([x.read(), bias.read(), gradient.read()]);
  assertAllClose(await plan.outputs.y.read(), xs.map((value, i) => value + bs[i % 80]!));
  const sums = bs.map((_, i) => gs[i]! + gs[80 + i]! + gs[160 + i]!);
  assertAllClose(await plan.outputs.db.read(), sums);
  plan.dispose();
  for (const tensor of [x, bias, gradient]) tensor.dispose();
});

Deno.test("a gradient that many elements share is summed with small errors, the same each time", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const shape = [2, 3, 90, 110];
  const gradient = device.tensor(Float32Array.from(normals(shape, 5)), shape);
  const x = device.zeros(shape);
  const bias = new Parameter(device, [1, 2, 3], [3]);
  const sums = [];
  for (let i = 0; i < 2; i++) {
    bias.grad = null;
    mul(add(x, bias), bias).backward(gradient);
    sums.push(await bias.grad!.read());
  }
  const wanted = new Float64Array(3);
  normals(shape, 5).forEach((value, i) => {
    const channel = Math.floor(i / 9900) % 3;
    wanted[channel]! += 2 * (channel + 1) * value;
  });
  assertAllClose(sums[0]!, wanted, { rtol: 1e-5, atol: 1e-3 });
  assert.deepEqual(sums[0], sums[1]);
  for (const tensor of [x, gradient, bias]) tensor.dispose();
});

Deno.test("div() has slopes where the square of the divisor overflows or vanishes", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const a = device.tensor([1e10, 1e-15, 1], [3]);
  const b = device.tensor([1e20, 1e-20, -2], [3], { requiresGrad: true });
  div(a, b).backward(device.ones([3]));
  assertAllClose(await b.grad!.read(), [-1e-30, -1e25, -0.25], { rtol: 1e-5, atol: 0 });
  for (const x of [a, b]) x.dispose();
});

Deno.test("binary operations let NaN through on either side", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const [a, b] = [device.tensor([NaN, 1], [2]), device.tensor([1, NaN], [2])];
  for (const [name, op] of Object.entries(binaryOps)) {
    assert.deepEqual([...await op([a, b], undefined).read()], [NaN, NaN], name);
  }
  for (const x of [a, b]) x.dispose();
});

Deno.test("one size stands beside the last axis of linear tensors, beside the channels of images", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const shape = [2, 3, 2, 3];
  const three = device.tensor([1, 10, 100], [3], { requiresGrad: true });
  const ones = new Float32Array(36).fill(1);
  const linear = mul(device.tensor(ones, shape, { layout: "linear" }), three);
  assert.deepEqual([...await linear.read()].slice(0, 6), [1, 10, 100, 1, 10, 100]);
  assert.equal(linear.layout, "linear");
  linear.backward(device.tensor(Float32Array.from(normals(shape, 3)), shape, { layout: "linear" }));
  const last = [0, 0, 0];
  normals(shape, 3).forEach((value, i) => last[i % 3]! += value);
  assertAllClose(await three.grad!.read(), last, { rtol: 1e-5 });
  const image = mul(three, device.tensor(ones, shape));
  assert.deepEqual([...await image.read()].slice(0, 8), [1, 1, 1, 1, 1, 1, 10, 10]);
  // Sizes that only the last axis has.
  const two = device.tensor([1, 2], [2]);
  const tall = add(device.tensor(new Float32Array(12), [1, 3, 2, 2], { layout: "linear" }), two);
  assert.deepEqual([...await tall.read()].slice(0, 4), [1, 2, 1, 2]);
  assert.throws(
    () => add(device.zeros([1, 3, 2, 2]), two),
    /want equal sizes or 1 on axis 1, got 3 and 2/,
  );
  for (const x of [three, two]) x.dispose();
});

Deno.test("binary operations say what does not fit", async () => {
  const device = await visionDevice();
  const [a, b] = [device.ones([2, 3]), device.ones([2, 2])];
  assert.throws(
    () => sub(a, b),
    /Cannot sub \[2, 3\] and \[2, 2\]: want equal sizes or 1 on axis 1, got 3 and 2/,
  );
  assert.throws(
    () => add(device.ones([1, 1, 1, 1, 1, 2]), device.ones([1])),
    /Cannot add to \[1, 1, 1, 1, 1, 2\]: want at most 5 axes, got 6/,
  );
  const image = device.zeros([1, 2, 2, 2]);
  assert.throws(
    () => add(image, device.ones([1, 1, 1, 1, 1])),
    /Cannot add \[1, 1, 2, 2, 2\]: want images/,
  );
  const words = device.zeros([2], { dtype: "u32" });
  assert.throws(() => mul(words, words), /Cannot mul u32 and u32: want f32/);
  assert.equal(
    elementCount(add(device.ones([1, 1, 2, 1, 1, 3]), device.ones([1, 1, 2, 1, 1, 3])).shape),
    6,
  );
  for (const tensor of [image, words]) tensor.dispose();
});
