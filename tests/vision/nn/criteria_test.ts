import assert from "node:assert/strict";
import {
  BCELoss,
  BCEWithLogitsLoss,
  ClassNLLCriterion,
  Criterion,
  CrossEntropyLoss,
  HingeLoss,
  KLDivLoss,
  L1Loss,
  LogSoftMax,
  MSELoss,
  MultiMarginLoss,
  Sequential,
  SmoothL1Loss,
  SoftCrossEntropyLoss,
  SoftMarginLoss,
  SoftMax,
} from "../../../vision/nn/mod.ts";
import type { Reduction } from "../../../vision/ops/loss_sum/mod.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** Criteria of two numbers and their targets, with the losses worked out by hand. */
const pairs: readonly {
  readonly make: (options: { reduction?: Reduction }) => Criterion;
  readonly x: readonly [number, number];
  readonly t: readonly [number, number];
  readonly losses: readonly [number, number];
}[] = [
  { make: (o) => new MSELoss(o), x: [1, 5], t: [3, 4], losses: [4, 1] },
  { make: (o) => new L1Loss(o), x: [1, 5], t: [3, 4], losses: [2, 1] },
  { make: (o) => new SmoothL1Loss({ ...o, beta: 2 }), x: [1, 5], t: [4, 4], losses: [2, 0.25] },
  { make: (o) => new BCELoss(o), x: [0.5, 0.8], t: [1, 0], losses: [Math.LN2, Math.log(5)] },
  {
    make: (o) => new BCEWithLogitsLoss(o),
    x: [0, Math.log(4)],
    t: [1, 0],
    losses: [Math.LN2, Math.log(5)],
  },
  {
    make: (o) => new SoftMarginLoss(o),
    x: [0, Math.log(4)],
    t: [1, -1],
    losses: [Math.LN2, Math.log(5)],
  },
  { make: (o) => new HingeLoss({ ...o, margin: 2 }), x: [1, 3], t: [1, -1], losses: [1, 5] },
];

Deno.test("criteria of elements give means, sums and losses that are worked out by hand", async () => {
  const device = await visionDevice();
  for (const { make, x, t, losses } of pairs) {
    using _scratch = device.arena();
    const [input, target] = [device.tensor(x, [1, 2]), device.tensor(t, [1, 2])];
    const weights = device.tensor([3, 1], [1, 2]);
    const [a, b] = losses;
    const { name } = make({}).constructor;
    const check = async (reduction: Reduction | undefined, weigh: boolean, wanted: number[]) => {
      const criterion = make(reduction ? { reduction } : {});
      const loss = criterion.forward(input, target, ...(weigh ? [weights] : []));
      assertAllClose(await loss.read(), wanted, {}, `${name} ${reduction}`);
    };
    await check(undefined, false, [(a + b) / 2]);
    await check("mean", true, [(3 * a + b) / 4]);
    await check("sum", true, [3 * a + b]);
    await check("none", true, [3 * a, b]);
    for (const tensor of [input, target, weights]) tensor.dispose();
  }
});

Deno.test("criteria of classes give means, sums and losses that are worked out by hand", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  // Softmax of the logits: 1/4, 3/4 and 1/2, 1/2.
  const logits = device.tensor([0, Math.log(3), 2, 2], [2, 2]);
  const target = device.tensor([0, 1], [2], { dtype: "u32" });
  const weights = device.tensor([3, 1], [2]);
  const [a, b] = [Math.log(4), Math.LN2];
  const close = async (loss: Tensor, wanted: number[]) =>
    assertAllClose(await loss.read(), wanted, { rtol: 1e-5, atol: 1e-6 });
  const logs = new LogSoftMax().forward(logits);
  await close(new SoftMax().forward(logits), [0.25, 0.75, 0.5, 0.5]);
  for (const reduction of ["mean", "sum", "none"] as const) {
    const wanted = { mean: [(3 * a + b) / 4], sum: [3 * a + b], none: [3 * a, b] }[reduction];
    await close(new CrossEntropyLoss({ reduction, weights }).forward(logits, target), wanted);
    await close(new ClassNLLCriterion({ reduction, weights }).forward(logs, target), wanted);
    const sure = device.tensor([1, 0, 0, 1], [2, 2]);
    await close(new SoftCrossEntropyLoss({ reduction }).forward(logits, sure, weights), wanted);
    await close(new KLDivLoss({ reduction }).forward(logs, sure, weights), wanted);
    sure.dispose();
  }
  await close(new CrossEntropyLoss({ ignoreLabel: 1 }).forward(logits, target), [a]);
  const lack = 1 + Math.log(3);
  await close(new MultiMarginLoss().forward(logits, target), [(lack / 2 + 1 / 2) / 2]);
  await close(
    new MultiMarginLoss({ power: 2, margin: 2, reduction: "none" }).forward(logits, target),
    [(lack + 1) ** 2 / 2, 2],
  );
  for (const tensor of [logits, target, weights]) tensor.dispose();
});

Deno.test("criteria of labels refuse weights of rows", async () => {
  const device = await visionDevice();
  const [x, target] = [device.ones([2, 3]), device.counting(2)];
  const weights = device.ones([2]);
  for (
    const criterion of [new CrossEntropyLoss(), new ClassNLLCriterion(), new MultiMarginLoss()]
  ) {
    const any: Criterion = criterion;
    assert.throws(() => any.forward(x, target, weights), {
      name: "TypeError",
      message:
        `Cannot weigh each row in a ${criterion.constructor.name}: want weights [c] of the ` +
        "classes in its options, got [2] beside the target",
    });
  }
});

Deno.test("LogSoftMax and ClassNLLCriterion after it learn what CrossEntropyLoss learns", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const data = [0.5, -1, 2, 0, 0.25, 3];
  const target = device.tensor([2, 0], [2], { dtype: "u32" });
  const gradients = [];
  for (const chained of [false, true]) {
    const x = device.tensor(data, [2, 3], { requiresGrad: true });
    const loss = chained
      ? new ClassNLLCriterion().forward(new Sequential(new LogSoftMax()).forward(x), target)
      : new CrossEntropyLoss().forward(x, target);
    loss.backward();
    gradients.push(await x.grad!.read());
    x.dispose();
  }
  assertAllClose(gradients[0]!, gradients[1]!, { rtol: 1e-5, atol: 1e-7 });
  assert.ok(gradients[0]!.some((value) => Math.abs(value) > 0.1));
  target.dispose();
});
