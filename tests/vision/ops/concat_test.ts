import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { ShapeError } from "../../../vision/errors.ts";
import { concat, concatOp } from "../../../vision/ops/concat/mod.ts";
import { reshape } from "../../../vision/ops/reshape/mod.ts";
import { unstack } from "../../../vision/ops/stack/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import type { Layout } from "../../../vision/shape.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { normals } from "../../support/vision_arrays.ts";
import { assertSpareChannelsZero, storedNumbers } from "../../support/spare_channels.ts";
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
          forward: (tensors) => concat(tensors),
          reference: (arrays) => concatOp.reference.forward(arrays, { axis: 1 }),
          random: counterRandom(seed, 1),
        });
      },
    ),
    { numRuns: 8 },
  );
});

Deno.test("concat() goes along any axis of either layout, by fours where it can", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 3 }),
      fc.constantFrom<Layout>("linear", "c4"),
      fc.boolean(),
      fc.nat(1e6),
      async (axis, layout, fours, seed) => {
        const inputs = [1, 4, 2].map((size, i) => {
          const shape = [2, 3, 2, fours ? 4 : 3];
          shape[axis] = fours && axis === 3 ? 4 * size : size;
          return { shape, data: normals(shape, seed + i), layout };
        });
        await gradcheck(device, {
          inputs,
          forward: (tensors) => concat(tensors, axis - 4),
          reference: (arrays) => concatOp.reference.forward(arrays, { axis }),
          random: counterRandom(seed, 1),
        });
      },
    ),
    { numRuns: 8 },
  );
});

Deno.test("concat() splits the gradient in one run where all want it, and takes single parts otherwise", async () => {
  const device = await visionDevice();
  const image = (c: number, requiresGrad: boolean) => {
    const shape = [2, c, 2, 1];
    return device.tensor(Float32Array.from(normals(shape, c)), shape, { requiresGrad });
  };
  for (
    const [wanted, count] of [[[true, true], 1], [[false, true], 1], [[true, false], 1]] as const
  ) {
    using _scratch = device.arena();
    const inputs = [image(8, wanted[0]), image(3, wanted[1])];
    const incoming = normals([2, 11, 2, 1], 3);
    const gradient = device.tensor(Float32Array.from(incoming), [2, 11, 2, 1]);
    const { dispatches } = device.capture(() => {
      concat(inputs).backward(gradient);
    });
    assert.equal(dispatches.length, 1 + count);
    const refs = inputs.map(({ shape, size }) => ({ shape, data: new Float64Array(size) }));
    const parts = concatOp.reference.backward({ shape: gradient.shape, data: incoming }, refs, {
      axis: 1,
    });
    for (const input of inputs) input.grad = null;
    concat(inputs).backward(gradient);
    for (const [i, input] of inputs.entries()) {
      assert.equal(input.grad !== null, wanted[i]);
      if (input.grad) {
        assertAllClose(await input.grad.read(), parts[i]!.data);
        await assertSpareChannelsZero(input.grad, `part ${i}`);
      }
      input.dispose();
    }
    gradient.dispose();
  }
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
  const parts = concatOp.reference.backward(incoming, refs, { axis: 1 });
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
    assert.match(
      error.message,
      /\[1, 3, 2, 2\] \(c4\) and \[1, 3, 2, 3\] \(c4\) along axis 1: other sizes/,
    );
    return true;
  });
  assert.throws(() => concat([]), ShapeError);
  assert.throws(() => concat([a, device.zeros([1, 3, 2, 2], { layout: "linear" })]), ShapeError);
  assert.throws(() => concat([a, a], 4), /along axis 4: want -4 to 3/);
  assert.throws(() => concat([device.zeros([1, 1], { dtype: "u8" })]), /Cannot concatenate u8/);
});

Deno.test("concat() of more tensors than a kernel binds copies no number often", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const most = device.gpu.limits.maxStorageBuffersPerShaderStage - 1;
  const count = 5 * most + 1;
  const all = device.tensor(Float32Array.from(normals([count, 3], 1)), [count, 3], {
    requiresGrad: true,
  });
  const parts = unstack(all).map((row) => reshape(row, [1, 3]));
  const { applied, result } = device.observe(() => concat(parts, 0));
  assert.deepEqual(await result.read(), await all.read());
  const written = applied.reduce((sum, { output }) => sum + output.size, 0);
  assert.ok(written <= 2 * result.size, `${written} numbers written for ${result.size}`);
  const incoming = device.tensor(Float32Array.from(normals([count, 3], 2)), [count, 3]);
  result.backward(incoming);
  assert.deepEqual(await all.grad!.read(), await incoming.read());
  for (const tensor of [all, incoming]) tensor.dispose();
});
