import { batchNormOp } from "../ops/batch_norm/mod.ts";
import { concatOp } from "../ops/concat/mod.ts";
import { convTranspose2dOp } from "../ops/conv_transpose2d/mod.ts";
import { conv2dOp } from "../ops/conv2d/mod.ts";
import { type Conv2dOptions, conv2dSteps, sides } from "../ops/conv2d/geometry.ts";
import { depthwiseConv2dOp } from "../ops/depthwise_conv2d/mod.ts";
import { expandKernelsOp } from "../ops/expand_kernels/mod.ts";
import { padOp } from "../ops/pad/mod.ts";
import { resizeOp } from "../ops/resize/mod.ts";
import type { Tensor } from "../tensor.ts";
import { row } from "./export_row.ts";
import type { GraphWriter } from "./graph_writer.ts";
import { OnnxError } from "./onnx_error.ts";

/** The attributes of a convolution, forward or transposed. */
function convAttributes(weight: Tensor, options: Conv2dOptions) {
  const s = conv2dSteps("export", options);
  return {
    kernel_shape: weight.shape.slice(2),
    strides: [s.strideY, s.strideX],
    pads: [s.top, s.left, s.bottom, s.right],
    dilations: [s.dilationY, s.dilationX],
    group: s.groups,
  };
}

const rectified = (graph: GraphWriter, y: string, activation: "relu" | undefined) =>
  activation === "relu" ? graph.node("Relu", [y]) : y;

/** Without the last input where it is left out. */
const withoutLast = (names: readonly (string | null)[]) =>
  names.at(-1) === null ? names.slice(0, -1) : names;

/** Convolution and what else is done to images. */
export const imageRows = [
  ...[conv2dOp, depthwiseConv2dOp].map((op) =>
    row(op, ({ names, inputs: [, weight], options, graph }) => {
      const y = graph.node("Conv", withoutLast(names), convAttributes(weight, options));
      return rectified(graph, y, options.activation);
    })
  ),
  row(convTranspose2dOp, ({ names, inputs: [, weight], options, graph }) => {
    const extra = options.outputPadding ?? 0;
    const y = graph.node("ConvTranspose", withoutLast(names), {
      ...convAttributes(weight, options),
      output_padding: [...sides(extra)],
    });
    return rectified(graph, y, options.activation);
  }),
  // Zeros with the kernels at the places of their pairs.
  row(expandKernelsOp, ({ names: [kernels], options: { pairs }, output, graph }) => {
    const zeros = graph.node("ConstantOfShape", [graph.integers(output.shape)]);
    const places = graph.integers(pairs.flat(), [pairs.length, 2]);
    return graph.node("ScatterND", [zeros, places, kernels]);
  }),
  row(batchNormOp, ({ names, inputs, options, output, graph }) => {
    const [x, , , mean, variance] = names;
    if (options.train || mean === null || variance === null) {
      throw new OnnxError(
        `Cannot export "batch_norm" of result [${output.shape.join(", ")}]: it is being trained`,
      );
    }
    const channels = inputs[3]!.shape;
    const filled = (value: number) => graph.filled(value, channels);
    return graph.node(
      "BatchNormalization",
      [x, names[1] ?? filled(1), names[2] ?? filled(0), mean, variance],
      { epsilon: { float: options.eps }, momentum: { float: 1 - options.momentum } },
    );
  }),
  row(resizeOp, ({ names: [x], options: { size, mode }, graph }) =>
    graph.node(
      "Resize",
      [x, null, null, graph.integers(size)],
      mode === "bilinear"
        ? { axes: [2, 3], mode: "linear", coordinate_transformation_mode: "half_pixel" }
        : {
          axes: [2, 3],
          mode: "nearest",
          coordinate_transformation_mode: "asymmetric",
          nearest_mode: "floor",
        },
    )),
  row(padOp, ({ names: [x], options: { top, left, bottom, right, mode, value }, graph }) => {
    const pads = graph.integers([0, 0, top, left, 0, 0, bottom, right]);
    return graph.node("Pad", [x, pads, ...(mode === "constant" ? [graph.number(value)] : [])], {
      mode,
    });
  }),
  row(concatOp, ({ names, options: { axis }, graph }) => graph.node("Concat", names, { axis })),
];
