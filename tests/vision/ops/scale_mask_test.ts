import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { ShapeError } from "../../../vision/errors.ts";
import { MASKED, scaleMask, scaleMaskOp } from "../../../vision/ops/scale_mask/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { integers, normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const cases = fc.record({
  shape: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  dropped: fc.nat(4),
  single: fc.nat(15),
  masked: fc.boolean(),
  seed: fc.nat(1e6),
});

Deno.test("scaleMask() matches its reference and its gradient for masks of any fewer axes", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(cases, async ({ shape, dropped, single, masked, seed }) => {
      const maskShape = shape.map((size, i) => single >> i & 1 ? 1 : size).slice(dropped);
      const mask = { shape: maskShape, data: Float64Array.from(integers(maskShape, 3, seed)) };
      const scale = 0.25 + seed % 7;
      const incoming = { shape, data: normals(shape, seed + 1) };
      // Central differences cannot see beside 1e30, so the hidden value is taken out on both sides.
      const bare = (x: typeof incoming, by: typeof mask | null) => {
        const y = scaleMaskOp.reference.forward([x, by], { scale });
        return { shape, data: y.data.map((value) => value === MASKED ? 0 : value) };
      };
      using _scratch = device.arena();
      const x = device.tensor(Float32Array.from(incoming.data), shape, {
        layout: "linear",
        requiresGrad: true,
      });
      const by = device.tensor(Uint32Array.from(mask.data), maskShape, { dtype: "u32" });
      const y = scaleMask(x, scale, masked ? by : null);
      const wanted = scaleMaskOp.reference.forward([incoming, masked ? mask : null], { scale });
      assert.deepEqual([...await y.read()], [...Float32Array.from(wanted.data)]);
      y.backward(device.tensor(Float32Array.from(incoming.data), shape, { layout: "linear" }));
      const [slope] = scaleMaskOp.reference.backward(
        incoming,
        [incoming, masked ? mask : null],
        { scale },
      );
      assert.deepEqual([...await x.grad!.read()], [...Float32Array.from(slope!.data)]);
      const step = 1e-3;
      const above = bare({ shape, data: incoming.data.map((v) => v + step) }, masked ? mask : null);
      const below = bare({ shape, data: incoming.data.map((v) => v - step) }, masked ? mask : null);
      slope!.data.forEach((value, i) => {
        const numeric = (above.data[i]! - below.data[i]!) / (2 * step) * incoming.data[i]!;
        assert.ok(Math.abs(value - numeric) < 1e-8, `slope ${i} is ${value}, want ${numeric}`);
      });
      x.dispose();
      by.dispose();
    }),
    {
      numRuns: 12,
      // Every axis has a step of its own, rows straddle lanes; then one that only batches differ in.
      examples: [
        [{ shape: [3, 2, 4, 5], dropped: 0, single: 0, masked: true, seed: 1 }],
        [{ shape: [3, 2, 2, 3], dropped: 0, single: 6, masked: true, seed: 2 }],
      ],
    },
  );
});

Deno.test("scaleMask() without a mask has the gradient that central differences give", async () => {
  const device = await visionDevice();
  await gradcheck(device, {
    inputs: [{ shape: [2, 3], data: normals([2, 3], 3) }],
    forward: ([x]) => scaleMask(x!, -3),
    reference: ([x]) => scaleMaskOp.reference.forward([x!, null], { scale: -3 }),
    random: counterRandom(5),
  });
});

Deno.test("scaleMask() says what does not fit", async () => {
  const device = await visionDevice();
  const x = device.ones([2, 3]);
  const mask = (shape: readonly number[]) => device.zeros(shape, { dtype: "u32" });
  assert.throws(() => scaleMask(x, 1, mask([2])), (error: Error) => {
    assert.ok(error instanceof ShapeError);
    assert.match(error.message, /Cannot mask \[2, 3\] by \[2\]: want its last axes, each of/);
    return true;
  });
  assert.throws(() => scaleMask(x, 1, mask([1, 2, 3])), /Cannot mask \[2, 3\] by \[1, 2, 3\]/);
  assert.throws(() => scaleMask(x, 1, x), /Cannot mask by f32: want u32/);
  assert.throws(() => scaleMask(x, Infinity), /Cannot scale by Infinity: want a finite number/);
  assert.throws(
    () => scaleMask(device.zeros([1, 1, 1, 1]), 1),
    /\[1, 1, 1, 1\], stored as c4: want at most four axes, stored as linear/,
  );
});
