import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import type { RefArray } from "../../../vision/autograd/op.ts";
import { Device } from "../../../vision/device.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { conv2d, conv2dOp, type Conv2dOptions } from "../../../vision/ops/conv2d/mod.ts";
import { relu } from "../../../vision/ops/pointwise/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { storedNumbers } from "../../support/spare_channels.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** Sizes of one convolution under test. */
interface Case {
  readonly x: readonly [n: number, c: number, h: number, w: number];
  readonly o: number;
  readonly k: readonly [kh: number, kw: number];
  readonly options?: Conv2dOptions;
  readonly bias?: boolean;
}

/** `count` numbers in -1..1 from a seed. */
function numbers(count: number, seed: number): Float32Array<ArrayBuffer> {
  const random = counterRandom(seed);
  return Float32Array.from({ length: count }, () => 2 * random() - 1);
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function refArray(data: ArrayLike<number>, shape: readonly number[]): RefArray {
  return { shape, data: Float64Array.from(data) };
}

/** Runs a case forward and backward on the device and in the reference, and compares everything. */
async function compareWithReference(device: Device, test: Case): Promise<void> {
  const { x: xShape, o, k, options = {}, bias = true } = test;
  const wShape = [o, xShape[1], ...k];
  const data = [numbers(count(xShape), 1), numbers(count(wShape), 2), numbers(o, 3)] as const;
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
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.integer({ min: 0, max: 3 }),
    bias: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ n, c, o, h, w, kh, kw, stride, padding, bias }) => {
      const options = { stride, padding };
      await compareWithReference(device, { x: [n, c, h, w], o, k: [kh, kw], options, bias });
    }),
    { numRuns: 12, seed: 20, endOnFailure: true },
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

Deno.test("conv2d() equals its reference with the tiles of a graphics card", async () => {
  const { gpu } = await visionDevice();
  const device = Device.wrap(gpu, { name: "as if hardware", software: false });
  await compareWithReference(device, {
    x: [2, 9, 17, 19],
    o: 10,
    k: [3, 3],
    options: { padding: 1 },
  });
  device.dispose();
});

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
          { shape: x, data: numbers(count(x), 5) },
          { shape: wShape, data: numbers(count(wShape), 6), layout: "linear" },
          { shape: [o], data: numbers(o, 7) },
        ],
        forward: ([x, weight, bias]) => conv2d(x!, weight!, bias!, options),
        reference: ([x, weight, bias]) => conv2dOp.reference.forward([x!, weight!, bias!], options),
        random: counterRandom(8),
        tolerance: 1e-3,
      });
      assert.equal(report.compared, count(x) + count(wShape) + o);
    });
  }
});

/** Images, kernels and a way to read results, for the laws. */
async function lawFixture() {
  const device = await visionDevice();
  const weight = device.tensor(numbers(6 * 3 * 9, 9), [6, 3, 3, 3], { layout: "linear" });
  const image = (data: Float32Array<ArrayBuffer>) => device.tensor(data, [1, 3, 10, 11]);
  return { device, weight, image };
}

Deno.test("conv2d() is linear in the image", async () => {
  const { device, weight, image } = await lawFixture();
  using _scratch = device.arena();
  const [a, b] = [numbers(330, 10), numbers(330, 11)];
  const mixed = a.map((value, i) => 2 * value - 3 * b[i]!);
  const of = async (data: Float32Array<ArrayBuffer>) =>
    await conv2d(image(data), weight, null, { padding: 1 }).read();
  const [ya, yb, yMixed] = [await of(a), await of(b), await of(mixed)];
  const wanted = Array.from(ya, (value, i) => 2 * value - 3 * yb[i]!);
  assertAllClose(yMixed, wanted, { rtol: 1e-4, atol: 1e-4 });
});

Deno.test("conv2d() follows a shift of the image", async () => {
  const { device, weight, image } = await lawFixture();
  using _scratch = device.arena();
  const [dy, dx] = [2, 3];
  const data = numbers(330, 12);
  const shifted = new Float32Array(330);
  for (let c = 0; c < 3; c++) {
    for (let y = dy; y < 10; y++) {
      for (let x = dx; x < 11; x++) {
        shifted[(c * 10 + y) * 11 + x] = data[(c * 10 + y - dy) * 11 + x - dx]!;
      }
    }
  }
  const still = await conv2d(image(data), weight, null).read();
  const moved = await conv2d(image(shifted), weight, null).read();
  for (let o = 0; o < 6; o++) {
    for (let y = dy; y < 8; y++) {
      for (let x = dx; x < 9; x++) {
        // Same sums in the same order: equal to the bit.
        assert.equal(moved[(o * 8 + y) * 9 + x], still[(o * 8 + y - dy) * 9 + x - dx]);
      }
    }
  }
});

Deno.test("conv2d() with a rectifier equals relu() of conv2d(), gradients included", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const run = async (convolve: (x: Tensor, w: Tensor, b: Tensor) => Tensor) => {
    const x = device.tensor(numbers(2 * 5 * 8 * 9, 13), [2, 5, 8, 9], { requiresGrad: true });
    const w = device.tensor(numbers(7 * 5 * 9, 14), [7, 5, 3, 3], {
      layout: "linear",
      requiresGrad: true,
    });
    const b = device.tensor(numbers(7, 15), [7], { requiresGrad: true });
    const y = convolve(x, w, b);
    y.backward(device.tensor(numbers(y.size, 16), y.shape));
    return [await y.read(), await x.grad!.read(), await w.grad!.read(), await b.grad!.read()];
  };
  const options = { padding: 1 } as const;
  const fused = await run((x, w, b) => conv2d(x, w, b, { ...options, activation: "relu" }));
  const apart = await run((x, w, b) => relu(conv2d(x, w, b, options)));
  assert.ok(fused[0]!.includes(0) && fused[0]!.some((value) => value > 0));
  assert.deepEqual(fused, apart);
});

Deno.test("conv2d() leaves spare channels of images zero, with a bias too", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor(numbers(3 * 36, 17), [1, 3, 6, 6], { requiresGrad: true });
  const w = device.tensor(numbers(5 * 27, 18), [5, 3, 3, 3], { layout: "linear" });
  const y = conv2d(x, w, device.tensor([1, 1, 1, 1, 1], [5]), { padding: 1 });
  y.backward(device.tensor(numbers(y.size, 19), y.shape));
  for (const [tensor, channels] of [[y, 5], [x.grad!, 3]] as const) {
    const raw = await storedNumbers(tensor);
    for (let i = 0; i < Math.ceil(channels / 4) * 36; i++) {
      for (let lane = 0; lane < 4; lane++) {
        if (Math.floor(i / 36) * 4 + lane >= channels) assert.equal(raw[i * 4 + lane], 0);
      }
    }
  }
});

Deno.test("conv2d() gives the same bits on every run", async () => {
  const device = await visionDevice();
  const x = device.tensor(numbers(3 * 9 * 20 * 22, 26), [3, 9, 20, 22], { requiresGrad: true });
  const w = device.tensor(numbers(10 * 81, 27), [10, 9, 3, 3], {
    layout: "linear",
    requiresGrad: true,
  });
  const b = device.tensor(numbers(10, 28), [10], { requiresGrad: true });
  const incoming = device.tensor(numbers(3 * 10 * 18 * 20, 29), [3, 10, 18, 20]);
  using plan = record(device, () => {
    const y = conv2d(x, w, b, { activation: "relu" });
    y.backward(incoming);
    return [y, x.grad!, w.grad!, b.grad!];
  });
  const run = async () => {
    plan.run();
    const results = await Promise.all(plan.outputs.map((tensor) => tensor.read()));
    return results.map((result) => result.slice());
  };
  const first = await run();
  assert.ok(first.every((result) => result.some((value) => value !== 0)));
  assert.deepEqual(await run(), first);
});

Deno.test("conv2d() computes no gradient that nobody wants", async () => {
  const device = await visionDevice();
  const x = device.tensor(numbers(4 * 49, 20), [1, 4, 7, 7]);
  const w = device.tensor(numbers(4 * 4 * 9, 21), [4, 4, 3, 3], {
    layout: "linear",
    requiresGrad: true,
  });
  const incoming = device.tensor(numbers(4 * 25, 22), [1, 4, 5, 5]);
  using plan = record(device, () => {
    conv2d(x, w, null).backward(incoming);
    return w.grad!;
  });
  const sliding = plan.kernels.filter((name) => name.startsWith("conv2d_sliding"));
  assert.equal(sliding.length, 1, plan.kernels.join(", "));
  assert.ok(!plan.kernels.some((name) => name.includes("row_sum")), plan.kernels.join(", "));
});

Deno.test("conv2d() packs and slides once for each part of weights beyond 64 KiB", async () => {
  const device = await visionDevice();
  const kernelsFor = (c: number, o: number, k: number) => {
    const x = device.zeros([1, c, 60, 80]);
    const w = device.zeros([o, c, k, k], { layout: "linear" });
    using plan = record(device, () => conv2d(x, w, null));
    return plan.kernels.map((name) => name.replace(/_\d.*/, ""));
  };
  const once = ["conv2d_pack", "conv2d_sliding"];
  assert.deepEqual(kernelsFor(16, 16, 3), once);
  assert.deepEqual(kernelsFor(64, 48, 5), [...once, ...once, ...once, ...once, ...once, ...once]);
  // Not even one group of four output channels fits: one dispatch from storage.
  assert.deepEqual(kernelsFor(64, 48, 9), once);
});

Deno.test("conv2d() in a recording follows weights that change between replays", async () => {
  const device = await visionDevice();
  const x = device.tensor(numbers(4 * 49, 23), [1, 4, 7, 7]);
  const w = device.tensor(numbers(4 * 4 * 9, 24), [4, 4, 3, 3], { layout: "linear" });
  using plan = record(device, () => conv2d(x, w, null));
  plan.run();
  const before = (await plan.outputs.read()).slice();
  w.write(numbers(4 * 4 * 9, 24).map((value) => -2 * value));
  plan.run();
  const after = await plan.outputs.read();
  assertAllClose(after, Array.from(before, (value) => -2 * value), { rtol: 1e-6 });
  assert.ok(before.some((value) => value !== 0));
});

Deno.test("conv2d() reaches every pixel of an image with more lanes than one row of workgroups", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const shape = [8, 1, 66_000, 1];
  const data = numbers(count(shape), 25);
  const x = device.tensor(data, shape);
  const w = device.tensor([4], [1, 1, 1, 1], { layout: "linear" });
  const y = await conv2d(x, w, null).read();
  assert.deepEqual(y, data.map((value) => 4 * value));
  x.dispose();
});

Deno.test("conv2d() lets NaN through its rectifier", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([1, NaN, -1, 2], [1, 1, 1, 4]);
  const w = device.tensor([1], [1, 1, 1, 1], { layout: "linear" });
  const y = await conv2d(x, w, null, { activation: "relu" }).read();
  assert.deepEqual([...y], [1, NaN, 0, 2]);
});

Deno.test("conv2d() says what does not fit", async () => {
  const device = await visionDevice();
  const tensor = (shape: readonly number[]) =>
    device.tensor(
      new Float32Array(count(shape)),
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
    `${action} [5, 3, 9]: want kernels [out, in, height, width]`,
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
