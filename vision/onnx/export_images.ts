import { concatOp } from "../ops/concat/mod.ts";
import { conv2dOp } from "../ops/conv2d/mod.ts";
import { conv2dSteps } from "../ops/conv2d/geometry.ts";
import { logSoftmaxOp } from "../ops/log_softmax/mod.ts";
import { maxPool2dOp } from "../ops/max_pool2d/mod.ts";
import { resizeOp } from "../ops/resize/mod.ts";
import { softmaxOp } from "../ops/softmax/mod.ts";
import type { Tensor } from "../tensor.ts";
import { row } from "./export_row.ts";

/** The axis that a softmax is taken over. */
const softmaxAxis = (x: Tensor) => x.layout === "c4" ? 1 : x.shape.length - 1;

/** Convolution, pooling and what else is done to images. */
export const imageRows = [
  row(conv2dOp, ({ names, inputs: [, weight], options, graph }) => {
    const s = conv2dSteps("export", options);
    const y = graph.node("Conv", names[2] === null ? names.slice(0, 2) : names, {
      kernel_shape: weight.shape.slice(2),
      strides: [s.strideY, s.strideX],
      pads: [s.top, s.left, s.bottom, s.right],
      dilations: [s.dilationY, s.dilationX],
      group: s.groups,
    });
    return options.activation === "relu" ? graph.node("Relu", [y]) : y;
  }),
  row(maxPool2dOp, ({ names, options: { kernel, stride }, graph }) =>
    graph.node("MaxPool", names, {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
    })),
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
  row(concatOp, ({ names, graph }) => graph.node("Concat", names, { axis: 1 })),
  row(
    softmaxOp,
    ({ names, inputs: [x], graph }) => graph.node("Softmax", names, { axis: softmaxAxis(x) }),
  ),
  row(
    logSoftmaxOp,
    ({ names, inputs: [x], graph }) => graph.node("LogSoftmax", names, { axis: softmaxAxis(x) }),
  ),
];
