import { avgPool2dOp } from "../ops/avg_pool2d/mod.ts";
import { conv2dSteps, sides } from "../ops/conv2d/geometry.ts";
import { lpPool2dOp } from "../ops/lp_pool2d/mod.ts";
import { maxoutOp } from "../ops/maxout/mod.ts";
import { maxPool2dOp } from "../ops/max_pool2d/mod.ts";
import type { WindowOptions } from "../ops/window_geometry.ts";
import { row } from "./export_row.ts";
import { OnnxError } from "./onnx_error.ts";

/** The attributes of windows; their step is their size where it is left out. */
export function windowAttributes({ kernel, stride = kernel, padding = 0 }: WindowOptions) {
  const s = conv2dSteps("export", { stride, padding });
  return {
    kernel_shape: [...sides(kernel)],
    strides: [s.strideY, s.strideX],
    pads: [s.top, s.left, s.bottom, s.right],
  };
}

/** Pooling over windows, and over maps. */
export const poolingRows = [
  row(
    maxPool2dOp,
    ({ names, options, graph }) => graph.node("MaxPool", names, windowAttributes(options)),
  ),
  row(avgPool2dOp, ({ names, options, graph }) =>
    graph.node("AveragePool", names, {
      ...windowAttributes(options),
      count_include_pad: options.countIncludePad ? 1 : 0,
    })),
  row(lpPool2dOp, ({ names, options, output, graph }) => {
    const { power } = options;
    if (!Number.isInteger(power)) {
      throw new OnnxError(
        `Cannot export "lp_pool2d" of result [${output.shape.join(", ")}]: want an integer ` +
          `power, got ${power}`,
      );
    }
    return graph.node("LpPool", names, { ...windowAttributes(options), p: power });
  }),
  row(maxoutOp, ({ names: [x], options: { pieces }, output, batchAxes: [batch], graph }) => {
    const [n, c, h, w] = output.shape as [number, number, number, number];
    const open = batch === null || batch === undefined ? n : -1;
    const apart = graph.node("Reshape", [x, graph.integers([open, c, pieces, h, w])]);
    return graph.node("ReduceMax", [apart, graph.integers([2])], { keepdims: 0 });
  }),
];
