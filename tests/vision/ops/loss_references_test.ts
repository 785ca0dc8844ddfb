import type { RefArray } from "../../../vision/autograd/op.ts";
import {
  ELEMENTWISE_LOSSES,
  elementwiseLossOps,
} from "../../../vision/ops/elementwise_loss/mod.ts";
import { embeddingOp } from "../../../vision/ops/embedding/mod.ts";
import { logSoftmaxOp } from "../../../vision/ops/log_softmax/mod.ts";
import { reduceOps } from "../../../vision/ops/reduce/mod.ts";
import { rowLossOps } from "../../../vision/ops/row_loss/mod.ts";
import { softmaxOp } from "../../../vision/ops/softmax/mod.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { onnxOutput } from "../../support/onnx_output.ts";
import { assertReferenceGradient } from "../../support/reference_gradient.ts";
import { distinct, normals, numbers } from "../../support/vision_arrays.ts";

const reductions = ["mean", "sum", "none"] as const;

const random = (shape: readonly number[], seed: number): RefArray => ({
  shape,
  data: normals(shape, seed),
});

Deno.test("references of losses of elements have the gradients that central differences give", () => {
  const shape = [3, 4];
  const weights = { shape, data: Float64Array.from(numbers(12, 5), (v) => Math.max(0, v + 0.5)) };
  for (const kind of Object.keys(ELEMENTWISE_LOSSES) as (keyof typeof ELEMENTWISE_LOSSES)[]) {
    const probabilities = kind === "bceLoss";
    const x = probabilities
      ? { shape, data: Float64Array.from(numbers(12, 1), (v) => 0.5 + 0.4 * v) }
      : { shape, data: distinct(shape, 2).map((v) => 20 * v + 3.003) };
    const t = { shape, data: Float64Array.from(numbers(12, 3), (v) => v < 0 ? 0.25 : 1) };
    for (const reduction of reductions) {
      const { reference } = elementwiseLossOps[kind];
      const options = { reduction, margin: 1.5 };
      assertReferenceGradient(kind, reference, [x, t, weights], options, 4);
      assertReferenceGradient(kind, reference, [x, t, null], options, 5);
    }
  }
});

Deno.test("references of losses of rows have the gradients that central differences give", () => {
  const kinds = Object.keys(rowLossOps) as (keyof typeof rowLossOps)[];
  for (const shape of [[4, 5], [2, 5, 1, 2]]) {
    const rows = shape.length === 4 ? [2, 1, 2] : [4];
    const x = { shape, data: distinct(shape, 1).map((v) => 10 * v + 0.003) };
    const labels = { shape: rows, data: Float64Array.of(3, 255, 0, 4) };
    const shares = softmaxOp.reference.forward([random(shape, 2)], undefined);
    const classes = { shape: [5], data: Float64Array.of(1, 2, 0, 0.5, 3) };
    const each = { shape: rows, data: Float64Array.of(1, 0, 2, 0.5) };
    for (const kind of kinds) {
      const soft = kind === "softCrossEntropy" || kind === "klDivLoss";
      for (const reduction of reductions) {
        const options = { reduction, ignoreLabel: 255, margin: 0.95, power: 2 };
        const { reference } = rowLossOps[kind];
        const inputs = [x, soft ? shares : labels, soft ? each : classes];
        assertReferenceGradient(kind, reference, inputs, options, 6);
        assertReferenceGradient(kind, reference, [...inputs.slice(0, 2), null], options, 7);
        assertReferenceGradient(kind, reference, inputs, { ...options, power: 1 }, 8);
      }
    }
  }
});

Deno.test("references of reductions, softmax of rows and embeddings have the gradients of differences", () => {
  const shape = [2, 3, 4];
  const x = { shape, data: distinct(shape, 3) };
  for (const kind of ["sum", "mean", "max"] as const) {
    for (const options of [{}, { axes: [1] }, { axes: [0, -1], keepdims: true }]) {
      assertReferenceGradient(kind, reduceOps[kind].reference, [x], options, 1);
    }
  }
  assertReferenceGradient("softmax", softmaxOp.reference, [x], undefined, 2);
  assertReferenceGradient("logSoftmax", logSoftmaxOp.reference, [x], undefined, 3);
  const indices = { shape: [2, 3], data: Float64Array.of(4, 0, 4, 1, 9, 0) };
  assertReferenceGradient(
    "embedding",
    embeddingOp.reference,
    [random([5, 3], 4), indices],
    undefined,
    5,
  );
});

Deno.test("references of reductions and of the softmax of rows equal ONNX Runtime's", async () => {
  const x = random([2, 3, 1, 4], 7);
  const names = { sum: "ReduceSum", mean: "ReduceMean", max: "ReduceMax" } as const;
  for (const kind of ["sum", "mean", "max"] as const) {
    const ours = reduceOps[kind].reference.forward([x], { axes: [1, 3], keepdims: true });
    // The axes of a sum are an input of the node, those of the others attributes.
    const axes = { shape: [2], data: [1, 3], i64: true };
    const theirs = kind === "sum"
      ? await onnxOutput(names[kind], [x, axes], { keepdims: 1 })
      : await onnxOutput(names[kind], [x], { axes: [1, 3], keepdims: 1 });
    assertAllClose(ours.data, theirs.data, { rtol: 1e-5, atol: 1e-6 }, kind);
  }
  const rows = random([3, 5], 8);
  const softmax = await onnxOutput("Softmax", [rows], { axis: -1 });
  assertAllClose(softmaxOp.reference.forward([rows], undefined).data, softmax.data, { rtol: 1e-4 });
});
