import assert from "node:assert/strict";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import {
  bceLoss,
  bceWithLogitsLoss,
  ELEMENTWISE_LOSSES,
  elementwiseLossOps,
  hingeLoss,
  l1Loss,
  mseLoss,
  smoothL1Loss,
  softMarginLoss,
} from "../../../vision/ops/elementwise_loss/mod.ts";
import { div } from "../../../vision/ops/binary/mod.ts";
import { max, sum } from "../../../vision/ops/reduce/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { elementCount } from "../../../vision/shape.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { assertSpareChannelsZero, storedNumbers } from "../../support/spare_channels.ts";
import { normals, numbers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const losses = {
  mseLoss,
  l1Loss,
  smoothL1Loss,
  bceLoss,
  bceWithLogitsLoss,
  softMarginLoss,
  hingeLoss,
} as const;
type Kind = keyof typeof losses;

/** Inputs and targets of a loss, away from its kinks. */
function draw(kind: Kind, count: number, seed: number) {
  const share = numbers(count, seed + 1).map((value) => (value + 1) / 2);
  const sign = share.map((value) => value < 0.5 ? -1 : 1);
  const x = normals([count], seed, 2);
  switch (kind) {
    case "bceLoss":
      return { x: numbers(count, seed).map((v) => 0.5 + 0.4 * v), t: share };
    case "bceWithLogitsLoss":
      return { x, t: share };
    case "softMarginLoss":
      return { x, t: sign };
    case "hingeLoss":
      return { x: x.map((v, i) => Math.abs(1 - v * sign[i]!) < 0.01 ? 3 : v), t: sign };
    default: {
      const t = normals([count], seed + 2);
      const near = (d: number) => Math.abs(d) < 0.01 || Math.abs(Math.abs(d) - 1) < 0.01;
      return { x: x.map((v, i) => near(v - t[i]!) ? t[i]! + 0.5 : v), t };
    }
  }
}

for (const kind of Object.keys(losses) as Kind[]) {
  Deno.test(`${kind}() matches its reference and its gradient for any layout and reduction`, async () => {
    const device = await visionDevice();
    const shapes = [[1], [7], [2, 3, 2, 3], [1, 4, 1, 5], [3, 5], [2, 6, 3, 1]];
    for (const [i, shape] of shapes.entries()) {
      const reduction = (["mean", "sum", "none"] as const)[i % 3]!;
      const count = elementCount(shape);
      const { x, t } = draw(kind, count, 7 * i);
      const weights = numbers(count, i).map((value) => Math.max(0, value) + (count === 1 ? 1 : 0));
      const weighted = i >= 2;
      const asks = i % 2 === 0 && ELEMENTWISE_LOSSES[kind].ofDifference;
      await gradcheck(device, {
        inputs: [
          { shape, data: x },
          { shape, data: t, constant: !asks },
          { shape, data: weights, constant: true },
        ],
        forward: ([x, t, w]) =>
          losses[kind](x!, t!, { reduction, ...(weighted ? { weights: w! } : {}) }),
        reference: ([x, t, w]) =>
          elementwiseLossOps[kind].reference.forward([x!, t!, weighted ? w! : null], {
            reduction,
            margin: 1,
          }),
        random: counterRandom(i, 1),
      });
    }
  });
}

/** Loss of each element, and its gradient. */
async function each(
  loss: typeof mseLoss,
  x: readonly number[],
  t: readonly number[],
): Promise<{ l: number[]; dx: number[] }> {
  const device = await visionDevice();
  using _scratch = device.arena();
  const input = device.tensor(x, [x.length], { requiresGrad: true });
  const l = loss(input, device.tensor(t, [t.length]), { reduction: "none" });
  l.backward(device.ones([x.length]));
  const result = { l: [...await l.read()], dx: [...await input.grad!.read()] };
  input.dispose();
  return result;
}

Deno.test("losses of single elements are right at kinks and for huge numbers", async () => {
  assert.deepEqual(await each(l1Loss, [2, 2, 3], [2, 3, 2]), { l: [0, 1, 1], dx: [0, -1, 1] });
  const smooth = await each(smoothL1Loss, [0, 0.5, 1, -3], [0, 0, 0, 0]);
  assert.deepEqual(smooth, { l: [0, 0.125, 0.5, 2.5], dx: [0, 0.5, 1, -1] });
  const hinge = await each(hingeLoss, [1, -1, 1, 4], [1, -1, -1, 1]);
  assertAllClose(hinge.l, [0, 0, 2, 0], { rtol: 0, atol: 0 });
  assertAllClose(hinge.dx, [0, 0, 1, 0], { rtol: 0, atol: 0 });
  const far = await each(bceWithLogitsLoss, [1e4, -1e4, 1e4, -1e4, 0], [1, 0, 0, 1, 0.5]);
  assertAllClose(far.l, [0, 0, 1e4, 1e4, Math.LN2]);
  assertAllClose(far.dx, [0, 0, 1, -1, 0]);
  const soft = await each(softMarginLoss, [1e4, 1e4, -1e4, 0, 12], [1, -1, 1, 1, 1]);
  assertAllClose(soft.l, [0, 1e4, 1e4, Math.LN2, Math.log1p(Math.exp(-12))], {
    rtol: 1e-5,
    atol: 0,
  });
  assertAllClose(soft.dx, [0, 1, -1, -0.5, -1 / (1 + Math.exp(12))], { rtol: 1e-5, atol: 0 });
  const sure = await each(bceLoss, [0, 1, 0, 1], [0, 1, 1, 0]);
  assertAllClose(sure.l, [0, 0, 100, 100]);
  assert.ok(sure.dx.every(Number.isFinite), `${sure.dx}`);
});

Deno.test("losses of single elements let NaN through", async () => {
  for (const kind of Object.keys(losses) as Kind[]) {
    for (const t of [1, 0, -1]) {
      const { l } = await each(losses[kind], [NaN, 0.5], [t, 1]);
      assert.ok(Number.isNaN(l[0]), `${kind} of NaN and ${t} is ${l[0]}`);
      assert.ok(Number.isFinite(l[1]), kind);
      assert.ok(Number.isNaN(ELEMENTWISE_LOSSES[kind].ref(NaN, t, 1)), `${kind}, reference`);
    }
  }
  const { dx } = await each(smoothL1Loss, [NaN, 2], [0, 0]);
  assert.deepEqual(dx, [NaN, 1]);
});

Deno.test("losses of single elements sum many right and the same each time", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const data = normals([30_001], 3);
  const x = device.tensor(Float32Array.from(data), [30_001]);
  const zero = device.zeros([30_001]);
  const wanted = data.reduce((sum, value) => sum + value * value, 0);
  const first = await mseLoss(x, zero, { reduction: "sum" }).item();
  assertAllClose([first], [wanted], { rtol: 1e-5 });
  assert.equal(await mseLoss(x, zero, { reduction: "sum" }).item(), first);
  const average = await mseLoss(x, zero, { reduction: "mean" }).item();
  assertAllClose([average], [wanted / 30_001], { rtol: 1e-5 });
  for (const tensor of [x, zero]) tensor.dispose();
});

Deno.test("losses of single elements leave out what weighs nothing, and keep spare channels zero", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const shape = [1, 2, 1, 2];
  const x = device.tensor([1, 2, 3, Infinity], shape, { requiresGrad: true });
  const t = device.tensor([1, 1, 1, 1], shape);
  const mask = device.tensor([1, 1, 1, 0], shape);
  const loss = mseLoss(x, t, { reduction: "mean", weights: mask });
  loss.backward();
  assertAllClose([await loss.item()], [5 / 3]);
  assertAllClose(await x.grad!.read(), [0, 2 / 3, 4 / 3, 0]);
  x.grad = null;
  const nothing = device.tensor([0, 0, 0, 0], shape);
  const none = mseLoss(x, t, { reduction: "mean", weights: nothing });
  none.backward();
  assert.equal(await none.item(), 0);
  assert.deepEqual([...await x.grad!.read()], [0, 0, 0, 0]);
  x.write([1, 2, 3, 4]);
  x.grad = null;
  const elements = bceWithLogitsLoss(x, t, { reduction: "none" });
  elements.backward(t);
  await assertSpareChannelsZero(elements, "loss");
  await assertSpareChannelsZero(x.grad!, "gradient");
  for (const tensor of [x, t, mask, nothing]) tensor.dispose();
});

Deno.test("losses and reductions do not read beyond the last element", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const [three, one] = [device.tensor([1, 2, 3], [3]), device.tensor([1, 1, 1], [3])];
  // Beyond the three the memory holds 0, and their quotient NaN.
  const x = div(three, one);
  assert.ok(Number.isNaN((await storedNumbers(x))[3]), "the fourth number is NaN");
  assert.equal(await mseLoss(x, one, { reduction: "sum" }).item(), 5);
  assert.equal(await sum(x).item(), 6);
  assert.equal(await max(x).item(), 3);
  for (const tensor of [three, one]) tensor.dispose();
});

Deno.test("losses of single elements refuse what does not fit", async () => {
  const device = await visionDevice();
  const x = device.ones([2, 3]);
  assert.throws(
    () => mseLoss(x, device.ones([3]), { reduction: "mean" }),
    /mse_loss of \[2, 3\]: want target f32 \[2, 3\] stored as linear, got f32 \[3\]/,
  );
  assert.throws(
    () => mseLoss(x, x, { reduction: "mean", weights: device.counting(6) }),
    /want weights f32 \[2, 3\] stored as linear, got u32 \[6\]/,
  );
  assert.throws(
    () => mseLoss(x, x, { reduction: "avg" as "mean" }),
    /by "avg": want mean, sum or none/,
  );
  assert.throws(
    () => hingeLoss(x, x, { reduction: "sum", margin: 0 }),
    /margin 0: want a positive/,
  );
  assert.throws(
    () => smoothL1Loss(x, x, { reduction: "sum", beta: NaN }),
    /beta NaN: want a positive/,
  );
  const asks = device.zeros([2, 3], { requiresGrad: true });
  assert.throws(
    () => bceLoss(x, asks, { reduction: "mean" }),
    /bce_loss: it has no gradient for its target/,
  );
  asks.dispose();
});
