import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { LocallyConnected2d } from "../../../vision/nn/locally_connected2d.ts";
import { conv2dOp } from "../../../vision/ops/conv2d/mod.ts";
import {
  locallyConnected2d,
  locallyConnected2dOp,
} from "../../../vision/ops/locally_connected2d/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const pair = (min: number, max: number) =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const cases = fc.record({
  n: fc.integer({ min: 1, max: 5 }),
  c: fc.integer({ min: 1, max: 5 }),
  o: fc.integer({ min: 1, max: 5 }),
  more: pair(0, 2),
  kernel: pair(1, 3),
  stride: pair(1, 3),
  padding: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
  bias: fc.boolean(),
  seed: fc.nat(1e6),
});

/** Output sizes. */
function units([kh, kw]: readonly number[], more: readonly number[], at: {
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
}): [number, number] {
  const [top, left, bottom, right] = at.padding;
  assert.ok(kh && kw);
  return [
    Math.floor((more[0]! + top + bottom) / at.stride[0]) + 1,
    Math.floor((more[1]! + left + right) / at.stride[1]) + 1,
  ];
}

Deno.test("locallyConnected2d() matches its reference and all gradients", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(cases, async (at) => {
      const { n, c, o, more, kernel, stride, padding, seed } = at;
      const options = { stride, padding };
      const size = units(kernel, more, options);
      const shape = [n, c, kernel[0] + more[0], kernel[1] + more[1]];
      const weight = [o, c, ...kernel, ...size];
      const bias = at.bias ? [o, ...size] : null;
      await gradcheck(device, {
        inputs: [shape, weight, ...(bias ? [bias] : [])].map((sizes, i) => ({
          shape: sizes,
          data: normals(sizes, seed + i),
        })),
        forward: ([x, w, b]) => locallyConnected2d(x!, w!, b ?? null, options),
        reference: ([x, w, b]) =>
          locallyConnected2dOp.reference.forward([x!, w!, b ?? null], options),
        random: counterRandom(seed, 9),
      });
    }),
    { numRuns: 4, endOnFailure: true },
  );
});

Deno.test("the reference is a convolution where all units share their weights, gradients too", () => {
  const [shape, kernel] = [[2, 3, 5, 4], [3, 2]];
  const options = { stride: [2, 1], padding: [1, 0, 1, 1] } as const;
  const size = units(kernel, [2, 2], options);
  const count = size[0] * size[1];
  const x = { shape, data: normals(shape, 1) };
  const shared = { shape: [4, 3, ...kernel], data: normals([4, 3, ...kernel], 2) };
  const bias = { shape: [4], data: normals([4], 3) };
  const spread = ({ shape, data }: typeof bias) => ({
    shape: [...shape, ...size],
    data: Float64Array.from(
      { length: data.length * count },
      (_, i) => data[Math.floor(i / count)]!,
    ),
  });
  const inputs = [x, spread(shared), spread(bias)] as const;
  const ours = locallyConnected2dOp.reference.forward(inputs, options);
  const theirs = conv2dOp.reference.forward([x, shared, bias], options);
  assert.deepEqual(ours.shape, theirs.shape);
  assertAllClose(ours.data, theirs.data);
  const gradient = { shape: ours.shape, data: normals(ours.shape, 4) };
  const own = locallyConnected2dOp.reference.backward(gradient, inputs, options);
  const convolved = conv2dOp.reference.backward(gradient, [x, shared, bias], options);
  assertAllClose(own[0]!.data, convolved[0]!.data);
  for (const i of [1, 2]) {
    const sums = convolved[i]!.data.map((_, k) =>
      own[i]!.data.slice(k * count, (k + 1) * count).reduce((a, b) => a + b, 0)
    );
    assertAllClose(sums, convolved[i]!.data);
  }
});

Deno.test("LocallyConnected2d has weights for every unit and keeps spare channels zero", async () => {
  const device = await visionDevice();
  const images = { channels: 3, height: 5, width: 4 };
  const options = { stride: 2, padding: 1, random: counterRandom(1) };
  const layer = new LocallyConnected2d(device, images, 5, 3, options);
  assert.deepEqual(layer.weight.shape, [5, 3, 3, 3, 3, 2]);
  assert.equal(layer.parameterCount(), 5 * 3 * 2 * (27 + 1));
  const weights = [...await layer.weight.read()];
  const square = weights.reduce((sum, v) => sum + v * v, 0) / weights.length;
  assert.ok(Math.abs(square * 27 - 1) < 0.3, `variance ${square}, want about 1 / 27`);
  using _scratch = device.arena();
  const shape = [2, 3, 5, 4];
  const x = device.tensor(Float32Array.from(normals(shape, 2)), shape, { requiresGrad: true });
  const y = layer.forward(x);
  assert.deepEqual(y.shape, [2, 5, 3, 2]);
  await assertSpareChannelsZero(y, "result");
  y.backward(device.tensor(Float32Array.from(normals(y.shape, 3)), y.shape));
  await assertSpareChannelsZero(x.grad!, "gradient");
  x.dispose();
  layer.dispose();
});

Deno.test("locallyConnected2d() says what does not fit", async () => {
  const device = await visionDevice();
  const x = device.zeros([1, 2, 4, 4]);
  const weight = (shape: number[]) => device.zeros(shape);
  assert.throws(
    () => locallyConnected2d(x, weight([1, 2, 3, 3, 2, 3]), null),
    /locally by \[1, 2, 3, 3, 2, 3\]: want weights \[1, 2, 3, 3, 2, 2\]/,
  );
  assert.throws(
    () => locallyConnected2d(x, weight([1, 2, 3]), null),
    /want weights \[o, c, kh, kw, oh, ow\]/,
  );
  assert.throws(
    () => locallyConnected2d(x, weight([1, 2, 3, 3, 2, 2]), weight([1])),
    /want a bias \[1, 2, 2\], got \[1\]/,
  );
  assert.throws(() => locallyConnected2d(x, device.zeros([1, 1, 1, 1]), null), TypeError);
});
