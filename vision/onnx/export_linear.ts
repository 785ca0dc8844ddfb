import { binaryOps } from "../ops/binary/mod.ts";
import { embeddingOp } from "../ops/embedding/mod.ts";
import { logSoftmaxOp } from "../ops/log_softmax/mod.ts";
import { matmulOp, type MatmulOptions } from "../ops/matmul/mod.ts";
import { permuteOp } from "../ops/permute/mod.ts";
import { reshapeOp } from "../ops/reshape/mod.ts";
import { MASKED, scaleMaskOp } from "../ops/scale_mask/mod.ts";
import { sliceOp } from "../ops/slice/mod.ts";
import { softmaxOp } from "../ops/softmax/mod.ts";
import { elementCount, sameShape, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { refuseBatch, row } from "./export_row.ts";
import { BOOL, type GraphWriter, INT64 } from "./graph_writer.ts";

/** The axis that a softmax is taken over. */
const softmaxAxis = (x: Tensor) => x.layout === "c4" ? 1 : x.shape.length - 1;

/** An operand as ONNX's broadcasting wants it: one size beside images is ours of the channels. */
function operand(graph: GraphWriter, name: string, { shape }: Tensor, output: Tensor): string {
  return shape.length === 1 && output.layout === "c4"
    ? graph.node("Unsqueeze", [name, graph.integers([1, 2])])
    : name;
}

const BINARY = {
  add: "Add",
  sub: "Sub",
  mul: "Mul",
  div: "Div",
  maximum: "Max",
  minimum: "Min",
} as const satisfies Record<keyof typeof binaryOps, string>;

/** The axis of `to` in which the batch, axis `axis` of `from`, is the outermost part; -1 for none. */
function batchAfter(from: Shape, to: Shape, axis: number): number {
  const before = elementCount(from.slice(0, axis));
  const fits = to.map((size, i) =>
    elementCount(to.slice(0, i)) === before && size % from[axis]! === 0
  );
  const same = to.findIndex((size, i) => fits[i] && size === from[axis]);
  return same >= 0 ? same : fits.indexOf(true);
}

/** The last two axes of a matrix exchanged. */
const transposed = (graph: GraphWriter, name: string, { shape }: Tensor) => {
  const perm = shape.map((_, axis) => axis);
  perm.push(...perm.splice(-2).reverse());
  return graph.node("Transpose", [name], { perm });
};

/** A product of matrices, and the bias: one node for two matrices, several for more. */
function product(
  graph: GraphWriter,
  [left, right, bias]: readonly [string, string, string | null],
  [a, b]: readonly [Tensor, Tensor, Tensor | null],
  { transposeA = false, transposeB = false }: MatmulOptions,
): string {
  if (a.shape.length === 2 && b.shape.length === 2) {
    const flag = (is: boolean) => (is ? 1 : 0);
    return graph.node("Gemm", bias === null ? [left, right] : [left, right, bias], {
      transA: flag(transposeA),
      transB: flag(transposeB),
    });
  }
  const y = graph.node("MatMul", [
    transposeA ? transposed(graph, left, a) : left,
    transposeB ? transposed(graph, right, b) : right,
  ]);
  return bias === null ? y : graph.node("Add", [y, bias]);
}

/** Matrix products, sums, and what moves elements. */
export const linearRows = [
  ...(Object.keys(BINARY) as (keyof typeof BINARY)[]).map((name) =>
    row(binaryOps[name], ({ names, inputs, output, batchAxes, graph }) => {
      const rank = output.shape.length;
      const operands = names.map((x, i) => operand(graph, x, inputs[i]!, output));
      // Axes are matched from the last back.
      const axes = batchAxes.flatMap((axis, i) =>
        axis === null ? [] : [axis + rank - inputs[i]!.shape.length]
      );
      return { name: graph.node(BINARY[name], operands), batchAxis: axes[0] ?? null };
    })
  ),
  row(matmulOp, ({ names, inputs, options, output, batchAxes, graph }) => {
    const y = product(graph, names, inputs, options);
    const [axisA, axisB] = batchAxes;
    const rankA = inputs[0].shape.length;
    const summed = (axisA ?? -1) === rankA - (options.transposeA ? 2 : 1);
    if (summed) refuseBatch("matmul", output, "it sums over the batch");
    const fromA = axisA === null || axisA === undefined
      ? null
      : options.transposeA && axisA === rankA - 1
      ? output.shape.length - 2
      : axisA + output.shape.length - rankA;
    const fromB = axisB === null || axisB === undefined ? null : axisB;
    return {
      name: options.activation === "relu" ? graph.node("Relu", [y]) : y,
      batchAxis: fromA ?? fromB,
    };
  }),
  row(
    softmaxOp,
    ({ names, inputs: [x], graph }) => graph.node("Softmax", names, { axis: softmaxAxis(x) }),
  ),
  row(
    logSoftmaxOp,
    ({ names, inputs: [x], graph }) => graph.node("LogSoftmax", names, { axis: softmaxAxis(x) }),
  ),
  row(
    reshapeOp,
    ({ names: [x], inputs: [{ shape }], options, output, batchAxes: [axis], graph }) => {
      const sizes = [...options.shape];
      // A change of layout is none of the shape.
      if (sameShape(shape, sizes)) return x;
      if (axis === null || axis === undefined) {
        return graph.node("Reshape", [x, graph.integers(sizes)]);
      }
      const batchAxis = batchAfter(shape, sizes, axis);
      if (batchAxis < 0) refuseBatch("reshape", output, "no axis begins with the batch");
      sizes[batchAxis] = -1;
      return { name: graph.node("Reshape", [x, graph.integers(sizes)]), batchAxis };
    },
  ),
  row(permuteOp, ({ names: [x], options: { axes }, batchAxes: [axis], graph }) => {
    const same = axes.every((from, to) => from === to);
    const name = same ? x : graph.node("Transpose", [x], { perm: axes });
    return { name, batchAxis: axis === null || axis === undefined ? null : axes.indexOf(axis) };
  }),
  row(
    sliceOp,
    ({ names: [x], inputs: [{ shape }], options, output, batchAxes: [batch], graph }) => {
      const cut = shape.map((_, axis) => axis).filter((axis) =>
        shape[axis] !== options.shape[axis]
      );
      if (batch !== null && batch !== undefined && cut.includes(batch)) {
        refuseBatch("slice", output, "it takes the batch apart");
      }
      const of = (values: readonly number[]) => graph.integers(cut.map((axis) => values[axis]!));
      const ends = options.from.map((from, axis) => from + options.shape[axis]!);
      return graph.node("Slice", [x, of(options.from), of(ends), graph.integers(cut)]);
    },
  ),
  row(
    embeddingOp,
    ({ names: [table, indices], graph }) =>
      graph.node("Gather", [table, graph.node("Cast", [indices], { to: INT64 })], { axis: 0 }),
  ),
  row(scaleMaskOp, ({ names: [x, mask], options: { scale }, graph }) => {
    const scaled = graph.node("Mul", [x, graph.number(scale)]);
    if (mask === null) return scaled;
    const shown = graph.node("Cast", [mask], { to: BOOL });
    return graph.node("Where", [shown, scaled, graph.number(MASKED)]);
  }),
];
