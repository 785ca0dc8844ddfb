import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { crossEntropy } from "../../../vision/ops/cross_entropy/mod.ts";
import { logSoftmax, logSoftmaxOp } from "../../../vision/ops/log_softmax/mod.ts";
import {
  IGNORE_LABEL,
  klDivLoss,
  multiMarginLoss,
  nllLoss,
  rowLossOps,
  softCrossEntropy,
} from "../../../vision/ops/row_loss/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { onnxOutput } from "../../support/onnx_output.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { integers, normals, numbers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const hard = { nllLoss, crossEntropy, multiMarginLoss } as const;
const soft = { softCrossEntropy, klDivLoss } as const;
const reductions = ["mean", "sum", "none"] as const;

/** `[n, c]`, or images of as many classes. */
const cases = fc.record({
  n: fc.integer({ min: 1, max: 5 }),
  c: fc.oneof(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 10, max: 70 })),
  image: fc.boolean(),
  seed: fc.nat(1e6),
});

/** Where four numbers are not near each other by the margin, their hinges are smooth. */
function apart(count: number, c: number, seed: number): Float64Array {
  const order = integers([count], 9, seed);
  return Float64Array.from(order, (k, i) => 0.7 * k + 0.001 * (i % c) - 3);
}

for (const kind of Object.keys(hard) as (keyof typeof hard)[]) {
  Deno.test(`${kind}() of labels matches its reference and its gradient, weights and ignored rows included`, async () => {
    const device = await visionDevice();
    await fc.assert(
      fc.asyncProperty(cases, async ({ n, c, image, seed }) => {
        const shape = image ? [n, c, 2, 1] : [n, c];
        const rows = image ? [n, 2, 1] : [n];
        const target = integers(rows, c + 1, seed).map((label) => label === c ? 254 : label);
        target[0] = 1;
        const count = n * c * (image ? 2 : 1);
        const power = 1 + seed % 2 as 1 | 2;
        const reduction = reductions[seed % 3]!;
        const settings = { ignoreLabel: 254, reduction, margin: 1, power };
        const weighted = seed % 4 > 0;
        await gradcheck(device, {
          inputs: [
            {
              shape,
              data: kind === "multiMarginLoss" ? apart(count, c, seed) : normals(shape, seed, 3),
            },
            { shape: rows, data: target, dtype: "u32" },
            { shape: [c], data: Array.from({ length: c }, (_, i) => (i + 2) % 3), constant: true },
          ],
          forward: ([x, t, w]) =>
            hard[kind](x!, t!, {
              ignoreLabel: 254,
              reduction,
              power,
              ...(weighted ? { weights: w! } : {}),
            }),
          reference: ([x, t, w]) =>
            rowLossOps[kind].reference.forward([x!, t!, weighted ? w! : null], settings),
          random: counterRandom(seed, 1),
        });
      }),
      { numRuns: 8 },
    );
  });
}

/** Probabilities of rows or pixels, some of them 0. */
function shares(shape: readonly number[], seed: number): Float64Array {
  const raw = normals(shape, seed, 2).map((v) => v < -1 ? -1e3 : v);
  return logSoftmaxOp.reference.forward([{ shape, data: raw }], undefined).data.map(Math.exp);
}

for (const kind of Object.keys(soft) as (keyof typeof soft)[]) {
  Deno.test(`${kind}() matches its reference and its gradient`, async () => {
    const device = await visionDevice();
    await fc.assert(
      fc.asyncProperty(cases, async ({ n, c, image, seed }) => {
        const shape = image ? [n, c, 1, 2] : [n, c];
        const rows = image ? [n, 1, 2] : [n];
        const reduction = reductions[seed % 3]!;
        const settings = { ignoreLabel: 255, reduction, margin: 1, power: 1 };
        const weights = numbers(n * (image ? 2 : 1), seed).map((v) => Math.max(0, v + 0.5));
        weights[0] = 1;
        const weighted = seed % 4 > 0;
        await gradcheck(device, {
          inputs: [
            { shape, data: normals(shape, seed, 3) },
            { shape, data: shares(shape, seed + 1), constant: true },
            { shape: rows, data: weights, constant: true },
          ],
          forward: ([x, t, w]) =>
            soft[kind](x!, t!, { reduction, ...(weighted ? { weights: w! } : {}) }),
          reference: ([x, t, w]) =>
            rowLossOps[kind].reference.forward([x!, t!, weighted ? w! : null], settings),
          random: counterRandom(seed, 1),
        });
      }),
      { numRuns: 8 },
    );
  });
}

Deno.test("losses of rows agree with each other and with ONNX Runtime", async () => {
  for (const [n, c, seed] of [[4, 5, 1], [3, 40, 2]] as const) {
    const x = { shape: [n, c], data: normals([n, c], seed, 3) };
    const labels = integers([n], c, seed);
    labels[0] = 255;
    const target = { shape: [n], data: Float64Array.from(labels), i64: true };
    const weights = { shape: [c], data: Float64Array.from({ length: c }, (_, i) => 0.25 + i / 4) };
    const logs = logSoftmaxOp.reference.forward([x], undefined);
    assertAllClose(logs.data, (await onnxOutput("LogSoftmax", [x], { axis: 1 })).data, {
      rtol: 1e-4,
      atol: 1e-5,
    });
    for (const reduction of reductions) {
      const settings = { ignoreLabel: 255, reduction, margin: 1, power: 1 };
      const attributes = { reduction, ignore_index: 255 };
      const inputs = [x, target, weights] as const;
      const ours = rowLossOps.crossEntropy.reference.forward(inputs, settings);
      const onnx = await onnxOutput("SoftmaxCrossEntropyLoss", inputs, attributes);
      assertAllClose(ours.data, onnx.data, { rtol: 1e-4, atol: 1e-5 });
      const likelihood = [logs, target, weights] as const;
      const nll = rowLossOps.nllLoss.reference.forward(likelihood, settings);
      const theirs = await onnxOutput("NegativeLogLikelihoodLoss", likelihood, attributes);
      assertAllClose(nll.data, theirs.data, { rtol: 1e-4, atol: 1e-5 });
    }
  }
});

Deno.test("soft losses of sure targets equal those of labels; their difference is the entropy of the target", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const [n, c] = [3, 6];
  const x = device.tensor(Float32Array.from(normals([n, c], 4)), [n, c]);
  const labels = Uint32Array.of(5, 0, 2);
  const sure = Float32Array.from(
    { length: n * c },
    (_, i) => labels[Math.floor(i / c)] === i % c ? 1 : 0,
  );
  const target = device.tensor(labels, [n], { dtype: "u32" });
  const wanted = await crossEntropy(x, target).item();
  const one = device.tensor(sure, [n, c]);
  const close = async (loss: Tensor) => assertAllClose([await loss.item()], [wanted]);
  await close(nllLoss(logSoftmax(x), target, { reduction: "mean" }));
  await close(softCrossEntropy(x, one, { reduction: "mean" }));
  await close(klDivLoss(logSoftmax(x), one, { reduction: "mean" }));
  const p = device.tensor(Float32Array.from(shares([n, c], 6)), [n, c]);
  const entropy = shares([n, c], 6).reduce((sum, v) => sum - (v > 0 ? v * Math.log(v) : 0), 0);
  const cross = await softCrossEntropy(x, p, { reduction: "sum" }).item();
  const divergence = await klDivLoss(logSoftmax(x), p, { reduction: "sum" }).item();
  assertAllClose([cross - divergence], [entropy], { rtol: 1e-4 });
  for (const tensor of [x, target, one, p]) tensor.dispose();
});

Deno.test("losses of rows are right for long rows, many rows and huge logits", async () => {
  const device = await visionDevice();
  for (const [n, c] of [[2, 10_000], [4999, 3]] as const) {
    using _scratch = device.arena();
    const data = normals([n, c], 5, 3).map((v, i) => i < c ? Math.fround(1e4 * v) : v);
    const labels = integers([n], c, 6);
    const x = device.tensor(Float32Array.from(data), [n, c], { requiresGrad: true });
    const target = device.tensor(labels, [n], { dtype: "u32" });
    const refs = [
      { shape: [n, c], data },
      { shape: [n], data: Float64Array.from(labels) },
      null,
    ] as const;
    const settings = { ignoreLabel: 20_000, reduction: "mean", margin: 1, power: 1 } as const;
    const loss = crossEntropy(x, target, { ignoreLabel: 20_000 });
    loss.backward();
    const wanted = rowLossOps.crossEntropy.reference.forward(refs, settings);
    assertAllClose([await loss.item()], wanted.data, { rtol: 1e-5 });
    const unit = { shape: [], data: Float64Array.of(1) };
    const [gradient] = rowLossOps.crossEntropy.reference.backward(unit, refs, settings);
    assertAllClose(await x.grad!.read(), gradient!.data, { rtol: 1e-3, atol: 1e-8 });
    assert.equal(await crossEntropy(x, target, { ignoreLabel: 20_000 }).item(), await loss.item());
    for (const tensor of [x, target]) tensor.dispose();
  }
});

Deno.test("losses of rows keep spare channels zero and are 0 where nothing counts", async () => {
  const device = await visionDevice();
  const shape = [1, 6, 1, 2];
  const x = device.tensor(Float32Array.from(normals(shape, 2)), shape, { requiresGrad: true });
  const target = device.tensor([3, 255], [1, 1, 2], { dtype: "u32" });
  const none = device.tensor([255, 77], [1, 1, 2], { dtype: "u32" });
  const p = device.tensor(Float32Array.from(shares(shape, 3)), shape);
  const losses: Record<string, () => Tensor> = {
    nllLoss: () => nllLoss(x, target, { reduction: "sum" }),
    multiMarginLoss: () => multiMarginLoss(x, target, { reduction: "mean" }),
    softCrossEntropy: () => softCrossEntropy(x, p, { reduction: "mean" }),
    klDivLoss: () => klDivLoss(x, p, { reduction: "sum" }),
    nothing: () => nllLoss(x, none, { reduction: "mean" }),
  };
  for (const [name, take] of Object.entries(losses)) {
    using _scratch = device.arena();
    x.grad = null;
    const loss = take();
    loss.backward();
    await assertSpareChannelsZero(x.grad!, name);
    const gradient = [...await (x.grad as Tensor | null)!.read()];
    assert.equal(gradient.some((value) => value !== 0), name !== "nothing", name);
    if (name === "nothing") assert.equal(await loss.item(), 0);
  }
  for (const tensor of [x, target, none, p]) tensor.dispose();
});

Deno.test("losses of rows count every class, the 255th of 300 too, in rows and in images", async () => {
  const device = await visionDevice();
  const c = 300;
  for (const shape of [[2, c], [1, c, 1, 2]]) {
    for (const kind of Object.keys(hard) as (keyof typeof hard)[]) {
      using _scratch = device.arena();
      const data = normals(shape, 7);
      const labels = Uint32Array.of(255, 254);
      const rows = shape.length === 4 ? [1, 1, 2] : [2];
      const x = device.tensor(Float32Array.from(data), shape, { requiresGrad: true });
      const target = device.tensor(labels, rows, { dtype: "u32" });
      const refs = [
        { shape, data },
        { shape: rows, data: Float64Array.from(labels) },
        null,
      ] as const;
      for (const reduction of ["mean", "none"] as const) {
        const settings = { ignoreLabel: IGNORE_LABEL, reduction, margin: 1, power: 1 };
        const wanted = rowLossOps[kind].reference.forward(refs, settings);
        const loss = hard[kind](x, target, { reduction });
        assertAllClose(await loss.read(), wanted.data, { rtol: 1e-5 }, `${kind} of ${shape}`);
        assert.ok(wanted.data.every((value) => value !== 0));
      }
      hard[kind](x, target, { reduction: "sum" }).backward();
      const at = shape.length === 4 ? 2 * 255 : 255;
      assert.ok((await x.grad!.read())[at]! < -0.1, `${kind}: no gradient for class 255`);
      // What is no class still does not count, and a class does not once it is named.
      const none = device.tensor([300, 0xffffffff], rows, { dtype: "u32" });
      assert.equal(await hard[kind](x, none, { reduction: "sum" }).item(), 0);
      const one = hard[kind](x, target, { reduction: "none", ignoreLabel: 255 });
      assert.equal((await one.read())[0], 0);
      for (const tensor of [x, target, none]) tensor.dispose();
    }
  }
});

Deno.test("losses of rows let NaN through, and leave out what weighs nothing, infinite or not", async () => {
  const device = await visionDevice();
  for (const shape of [[2, 2], [1, 2, 1, 2]]) {
    const rows = shape.length === 4 ? [1, 1, 2] : [2];
    // Class 1 of the first is impossible; it is right there, and weighs nothing.
    const data = shape.length === 4 ? [0, 5, -Infinity, 1] : [0, -Infinity, 5, 1];
    const target = device.tensor([1, 0], rows, { dtype: "u32" });
    for (const kind of Object.keys(hard) as (keyof typeof hard)[]) {
      using _scratch = device.arena();
      const x = device.tensor(data, shape, { requiresGrad: true });
      const weights = device.tensor([1, 0], [2]);
      for (const reduction of reductions) {
        x.grad = null;
        const loss = hard[kind](x, target, { reduction, weights });
        const values = [...await loss.read()];
        assert.ok(values.every(Number.isFinite), `${kind} ${reduction}: ${values}`);
        loss.backward(reduction === "none" ? device.ones(rows) : device.ones([]));
        const slopes = await (x.grad as Tensor | null)!.read();
        assert.ok(slopes.every(Number.isFinite), `${kind} ${reduction}, gradient: ${slopes}`);
      }
      const unknown = device.tensor([NaN, NaN, 1, 1], shape);
      const faulty = await hard[kind](unknown, target, { reduction: "mean" }).item();
      assert.ok(Number.isNaN(faulty), `${kind} of NaN is ${faulty}`);
      for (const tensor of [x, weights, unknown]) tensor.dispose();
    }
    using _scratch = device.arena();
    const other = device.tensor([NaN, 1], [1, 2]);
    const label = device.tensor([1], [1], { dtype: "u32" });
    assert.ok(Number.isNaN(await multiMarginLoss(other, label, { reduction: "mean" }).item()));
    for (const tensor of [target, other, label]) tensor.dispose();
  }
});

Deno.test("losses of rows refuse what does not fit", async () => {
  const device = await visionDevice();
  const x = device.ones([2, 3]);
  const labels = device.counting(2);
  const mean = { reduction: "mean" } as const;
  assert.throws(
    () => nllLoss(x, device.counting(3), mean),
    /nll_loss of \[2, 3\]: the target must be u32 \[2\], got u32 \[3\]/,
  );
  assert.throws(
    () => softCrossEntropy(x, labels, mean),
    /the target must be f32 \[2, 3\] stored as linear, got u32 \[2\] stored as linear/,
  );
  assert.throws(
    () => klDivLoss(x, x, { ...mean, weights: device.ones([3]) }),
    /the weights must be f32 \[2\], got f32 \[3\]/,
  );
  assert.throws(
    () => crossEntropy(device.ones([1, 2, 2, 2]), labels),
    /stored as linear: want f32 rows/,
  );
  assert.throws(
    () => multiMarginLoss(x, labels, { ...mean, power: 3 as 1 }),
    /margin 1 and power 3: want a positive margin, power 1 or 2/,
  );
});
