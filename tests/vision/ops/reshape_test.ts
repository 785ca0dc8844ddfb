import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { ShapeError } from "../../../vision/errors.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { Flatten, Reshape } from "../../../vision/nn/reshape.ts";
import { permute, permuteOp, transpose } from "../../../vision/ops/permute/mod.ts";
import { tanh } from "../../../vision/ops/pointwise/mod.ts";
import { flatten, reshape, reshapeOp } from "../../../vision/ops/reshape/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { elementCount, type Layout, type Shape } from "../../../vision/shape.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const layouts = fc.constantFrom<Layout>("linear", "c4");
const images = fc.tuple(...[2, 7, 4, 5].map((max) => fc.integer({ min: 1, max })));

/** The same sizes in another order: as many elements. */
const turned = (shape: Shape, by: number) => [...shape.slice(by), ...shape.slice(0, by)];

Deno.test("reshape() keeps the logical order between all layouts, and so does its gradient", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(
      images,
      layouts,
      layouts,
      fc.nat(3),
      fc.nat(1e6),
      async (shape, from, layout, by, seed) => {
        const options = { shape: turned(shape, by), layout };
        await gradcheck(device, {
          inputs: [{ shape, data: normals(shape, seed), layout: from }],
          forward: ([x]) => reshape(x!, options.shape, { layout }),
          reference: ([x]) => reshapeOp.reference.forward([x!], options),
          random: counterRandom(seed, 1),
        });
      },
    ),
    { numRuns: 8 },
  );
});

Deno.test("permute() matches its reference and its gradient in all layouts, up to five axes", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
      images,
      layouts,
      layouts,
      fc.nat(1e6),
      async (axes, shape, from, layout, seed) => {
        await gradcheck(device, {
          inputs: [{ shape, data: normals(shape, seed), layout: from }],
          forward: ([x]) => permute(x!, axes, { layout }),
          reference: ([x]) => permuteOp.reference.forward([x!], { axes, layout }),
          random: counterRandom(seed, 1),
        });
      },
    ),
    { numRuns: 8 },
  );
  const axes = [4, 2, 0, 3, 1];
  const shape = [2, 3, 2, 3, 2];
  await gradcheck(device, {
    inputs: [{ shape, data: normals(shape, 5) }],
    forward: ([x]) => permute(x!, axes),
    reference: ([x]) => permuteOp.reference.forward([x!], { axes, layout: "linear" }),
    random: counterRandom(5),
  });
});

Deno.test("references of reshape() and permute() send gradients back where numbers came from", () => {
  const shape = [2, 3, 4];
  const x = { shape, data: normals(shape, 1) };
  const order = { axes: [2, 0, 1], layout: "linear" } as const;
  const moved = permuteOp.reference.forward([x], order);
  assert.deepEqual(moved.shape, [4, 2, 3]);
  assert.equal(moved.data[1 * 6 + 1 * 3 + 2], x.data[1 * 12 + 2 * 4 + 1]);
  assert.deepEqual(permuteOp.reference.backward(moved, [x], order), [x]);
  const options = { shape: [6, 4], layout: "linear" } as const;
  const flat = reshapeOp.reference.forward([x], options);
  assert.deepEqual(reshapeOp.reference.backward(flat, [x], options), [x]);
});

Deno.test("transpose() exchanges two axes, the last two by itself", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([1, 2, 3, 4, 5, 6], [2, 3]);
  const y = transpose(x);
  assert.deepEqual([y.shape, [...await y.read()]], [[3, 2], [1, 4, 2, 5, 3, 6]]);
  const one = transpose(reshape(x, [1, 6, 1]), 0, 1);
  assert.deepEqual([one.shape, [...await one.read()]], [[6, 1, 1], [1, 2, 3, 4, 5, 6]]);
  x.dispose();
});

Deno.test("images made by reshape() and permute() have zeros in their spare channels", async () => {
  const device = await visionDevice();
  const shape = [2, 5, 3, 2];
  const x = device.tensor(Float32Array.from(normals(shape, 1)), shape, { requiresGrad: true });
  {
    using _dirty = device.arena();
    for (let i = 0; i < 3; i++) tanh(device.ones([elementCount([2, 2, 3, 2]) * 4]));
  }
  using _scratch = device.arena();
  const y = reshape(x, [5, 2, 2, 3]);
  await assertSpareChannelsZero(y, "reshape");
  const z = permute(y, [1, 3, 0, 2], { layout: "c4" });
  await assertSpareChannelsZero(z, "permute");
  z.backward(device.tensor(Float32Array.from(normals(z.shape, 2)), z.shape));
  await assertSpareChannelsZero(x.grad!, "gradient");
  x.dispose();
});

Deno.test("reshape() of rows is a handle on the same memory, in plans and arenas too", async () => {
  const device = await visionDevice();
  const x = device.tensor([1, -2, 3, -4, 5, -6], [2, 3], { requiresGrad: true });
  const wanted = Array.from([1, -2, 3, -4, 5, -6], (v) => Math.fround(Math.tanh(Math.tanh(v))));
  const step = () => {
    x.grad = null;
    const y = reshape(tanh(reshape(x, [3, -1])), [6]);
    const z = tanh(y);
    z.backward(device.ones([6]));
    return { z: reshape(z, [1, 6]), gradient: x.grad! };
  };
  const check = async ({ z, gradient }: { z: typeof x; gradient: typeof x }) => {
    assert.deepEqual([z.shape, gradient.shape], [[1, 6], [2, 3]]);
    (await z.read()).forEach((v, i) => assert.ok(Math.abs(v - wanted[i]!) < 1e-5, `${i}: ${v}`));
    const slope = (1 - Math.tanh(Math.tanh(1)) ** 2) * (1 - Math.tanh(1) ** 2);
    assert.ok(Math.abs((await gradient.read())[0]! - slope) < 1e-5);
  };
  assert.equal(reshape(x, [3, 2]).storage, x.storage);
  {
    using _scratch = device.arena();
    await check(step());
  }
  using plan = record(device, step);
  assert.deepEqual(plan.kernels.filter((name) => /rearrange|rows/.test(name)), []);
  plan.run();
  plan.run();
  await check(plan.outputs);
  x.dispose();
});

Deno.test("Reshape and Flatten reshape each sample", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor(Float32Array.from(normals([2, 3, 2, 2], 1)), [2, 3, 2, 2]);
  const rows = new Flatten().forward(x);
  assert.deepEqual([rows.shape, rows.layout], [[2, 12], "linear"]);
  assert.deepEqual(await rows.read(), await x.read());
  const back = new Reshape([3, 2, -1]).forward(rows);
  assert.deepEqual([back.shape, back.layout], [[2, 3, 2, 2], "c4"]);
  assert.deepEqual(await back.read(), await x.read());
  x.dispose();
});

Deno.test("reshape(), flatten(), permute(), transpose() say what does not fit", async () => {
  const device = await visionDevice();
  const x = device.zeros([2, 3]);
  assert.throws(() => reshape(x, [4, -1]), ShapeError);
  assert.throws(() => reshape(x, [-1, -1]), /Cannot reshape \[2, 3\] to \[-1, -1\]: want/);
  assert.throws(() => reshape(x, [7]), /of 6 elements together/);
  assert.throws(() => reshape(x, [6], { layout: "c4" }), /as c4: want f32 images/);
  assert.throws(() => flatten(device.zeros([])), /Cannot flatten \[\]/);
  assert.throws(() => permute(x, [0, 0]), /Cannot permute \[2, 3\] by \[0, 0\]: want each/);
  assert.throws(() => permute(device.zeros([2], { dtype: "u32" }), [0]), /Cannot permute u32/);
  assert.throws(() => transpose(x, 0, 2), /want axes from -2 to 1, got 2/);
  const six = device.zeros([2, 2, 2, 2, 2, 2]);
  assert.throws(() => permute(six, [5, 4, 3, 2, 1, 0]), /6 axes lie apart, want at most 5/);
});
