import { locallyConnected2dOp } from "../ops/locally_connected2d/mod.ts";
import { logProbPool2dOp } from "../ops/log_prob_pool2d/mod.ts";
import {
  poolGeometry,
  type WindowGeometry,
  windowGeometry,
  type WindowOptions,
} from "../ops/window_geometry.ts";
import { gatherWindowsOp, scatterWindowsOp } from "../ops/windows/mod.ts";
import { windowAttributes } from "./export_pooling.ts";
import { row } from "./export_row.ts";
import type { GraphWriter } from "./graph_writer.ts";

/** What padding is where it must never be the largest, and its exponential 0. */
const LOWEST = -1e30;

/**
 * The taps of windows, row by row, along a new axis: each is a picture of every stride-th pixel,
 * `[n, c, oh, ow]`.
 */
function taps(
  graph: GraphWriter,
  x: string,
  g: WindowGeometry,
  options: WindowOptions,
  { padding, axis }: { readonly padding: number; readonly axis: number },
): string {
  const { pads } = windowAttributes(options);
  const [top, left, bottom, right] = pads as [number, number, number, number];
  const around = graph.node("Pad", [
    x,
    graph.integers([0, 0, top, left, 0, 0, bottom, right]),
    graph.number(padding),
  ]);
  const each = Array.from({ length: g.kh * g.kw }, (_, tap) => {
    const [u, v] = [Math.floor(tap / g.kw), tap % g.kw];
    const picture = graph.node("Slice", [
      around,
      graph.integers([u, v]),
      graph.integers([u + (g.oh - 1) * g.strideY + 1, v + (g.ow - 1) * g.strideX + 1]),
      graph.integers([2, 3]),
      graph.integers([g.strideY, g.strideX]),
    ]);
    return graph.node("Unsqueeze", [picture, graph.integers([axis])]);
  });
  return graph.node("Concat", each, { axis });
}

/** What windows hold, as `[n, c kh kw, oh ow]` or with those rows and columns apart. */
function rows(
  graph: GraphWriter,
  x: string,
  g: WindowGeometry,
  options: WindowOptions,
  places: readonly number[],
): string {
  const all = taps(graph, x, g, options, { padding: 0, axis: 2 });
  return graph.node("Reshape", [all, graph.integers([-1, g.c * g.kh * g.kw, ...places])]);
}

/** The step of windows that are no pooling's is 1 when left out. */
const stepped = (options: WindowOptions): WindowOptions => ({ stride: 1, ...options });

/** Operations that take windows apart. */
export const windowRows = [
  // y = log(sum of exp(b taps)) / b, minus log(N) / b for the mean.
  row(logProbPool2dOp, ({ names: [x], inputs: [{ shape }], options, graph }) => {
    const g = poolGeometry(shape, options, "export");
    const sharp = graph.node("Mul", [x, graph.number(options.sharpness)]);
    const all = taps(graph, sharp, g, options, { padding: LOWEST, axis: 0 });
    const sum = graph.node("ReduceLogSumExp", [all, graph.integers([0])], { keepdims: 0 });
    const logs = options.reduction === "mean"
      ? graph.node("Sub", [sum, graph.floats(windowLogs(g), [1, 1, g.oh, g.ow])])
      : sum;
    return graph.node("Div", [logs, graph.number(options.sharpness)]);
  }),
  row(gatherWindowsOp, ({ names: [x], inputs: [{ shape }], options, graph }) => {
    const g = windowGeometry(shape, options, "export");
    const columns = rows(graph, x, g, stepped(options), [g.oh * g.ow]);
    return graph.node("Transpose", [columns], { perm: [0, 2, 1] });
  }),
  row(scatterWindowsOp, ({ names: [x], options: { shape, ...options }, graph }) => {
    const { kernel_shape, strides, pads } = windowAttributes(stepped(options));
    const columns = graph.node("Transpose", [x], { perm: [0, 2, 1] });
    const sizes = [shape.slice(2), kernel_shape].map((size) => graph.integers(size));
    return graph.node("Col2Im", [columns, ...sizes], { strides, pads });
  }),
  row(locallyConnected2dOp, ({ names: [x, weight, bias], inputs, options, graph }) => {
    const [o, c, kh, kw, oh, ow] = inputs[1].shape as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const windows = stepped({ ...options, kernel: [kh, kw] });
    const g = windowGeometry(inputs[0].shape, windows, "export");
    const held = rows(graph, x, g, windows, [oh, ow]);
    const kernels = graph.node("Reshape", [weight, graph.integers([o, c * kh * kw, oh, ow])]);
    const y = graph.node("Einsum", [held, kernels], { equation: "ntij,otij->noij" });
    const sum = bias === null ? y : graph.node("Add", [y, bias]);
    return sum;
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
