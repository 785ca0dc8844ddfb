import {
  type ParamsOf,
  POINTWISE,
  type PointwiseName,
  pointwiseOps,
} from "../ops/pointwise/mod.ts";
import { row } from "./export_row.ts";
import type { GraphWriter } from "./graph_writer.ts";

type Write<N extends PointwiseName> = (g: GraphWriter, x: string, numbers: ParamsOf<N>) => string;

const one = (opType: string) => (g: GraphWriter, x: string) => g.node(opType, [x]);

const clip = (g: GraphWriter, x: string, { min, max }: { min: number; max: number }) =>
  g.node("Clip", [x, g.number(min), g.number(max)]);

const times = (g: GraphWriter, x: string, factor: number) =>
  factor === 1 ? x : g.node("Mul", [x, g.number(factor)]);

/** Rows of the pointwise table in nodes of ONNX; one that is not here cannot be exported yet. */
const WRITE: { readonly [N in PointwiseName]?: Write<N> } = {
  relu: one("Relu"),
  tanh: one("Tanh"),
  scaledTanh: (g, x, { a, b }) => times(g, g.node("Tanh", [times(g, x, b)]), a),
  sigmoid: one("Sigmoid"),
  hardTanh: clip,
  leakyRelu: (g, x, { slope }) => g.node("LeakyRelu", [x], { alpha: { float: slope } }),
  elu: (g, x, { alpha }) => g.node("Elu", [x], { alpha: { float: alpha } }),
  softplus: (g, x, { beta }) => times(g, g.node("Softplus", [times(g, x, beta)]), 1 / beta),
  softShrink: (g, x, { lambda }) =>
    g.node("Shrink", [x], { bias: { float: lambda }, lambd: { float: lambda } }),
  hardShrink: (g, x, { lambda }) =>
    g.node("Shrink", [x], { bias: { float: 0 }, lambd: { float: lambda } }),
  threshold: (g, x, { threshold, value }) =>
    threshold === 0 && value === 0
      ? g.node("Relu", [x])
      : g.node("Where", [g.node("Greater", [x, g.number(threshold)]), x, g.number(value)]),
  hardSigmoid: (g, x, { alpha, beta }) =>
    g.node("HardSigmoid", [x], { alpha: { float: alpha }, beta: { float: beta } }),
  hardSwish: one("HardSwish"),
  gelu: (g, x) => {
    g.require(20);
    return g.node("Gelu", [x]);
  },
  swish: (g, x, { beta }) => g.node("Mul", [x, g.node("Sigmoid", [times(g, x, beta)])]),
  abs: one("Abs"),
  neg: one("Neg"),
  sign: one("Sign"),
  exp: one("Exp"),
  log: one("Log"),
  sqrt: one("Sqrt"),
  square: (g, x) => g.node("Mul", [x, x]),
  reciprocal: one("Reciprocal"),
  clamp: clip,
  power: (g, x, { exponent }) => g.node("Pow", [x, g.number(exponent)]),
  affine: (g, x, { a, b }) => g.node("Add", [times(g, x, a), g.number(b)]),
};

/** Operations on each element by itself. */
export const pointwiseRows = (Object.keys(WRITE) as PointwiseName[]).map(pointwiseRow);

function pointwiseRow<N extends PointwiseName>(name: N) {
  const { params = {} } = POINTWISE[name] as { readonly params?: unknown };
  return row(
    pointwiseOps[name],
    ({ names: [x], options, graph }) => WRITE[name]!(graph, x, options ?? params as ParamsOf<N>),
  );
}
