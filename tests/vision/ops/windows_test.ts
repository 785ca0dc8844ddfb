import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { ShapeError } from "../../../vision/errors.ts";
import { conv2dOp } from "../../../vision/ops/conv2d/mod.ts";
import {
  gatherWindows,
  gatherWindowsOp,
  scatterWindows,
  scatterWindowsOp,
} from "../../../vision/ops/windows/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const pair = (min: number, max: number) =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const cases = fc.record({
  n: fc.integer({ min: 1, max: 2 }),
  c: fc.integer({ min: 1, max: 6 }),
  more: pair(0, 4),
  kernel: pair(1, 3),
  stride: pair(1, 3),
  padding: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3)),
  seed: fc.nat(1e6),
});

Deno.test("gatherWindows() and scatterWindows() match their references and are each other's gradient", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(cases, async ({ n, c, more, kernel, stride, padding, seed }) => {
      const size = [kernel[0] + more[0], kernel[1] + more[1]] as const;
      const shape = [n, c, ...size];
      const options = { stride, padding };
      const rows = gatherWindowsOp.reference.forward(
        [{ shape, data: normals(shape, seed) }],
        { kernel, ...options },
      );
      await gradcheck(device, {
        inputs: [{ shape, data: normals(shape, seed) }],
        forward: ([x]) => gatherWindows(x!, kernel, options),
        reference: ([x]) => gatherWindowsOp.reference.forward([x!], { kernel, ...options }),
        random: counterRandom(seed, 1),
      });
      await gradcheck(device, {
        inputs: [{ shape: rows.shape, data: normals(rows.shape, seed + 1) }],
        forward: ([x]) => scatterWindows(x!, size, kernel, options),
        reference: ([x]) => scatterWindowsOp.reference.forward([x!], { kernel, ...options, shape }),
        random: counterRandom(seed, 2),
      });
    }),
    { numRuns: 8 },
  );
});

Deno.test("references of windows make a convolution of a product, and are adjoint", () => {
  const [shape, kernel] = [[2, 3, 5, 6], [3, 2] as const];
  const options = { stride: [2, 1], padding: [1, 0, 2, 1] } as const;
  const x = { shape, data: normals(shape, 1) };
  const weight = { shape: [4, 3, 3, 2], data: normals([4, 3, 3, 2], 2) };
  const rows = gatherWindowsOp.reference.forward([x], { kernel, ...options });
  const [n, windows, columns] = rows.shape as [number, number, number];
  const product = new Float64Array(n * 4 * windows);
  for (let at = 0; at < product.length; at++) {
    const [image, o, window] = [
      Math.floor(at / windows / 4),
      Math.floor(at / windows) % 4,
      at % windows,
    ];
    for (let k = 0; k < columns; k++) {
      product[at]! += weight.data[o * columns + k]! *
        rows.data[(image * windows + window) * columns + k]!;
    }
  }
  assertAllClose(product, conv2dOp.reference.forward([x, weight, null], options).data);
  const g = { shape: rows.shape, data: normals(rows.shape, 3) };
  const back = scatterWindowsOp.reference.forward([g], { kernel, ...options, shape });
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
  assert.ok(Math.abs(dot(rows.data, g.data) - dot(x.data, back.data)) < 1e-9);
  assert.deepEqual(gatherWindowsOp.reference.backward(g, [x], { kernel, ...options }), [back]);
  const again = scatterWindowsOp.reference.backward(x, [g], { kernel, ...options, shape });
  assert.deepEqual(again, [rows]);
});

Deno.test("scatterWindows() leaves spare channels zero, in gradients too", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor(Float32Array.from(normals([1, 5, 4, 4], 1)), [1, 5, 4, 4], {
    requiresGrad: true,
  });
  const rows = gatherWindows(x, 2);
  await assertSpareChannelsZero(scatterWindows(rows, [4, 4], 2), "scattered");
  rows.backward(device.tensor(Float32Array.from(normals(rows.shape, 2)), rows.shape));
  await assertSpareChannelsZero(x.grad!, "gradient");
  x.dispose();
});

Deno.test("gatherWindows() and scatterWindows() say what does not fit", async () => {
  const device = await visionDevice();
  const x = device.zeros([1, 2, 3, 4]);
  assert.throws(
    () => gatherWindows(x, [4, 1]),
    /gather windows of \[1, 2, 3, 4\]: a window of 4 x 1/,
  );
  assert.throws(() => gatherWindows(device.zeros([2]), 1), /Cannot gather windows of \[2\]: want/);
  const rows = device.zeros([1, 6, 8]);
  assert.throws(() => scatterWindows(rows, [3, 3], 2), (error: Error) => {
    assert.ok(error instanceof ShapeError);
    assert.match(error.message, /\[1, 6, 8\] to \[1, 2, 3, 3\]: want 2 x 2 windows, got 6/);
    return true;
  });
  assert.throws(
    () => scatterWindows(rows, [3, 4], 3),
    /want linear f32 \[n, windows, c \* 3 \* 3\]/,
  );
});
