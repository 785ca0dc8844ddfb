import { pointwiseOps } from "../ops/pointwise/mod.ts";
import { row } from "./export_row.ts";

/** Operations on each element by itself. */
export const pointwiseRows = [
  row(pointwiseOps.relu, ({ names, graph }) => graph.node("Relu", names)),
  row(pointwiseOps.tanh, ({ names, graph }) => graph.node("Tanh", names)),
];
