import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import type { RefArray } from "../../../vision/autograd/op.ts";
import { Device } from "../../../vision/device.ts";
import { type TunableWork, Tuner } from "../../../vision/kernel/tuner.ts";
import { conv2d, conv2dOp, type Conv2dOptions } from "../../../vision/ops/conv2d/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { elementCount } from "../../../vision/shape.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { numbers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** Sizes of one convolution under test. */
interface Case {
  readonly x: readonly [n: number, c: number, h: number, w: number];
  readonly o: number;
  readonly k: readonly [kh: number, kw: number];
  readonly options?: Conv2dOptions;
  readonly bias?: boolean;
}

function pair(min: number, max: number) {
  return fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
}

function refArray(data: ArrayLike<number>, shape: readonly number[]): RefArray {
  return { shape, data: Float64Array.from(data) };
}

/** Runs a case forward and backward on the device and in the reference, and compares everything. */
async function compareWithReference(device: Device, test: Case): Promise<void> {
  const { x: xShape, o, k, options = {}, bias = true } = test;
  const wShape = [o, xShape[1] / (options.groups ?? 1), ...k];
  const data = [
    numbers(elementCount(xShape), 1),
    numbers(elementCount(wShape), 2),
    numbers(o, 3),
  ] as const;
  using _scratch = device.arena();
  const x = device.tensor(data[0], xShape, { requiresGrad: true });
  const weight = device.tensor(data[1], wShape, { layout: "linear", requiresGrad: true });
  const b = bias ? device.tensor(data[2], [o], { requiresGrad: true }) : null;
  const inputs = [
    refArray(data[0], xShape),
    refArray(data[1], wShape),
    bias ? refArray(data[2], [o]) : null,
  ] as const;
  const wanted = conv2dOp.reference.forward(inputs, options);
  const y = conv2d(x, weight, b, options);
  assert.deepEqual(y.shape, wanted.shape);
  const incoming = numbers(y.size, 4);
  const gradient = device.tensor(incoming, y.shape);
  y.backward(gradient);
  const gradients = conv2dOp.reference.backward(refArray(incoming, y.shape), inputs, options);
  const what = JSON.stringify(test);
  assertAllClose(await y.read(), wanted.data, { rtol: 1e-4, atol: 1e-4 }, `${what} y`);
  for (const [i, tensor] of [x, weight, b].entries()) {
    if (!tensor) continue;
    const tolerance = { rtol: 1e-3, atol: 2e-4 };
    const got = await tensor.grad!.read();
    assertAllClose(got, gradients[i]!.data, tolerance, `${what} gradient ${i}`);
  }
  for (const tensor of [x, weight, b, gradient]) tensor?.dispose();
}

Deno.test("conv2d() equals its reference, forward and backward, at random shapes", async () => {
  const device = await visionDevice();
  const cases = fc.record({
    n: fc.integer({ min: 1, max: 3 }),
    c: fc.integer({ min: 1, max: 20 }),
    o: fc.integer({ min: 1, max: 20 }),
    h: fc.integer({ min: 7, max: 15 }),
    w: fc.integer({ min: 7, max: 23 }),
    kh: fc.integer({ min: 1, max: 7 }),
    kw: fc.integer({ min: 1, max: 7 }),
    stride: fc.oneof(pair(1, 3), fc.integer({ min: 1, max: 3 })),
    padding: fc.oneof(
      fc.integer({ min: 0, max: 3 }),
      fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3)),
    ),
    bias: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ n, c, o, h, w, kh, kw, stride, padding, bias }) => {
      const options = { stride, padding };
      await compareWithReference(device, { x: [n, c, h, w], o, k: [kh, kw], options, bias });
    }),
    { numRuns: 10, seed: 20, endOnFailure: true },
  );
});

Deno.test("conv2d() equals its reference where tiles, taps and channels do not fit evenly", async (t) => {
  const device = await visionDevice();
  const cases: Record<string, Case> = {
    "weights dealt out to several dispatches": { x: [1, 40, 9, 9], o: 40, k: [5, 5] },
    "weights too large for constants": { x: [2, 64, 10, 11], o: 5, k: [9, 9] },
    "rows of more than seven taps": { x: [1, 3, 12, 21], o: 4, k: [2, 9], options: { padding: 3 } },
    "a stride beyond the kernel": { x: [2, 5, 13, 14], o: 6, k: [1, 2], options: { stride: 4 } },
    "one pixel": { x: [1, 1, 1, 1], o: 1, k: [1, 1] },
    "one pixel and a ring": { x: [2, 4, 1, 1], o: 9, k: [3, 3], options: { padding: 1 } },
    "the kernel as large as the image": { x: [2, 6, 5, 7], o: 5, k: [5, 7] },
    "a ring wider than the kernel": { x: [1, 2, 4, 5], o: 3, k: [1, 1], options: { padding: 2 } },
    "taps apart": { x: [2, 5, 12, 14], o: 6, k: [3, 3], options: { dilation: [2, 3], padding: 2 } },
    "taps apart and a stride": {
      x: [1, 8, 13, 15],
      o: 5,
      k: [3, 2],
      options: { dilation: [2, 3], stride: [3, 2], padding: [1, 4, 0, 2] },
    },
    "groups of fours": { x: [2, 16, 7, 9], o: 24, k: [3, 3], options: { groups: 2, padding: 1 } },
    "a kernel for each channel": {
      x: [2, 7, 9, 11],
      o: 7,
      k: [3, 5],
      options: { groups: 7, padding: [1, 2], stride: [1, 2] },
    },
    "a kernel for each channel, apart": {
      x: [1, 8, 9, 6],
      o: 8,
      k: [3, 3],
      options: { groups: 8, padding: 2, dilation: 2, stride: 2, activation: "relu" },
    },
    "groups that share a vec4": {
      x: [1, 6, 6, 7],
      o: 9,
      k: [3, 2],
      options: { groups: 3, padding: 1 },
    },
    "groups with a stride": {
      x: [1, 12, 9, 8],
      o: 12,
      k: [3, 3],
      options: { groups: 3, stride: 2, dilation: [1, 2], padding: 2 },
    },
    "the stem of a net": {
      x: [1, 3, 24, 32],
      o: 16,
      k: [5, 5],
      options: { stride: 2, padding: 2 },
    },
  };
  for (const [name, test] of Object.entries(cases)) {
    await t.step(name, () => compareWithReference(device, test));
  }
});

/** Picks variant number `index` of all work, or the last one there is. */
class Picker extends Tuner {
  most = 1;

  constructor(readonly index: number) {
    super();
  }

  override pick<V>({ variants }: TunableWork<V>): V {
    this.most = Math.max(this.most, variants.length);
    return variants[Math.min(this.index, variants.length - 1)]!;
  }
}

for (const software of [true, false]) {
  const whose = software ? "a software adapter" : "a graphics card";
  Deno.test(`conv2d() equals its reference with every tile worth trying on ${whose}`, async () => {
    const { gpu } = await visionDevice();
    let most = 1;
    for (let index = 0; index < most; index++) {
      const tuner = new Picker(index);
      const device = Device.wrap(gpu, { name: whose, software }, tuner);
      await compareWithReference(device, {
        x: [2, 9, 17, 19],
        o: 20,
        k: [3, 3],
        options: { padding: 1 },
      });
      most = tuner.most;
      device.dispose();
    }
    assert.ok(software || most > 4, `only ${most} variants`);
  });
}

Deno.test("conv2d() has the gradients that central differences give", async (t) => {
  const device = await visionDevice();
  const cases: readonly Case[] = [
    { x: [2, 3, 5, 6], o: 5, k: [3, 3], options: { padding: 1 } },
    { x: [1, 5, 7, 6], o: 3, k: [3, 2], options: { stride: 2, padding: 1 } },
    { x: [2, 4, 3, 5], o: 6, k: [1, 1] },
    { x: [1, 2, 7, 8], o: 4, k: [2, 3], options: { stride: 3, activation: "relu" } },
  ];
  for (const { x, o, k, options = {} } of cases) {
    await t.step(JSON.stringify({ x, o, k, options }), async () => {
      const wShape = [o, x[1], ...k];
      const report = await gradcheck(device, {
        inputs: [
          { shape: x, data: numbers(elementCount(x), 5) },
          { shape: wShape, data: numbers(elementCount(wShape), 6), layout: "linear" },
          { shape: [o], data: numbers(o, 7) },
        ],
        forward: ([x, weight, bias]) => conv2d(x!, weight!, bias!, options),
        reference: ([x, weight, bias]) => conv2dOp.reference.forward([x!, weight!, bias!], options),
        random: counterRandom(8),
        tolerance: 1e-3,
      });
      assert.equal(report.compared, elementCount(x) + elementCount(wShape) + o);
    });
  }
});

Deno.test("conv2d() says what does not fit", async () => {
  const device = await visionDevice();
  const tensor = (shape: readonly number[]) =>
    device.tensor(
      new Float32Array(elementCount(shape)),
      shape,
      shape[2] === 8 ? {} : { layout: "linear" },
    );
  const x = tensor([1, 3, 8, 8]);
  const w = tensor([5, 3, 3, 3]);
  const refuse = (run: () => Tensor, name: string, message: string) =>
    assert.throws(run, (error: Error) => {
      assert.equal(error.name, name);
      assert.equal(error.message, message);
      return true;
    });
  const action = "Cannot convolve [1, 3, 8, 8] with";
  refuse(
    () => conv2d(x, tensor([5, 4, 3, 3]), null),
    "ShapeError",
    `${action} [5, 4, 3, 3]: input channels must match, the images have 3, the kernels 4`,
  );
  refuse(
    () => conv2d(x, tensor([5, 3, 9]), null),
    "ShapeError",
    `${action} [5, 3, 9]: want kernels of four sizes [.., .., height, width]`,
  );
  refuse(
    () => conv2d(x, w, tensor([4])),
    "ShapeError",
    `${action} [5, 3, 3, 3]: want a bias [5], got [4]`,
  );
  refuse(
    () => conv2d(x, tensor([5, 3, 3, 11]), null, { padding: 1 }),
    "ShapeError",
    `${action} [5, 3, 3, 11]: the kernel 3x11 is larger than the padded image 10x10`,
  );
  refuse(
    () => conv2d(x, w, null, { stride: 0 }),
    "RangeError",
    `${action} [5, 3, 3, 3]: stride must be an integer >= 1, got 0`,
  );
  refuse(
    () => conv2d(x, w, null, { padding: 1.5 }),
    "RangeError",
    `${action} [5, 3, 3, 3]: padding must be an integer >= 0, got 1.5`,
  );
  refuse(
    () => conv2d(tensor([1, 3, 9, 9]), w, null),
    "TypeError",
    "Cannot convolve linear images with linear kernels: want c4 images, linear kernels " +
      '(make them with { layout: "linear" })',
  );
  assert.throws(() => conv2d(tensor([3, 9, 9]), w, null), /want images \[n, c, h, w\]/);
});
