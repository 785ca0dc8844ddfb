import { avgPool2dOp } from "../ops/avg_pool2d/mod.ts";
import { conv2dSteps } from "../ops/conv2d/geometry.ts";
import { logProbPool2dOp } from "../ops/log_prob_pool2d/mod.ts";
import { lpPool2dOp } from "../ops/lp_pool2d/mod.ts";
import { maxoutOp } from "../ops/maxout/mod.ts";
import { maxPool2dOp } from "../ops/max_pool2d/mod.ts";
import { poolGeometry, type WindowOptions } from "../ops/window_geometry.ts";
import { row } from "./export_row.ts";
import { OnnxError } from "./onnx_error.ts";

/** The attributes of a pooling. */
function attributes({ kernel, stride = kernel, padding = 0 }: WindowOptions) {
  const s = conv2dSteps("export", { stride, padding });
  return {
    kernel_shape: typeof kernel === "number" ? [kernel, kernel] : [...kernel],
    strides: [s.strideY, s.strideX],
    pads: [s.top, s.left, s.bottom, s.right],
  };
}

/** What padding is where it must never be the largest, and its exponential 0. */
const LOWEST = -1e30;

/** Pooling over windows, and over maps. */
export const poolingRows = [
  row(
    maxPool2dOp,
    ({ names, options, graph }) => graph.node("MaxPool", names, attributes(options)),
  ),
  row(avgPool2dOp, ({ names, options, graph }) =>
    graph.node("AveragePool", names, {
      ...attributes(options),
      count_include_pad: options.countPadding ? 1 : 0,
    })),
  row(lpPool2dOp, ({ names, options, output, graph }) => {
    const { power } = options;
    if (!Number.isInteger(power)) {
      throw new OnnxError(
        `Cannot export "lp_pool2d" of result [${output.shape.join(", ")}]: want an integer ` +
          `power, got ${power}`,
      );
    }
    return graph.node("LpPool", names, { ...attributes(options), p: power });
  }),
  // Each tap of the windows is a picture of every stride-th pixel: y = log(sum of exp(b taps)) / b, minus
  // log(N) / b for the mean.
  row(logProbPool2dOp, ({ names: [x], inputs: [{ shape }], options, graph }) => {
    const g = poolGeometry(shape, options, "export");
    const { pads: [top, left, bottom, right] } = attributes(options) as { pads: number[] };
    const around = graph.node("Pad", [
      graph.node("Mul", [x, graph.number(options.sharpness)]),
      graph.integers([0, 0, top!, left!, 0, 0, bottom!, right!]),
      graph.number(LOWEST),
    ]);
    const taps: string[] = [];
    for (let u = 0; u < g.kh; u++) {
      for (let v = 0; v < g.kw; v++) {
        const ends = [u + (g.oh - 1) * g.strideY + 1, v + (g.ow - 1) * g.strideX + 1];
        const tap = graph.node("Slice", [
          around,
          graph.integers([u, v]),
          graph.integers(ends),
          graph.integers([2, 3]),
          graph.integers([g.strideY, g.strideX]),
        ]);
        taps.push(graph.node("Unsqueeze", [tap, graph.integers([0])]));
      }
    }
    const all = graph.node("Concat", taps, { axis: 0 });
    const sum = graph.node("ReduceLogSumExp", [all, graph.integers([0])], { keepdims: 0 });
    const logs = options.reduction === "mean"
      ? graph.node("Sub", [sum, graph.floats(windowLogs(g), [1, 1, g.oh, g.ow])])
      : sum;
    return graph.node("Div", [logs, graph.number(options.sharpness)]);
  }),
  row(maxoutOp, ({ names: [x], options: { pieces }, output, batchAxes: [batch], graph }) => {
    const [n, c, h, w] = output.shape as [number, number, number, number];
    const open = batch === null || batch === undefined ? n : -1;
    const apart = graph.node("Reshape", [x, graph.integers([open, c, pieces, h, w])]);
    return graph.node("ReduceMax", [apart, graph.integers([2])], { keepdims: 0 });
  }),
];

/** Logarithm of the number of pixels that each window holds. */
function windowLogs(g: ReturnType<typeof poolGeometry>): Float32Array<ArrayBuffer> {
  const within = (at: number, stride: number, pad: number, kernel: number, size: number) =>
    Math.min(at * stride - pad + kernel, size) - Math.max(at * stride - pad, 0);
  return Float32Array.from({ length: g.oh * g.ow }, (_, i) => {
    const [row, column] = [Math.floor(i / g.ow), i % g.ow];
    return Math.log(
      within(row, g.strideY, g.top, g.kh, g.h) * within(column, g.strideX, g.left, g.kw, g.w),
    );
  });
}
