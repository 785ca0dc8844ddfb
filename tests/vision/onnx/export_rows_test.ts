import assert from "node:assert/strict";
import type { Op, RefArray, RefInputs } from "../../../vision/autograd/op.ts";
import { exportOnnx, importOnnx } from "../../../vision/onnx/mod.ts";
import { EXPORT_ROWS } from "../../../vision/onnx/export_rows.ts";
import { avgPool2dOp } from "../../../vision/ops/avg_pool2d/mod.ts";
import { batchNormOp } from "../../../vision/ops/batch_norm/mod.ts";
import { binaryOps } from "../../../vision/ops/binary/mod.ts";
import { concatOp } from "../../../vision/ops/concat/mod.ts";
import { conv2dOp } from "../../../vision/ops/conv2d/mod.ts";
import { convTranspose2dOp } from "../../../vision/ops/conv_transpose2d/mod.ts";
import { depthwiseConv2dOp } from "../../../vision/ops/depthwise_conv2d/mod.ts";
import { divisiveNormOp } from "../../../vision/ops/divisive_norm/mod.ts";
import { embeddingOp } from "../../../vision/ops/embedding/mod.ts";
import { expandKernelsOp } from "../../../vision/ops/expand_kernels/mod.ts";
import { gruCellOp } from "../../../vision/ops/gru_cell/mod.ts";
import { localResponseNormOp } from "../../../vision/ops/local_response_norm/mod.ts";
import { logProbPool2dOp } from "../../../vision/ops/log_prob_pool2d/mod.ts";
import { logSoftmaxOp } from "../../../vision/ops/log_softmax/mod.ts";
import { locallyConnected2dOp } from "../../../vision/ops/locally_connected2d/mod.ts";
import { lpPool2dOp } from "../../../vision/ops/lp_pool2d/mod.ts";
import { lstmCellOp } from "../../../vision/ops/lstm_cell/mod.ts";
import { matmulOp } from "../../../vision/ops/matmul/mod.ts";
import { maxoutOp } from "../../../vision/ops/maxout/mod.ts";
import { maxPool2dOp } from "../../../vision/ops/max_pool2d/mod.ts";
import { padOp } from "../../../vision/ops/pad/mod.ts";
import { permuteOp } from "../../../vision/ops/permute/mod.ts";
import { POINTWISE, type PointwiseName, pointwiseOps } from "../../../vision/ops/pointwise/mod.ts";
import { reduceOps } from "../../../vision/ops/reduce/mod.ts";
import { reshapeOp } from "../../../vision/ops/reshape/mod.ts";
import { resizeOp } from "../../../vision/ops/resize/mod.ts";
import { scaleMaskOp } from "../../../vision/ops/scale_mask/mod.ts";
import { sliceOp } from "../../../vision/ops/slice/mod.ts";
import { softmaxOp } from "../../../vision/ops/softmax/mod.ts";
import { stackOp, unstackPartOp } from "../../../vision/ops/stack/mod.ts";
import { subtractiveNormOp } from "../../../vision/ops/subtractive_norm/mod.ts";
import { gatherWindowsOp, scatterWindowsOp } from "../../../vision/ops/windows/mod.ts";
import type { Device, TensorOptions } from "../../../vision/device.ts";
import type { Shape } from "../../../vision/shape.ts";
import { readTensors, type Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { runOnnx } from "../../support/onnx_session.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

// What ONNX Runtime, and an imported net, compute with the exported nodes is compared with the f64
// references, which the operations' own kernels are tested against elsewhere.

interface Input extends TensorOptions {
  readonly shape: Shape;
  /** Instead of standard normal numbers. */
  readonly data?: readonly number[];
  readonly from?: (x: number) => number;
}

interface Case {
  readonly name: string;
  readonly inputs: readonly (Input | null)[];
  run(tensors: readonly (Tensor | null)[]): Tensor;
  expected(arrays: readonly (RefArray | null)[]): RefArray;
}

type InputsOf<I> = { readonly [K in keyof I]: null extends I[K] ? Input | null : Input };

function of<I extends readonly (Tensor | null)[], O>(
  op: Op<I, O>,
  inputs: InputsOf<I>,
  options: O,
): Case {
  return {
    name: op.opName,
    inputs: inputs as readonly (Input | null)[],
    run: (tensors) => op(tensors as unknown as I, options),
    expected: (arrays) => op.reference.forward(arrays as unknown as RefInputs<I>, options),
  };
}

const image = (...shape: number[]): Input => ({ shape });
const linear = (...shape: number[]): Input => ({ shape, layout: "linear" });
const ids = (shape: Shape, data: readonly number[]): Input => ({ shape, data, dtype: "u32" });
const positive = (shape: Shape): Input => ({ shape, from: (x) => Math.abs(x) + 0.1 });
const WINDOW = { shape: [3], data: [0.25, 0.5, 0.25] };

const exportable = (Object.keys(POINTWISE) as PointwiseName[]).filter((name) =>
  EXPORT_ROWS.has(pointwiseOps[name].opName)
);

const pointwiseCases = exportable.map((name) => {
  const { domain: [least, most] } = POINTWISE[name] as { domain: readonly [number, number] };
  const from = (x: number) => Math.min(Math.max(2 * x, least), most);
  return of(pointwiseOps[name], [{ shape: [2, 3, 4, 5], from }], undefined);
});

const cases: readonly Case[] = [
  ...pointwiseCases,
  of(pointwiseOps.affine, [linear(7)], { a: -2, b: 3 }),
  of(pointwiseOps.softplus, [linear(7)], { beta: 3 }),
  of(pointwiseOps.softShrink, [linear(7)], { lambda: 0.7 }),
  of(pointwiseOps.threshold, [linear(7)], { threshold: 0.2, value: -4 }),
  of(pointwiseOps.swish, [linear(7)], { beta: 2 }),
  of(conv2dOp, [image(2, 4, 6, 7), linear(6, 2, 3, 2), linear(6)], {
    stride: [2, 1],
    padding: [1, 0, 2, 1],
    dilation: [1, 2],
    groups: 2,
    activation: "relu",
  }),
  of(conv2dOp, [image(1, 3, 5, 5), linear(2, 3, 3, 3), null], {}),
  of(depthwiseConv2dOp, [image(2, 5, 6, 6), linear(5, 1, 3, 3), linear(5)], {
    groups: 5,
    padding: 1,
    stride: 2,
  }),
  of(convTranspose2dOp, [image(1, 4, 3, 4), linear(4, 3, 3, 3), linear(3)], {
    stride: 2,
    padding: 1,
    outputPadding: 1,
  }),
  of(expandKernelsOp, [linear(4, 2, 3)], {
    outputs: 3,
    inputs: 2,
    pairs: [[0, 1], [2, 0], [1, 1], [2, 1]],
  }),
  of(
    batchNormOp,
    [image(2, 3, 4, 4), linear(3), linear(3), linear(3), positive([3])],
    { train: false, momentum: 0.1, eps: 1e-3 },
  ),
  of(
    batchNormOp,
    [linear(4, 3), null, null, linear(3), positive([3])],
    { train: false, momentum: 0.1, eps: 1e-5 },
  ),
  of(maxPool2dOp, [image(2, 3, 7, 6)], { kernel: [3, 2], stride: 2, padding: [1, 0] }),
  of(avgPool2dOp, [image(2, 3, 7, 6)], {
    kernel: 3,
    stride: 2,
    padding: 1,
    countIncludePad: false,
  }),
  of(avgPool2dOp, [image(2, 3, 7, 6)], { kernel: 2, padding: 1, countIncludePad: true }),
  of(lpPool2dOp, [image(2, 3, 7, 6)], { kernel: 2, power: 2 }),
  of(logProbPool2dOp, [image(2, 3, 7, 6)], {
    kernel: [3, 2],
    stride: [2, 1],
    padding: 1,
    sharpness: 20,
    reduction: "mean",
  }),
  of(logProbPool2dOp, [image(2, 3, 7, 6)], { kernel: 2, sharpness: 0.5, reduction: "sum" }),
  of(maxoutOp, [image(2, 6, 3, 4)], { pieces: 3 }),
  of(gatherWindowsOp, [image(2, 3, 5, 4)], {
    kernel: [3, 2],
    stride: [2, 1],
    padding: [1, 0, 1, 1],
  }),
  of(scatterWindowsOp, [linear(2, 12, 18)], {
    shape: [2, 3, 5, 4],
    kernel: [3, 2],
    stride: [2, 1],
    padding: [1, 0, 1, 1],
  }),
  of(
    locallyConnected2dOp,
    [image(2, 3, 5, 4), linear(2, 3, 2, 3, 3, 4), linear(2, 3, 4)],
    { stride: [2, 1], padding: 1 },
  ),
  of(resizeOp, [image(1, 3, 4, 5)], { size: [7, 3], mode: "bilinear" }),
  of(resizeOp, [image(1, 3, 4, 5)], { size: [9, 8], mode: "nearest" }),
  of(padOp, [image(1, 3, 4, 5)], {
    top: 1,
    left: 2,
    bottom: 3,
    right: 0,
    mode: "constant",
    value: 2.5,
  }),
  of(padOp, [image(1, 3, 4, 5)], {
    top: 1,
    left: 2,
    bottom: 3,
    right: 4,
    mode: "reflect",
    value: 0,
  }),
  of(padOp, [image(1, 3, 4, 5)], { top: 1, left: 2, bottom: 3, right: 0, mode: "edge", value: 0 }),
  of(concatOp, [image(2, 3, 2, 2), image(2, 5, 2, 2)], { axis: 1 }),
  of(concatOp, [linear(2, 3), linear(1, 3)], { axis: 0 }),
  of(localResponseNormOp, [image(2, 7, 3, 2)], { size: 5, alpha: 0.5, beta: 0.75, bias: 2 }),
  of(subtractiveNormOp, [image(2, 3, 5, 4), WINDOW, null], undefined),
  of(divisiveNormOp, [image(2, 3, 5, 4), WINDOW, null], undefined),
  of(divisiveNormOp, [
    image(2, 3, 3, 2),
    WINDOW,
    { shape: [1, 3, 2], data: [1, 0, 1, 1, 0, 1] },
  ], undefined),
  ...(Object.keys(binaryOps) as (keyof typeof binaryOps)[]).map((name) =>
    of(binaryOps[name], [image(2, 3, 4, 5), linear(3)], undefined)
  ),
  of(binaryOps.add, [linear(4, 1), linear(3)], undefined),
  // One size beside the channels of images, and beside the last axis of anything else.
  of(binaryOps.mul, [image(2, 3, 2, 3), linear(3)], undefined),
  of(binaryOps.mul, [linear(2, 3, 2, 4), linear(4)], undefined),
  of(pointwiseOps.clamp, [linear(4, 3)], { min: 0.25, max: Infinity }),
  of(matmulOp, [linear(2, 3, 4), linear(5, 4), linear(5)], {
    transposeB: true,
    activation: "relu",
  }),
  of(matmulOp, [linear(4, 3), linear(4, 2), null], { transposeA: true }),
  of(softmaxOp, [image(2, 5, 2, 3)], undefined),
  of(softmaxOp, [linear(3, 5)], undefined),
  of(logSoftmaxOp, [linear(2, 3, 5)], undefined),
  ...(["sum", "mean", "max"] as const).map((kind) =>
    of(reduceOps[kind], [image(2, 3, 4, 5)], { axes: [-1, 1], keepdims: kind === "max" })
  ),
  of(reduceOps.sum, [linear(3, 4)], {}),
  of(reshapeOp, [image(2, 3, 2, 2)], { shape: [2, 12], layout: "linear" }),
  of(reshapeOp, [image(2, 3, 2, 2)], { shape: [2, 3, 2, 2], layout: "linear" }),
  of(permuteOp, [image(2, 3, 4, 5)], { axes: [0, 2, 3, 1], layout: "linear" }),
  of(sliceOp, [image(2, 5, 4, 3)], { from: [0, 2, 1, 0], shape: [2, 3, 2, 3] }),
  of(embeddingOp, [linear(5, 3), ids([2, 2], [4, 0, 3, 3])], undefined),
  of(scaleMaskOp, [linear(2, 3), ids([2, 3], [1, 0, 1, 1, 1, 0])], { scale: 0.5 }),
  of(scaleMaskOp, [linear(2, 3), null], { scale: 0.5 }),
  of(gruCellOp, [linear(2, 9), linear(2, 9), linear(2, 3)], undefined),
  of(lstmCellOp, [linear(2, 12), linear(2, 12), linear(2, 3)], undefined),
  of(stackOp, [linear(2, 3), linear(2, 3)], undefined),
  of(unstackPartOp, [linear(3, 2)], {
    index: 2,
    parts: { total: null, written: new Set<number>() },
  }),
];

function refArray({ shape, data, from, layout }: Input, seed: number): RefArray {
  const numbers = data ? Float64Array.from(data) : normals(shape, seed);
  return {
    shape,
    data: from ? numbers.map((x) => Math.fround(from(x))) : numbers,
    ...(layout ? { layout } : {}),
  };
}

function tensorOf(device: Device, input: Input, { data, shape }: RefArray): Tensor {
  const { dtype = "f32", layout } = input;
  const elements = dtype === "f32" ? Float32Array.from(data) : Uint32Array.from(data);
  return device.tensor(elements, shape, { dtype, ...(layout ? { layout } : {}) });
}

Deno.test("what every row writes is the same in ONNX Runtime, and imported again", async () => {
  const device = await visionDevice();
  const arrays = cases.map(({ inputs }, k) =>
    inputs.map((input, i) => input && refArray(input, 100 * k + i))
  );
  const tensors = cases.map(({ inputs }, k) =>
    inputs.map((input, i) => input && tensorOf(device, input, arrays[k]![i]!))
  );
  const flat = tensors.flatMap((list, k) =>
    list.flatMap((tensor, i) =>
      tensor ? [{ name: `case ${k} input ${i}`, tensor, array: arrays[k]![i]! }] : []
    )
  );
  const given = flat.map(({ tensor }) => tensor);
  const bytes = await exportOnnx(
    () => cases.map((one, k) => one.run(tensors[k]!)),
    given,
    { inputs: flat.map(({ name }) => name), outputs: cases.map((_, k) => `case ${k}`) },
  );
  const theirs = await runOnnx(
    bytes,
    Object.fromEntries(flat.map(({ name, tensor, array: { shape, data } }) => [name, {
      shape,
      data: tensor.dtype === "f32" ? Float32Array.from(data) : Uint32Array.from(data),
    }])),
  );
  using _scratch = device.arena();
  const back = importOnnx(device, bytes);
  const ours = device.noGrad(() => back.run(...given));
  const numbers = await readTensors(ours);
  cases.forEach((one, k) => {
    const { shape, data } = one.expected(arrays[k]!);
    const compare = (got: { shape: Shape; data: ArrayLike<number> }, where: string) => {
      const what = `${one.name} (case ${k}) ${where}`;
      assert.deepEqual(got.shape, shape, what);
      assertAllClose(got.data, data, { rtol: 1e-4, atol: 1e-5 }, what);
    };
    compare(theirs[`case ${k}`]!, "in ONNX Runtime");
    compare({ shape: ours[k]!.shape, data: numbers[k]! }, "imported again");
  });
  back.dispose();
  for (const tensor of given) tensor.dispose();
});

Deno.test("every row has a case", () => {
  const tested = new Set(cases.map(({ name }) => name));
  assert.deepEqual([...EXPORT_ROWS.keys()].filter((name) => !tested.has(name)), []);
});
