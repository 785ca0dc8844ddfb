import assert from "node:assert/strict";
import { record } from "../../../vision/kernel/plan.ts";
import { conv2d } from "../../../vision/ops/conv2d/mod.ts";
import { relu } from "../../../vision/ops/pointwise/mod.ts";
import { elementCount } from "../../../vision/shape.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { numbers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

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
  await assertSpareChannelsZero(y, "result");
  await assertSpareChannelsZero(x.grad!, "gradient of the images");
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
  const sliding = plan.kernels.filter((name) => name.startsWith("conv2d_slide"));
  assert.equal(sliding.length, 1, plan.kernels.join(", "));
  assert.ok(!plan.kernels.some((name) => name.includes("row_sum")), plan.kernels.join(", "));
});

Deno.test("conv2d() packs and slides once, whatever the size of its weights", async () => {
  const device = await visionDevice();
  const kernelsFor = (c: number, o: number, k: number) => {
    const x = device.zeros([1, c, 60, 80]);
    const w = device.zeros([o, c, k, k], { layout: "linear" });
    using plan = record(device, () => conv2d(x, w, null));
    return plan.kernels.map((name) => name.replace(/_\d.*/, ""));
  };
  const once = ["conv2d_pack", "conv2d_slide"];
  assert.deepEqual(kernelsFor(16, 16, 3), once);
  // Not even one block of four output channels fits: one dispatch, from a texture or from storage.
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
  const data = numbers(elementCount(shape), 25);
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
