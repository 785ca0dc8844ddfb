import { gruCellOp } from "../ops/gru_cell/mod.ts";
import { lstmCellOp } from "../ops/lstm_cell/mod.ts";
import { stackOp, unstackPartOp } from "../ops/stack/mod.ts";
import { refuseBatch, row } from "./export_row.ts";
import type { GraphWriter } from "./graph_writer.ts";

/** The sums of each gate, of all gates side by side. */
const gatesOf = (graph: GraphWriter, sums: string, names: readonly string[]) =>
  graph.nodeOf("Split", [sums], { axis: 1, num_outputs: names.length }, names);

/** Steps of recurrent nets, from the equations of `gruCell()` and `lstmCell()`. */
export const recurrentRows = [
  row(gruCellOp, ({ names: [projected, recurrent, state], graph }) => {
    const [ra, za, na] = gatesOf(graph, projected, ["ra", "za", "na"]);
    const [rb, zb, nb] = gatesOf(graph, recurrent, ["rb", "zb", "nb"]);
    const r = graph.node("Sigmoid", [graph.node("Add", [ra!, rb!])]);
    const z = graph.node("Sigmoid", [graph.node("Add", [za!, zb!])]);
    const n = graph.node("Tanh", [graph.node("Add", [na!, graph.node("Mul", [r, nb!])])]);
    return graph.node("Add", [n, graph.node("Mul", [z, graph.node("Sub", [state, n])])]);
  }),
  row(lstmCellOp, ({ names: [projected, recurrent, memory], batchAxes, graph }) => {
    const sums = graph.node("Add", [projected, recurrent]);
    const [i, f, g, o] = gatesOf(graph, sums, ["i", "f", "g", "o"]);
    const sigmoid = (x: string) => graph.node("Sigmoid", [x]);
    const kept = graph.node("Mul", [sigmoid(f!), memory]);
    const after = graph.node("Add", [
      kept,
      graph.node("Mul", [sigmoid(i!), graph.node("Tanh", [g!])]),
    ]);
    const hidden = graph.node("Mul", [sigmoid(o!), graph.node("Tanh", [after])]);
    const name = stacked(graph, [hidden, after]);
    return { name, batchAxis: shifted(batchAxes, 1) };
  }),
  row(stackOp, ({ names, batchAxes, graph }) => ({
    name: stacked(graph, names),
    batchAxis: shifted(batchAxes, 1),
  })),
  row(unstackPartOp, ({ names: [x], options: { index }, output, batchAxes: [axis], graph }) => {
    if (axis === 0) refuseBatch(unstackPartOp.opName, output, "it takes the batch apart");
    return {
      name: graph.node("Gather", [x, graph.index(index)], { axis: 0 }),
      batchAxis: shifted([axis ?? null], -1),
    };
  }),
];

function stacked(graph: GraphWriter, names: readonly string[]): string {
  const axes = graph.integers([0]);
  return graph.node("Concat", names.map((x) => graph.node("Unsqueeze", [x, axes])), { axis: 0 });
}

function shifted(axes: readonly (number | null)[], by: number): number | null {
  const axis = axes.find((axis) => axis !== null);
  return axis === undefined || axis === null ? null : axis + by;
}
