import { checkAxes } from "../ops/reduce/axes.ts";
import { reduceOps } from "../ops/reduce/mod.ts";
import { row } from "./export_row.ts";

const NAMES = { sum: "ReduceSum", mean: "ReduceMean", max: "ReduceMax" } as const;

/** Sums, means and maxima. */
export const reductionRows = (["sum", "mean", "max"] as const).map((kind) =>
  row(
    reduceOps[kind],
    (
      { names: [x], inputs: [{ shape }], options: { axes, keepdims = false }, batchAxes, graph },
    ) => {
      const gone = checkAxes(shape, axes);
      const name = graph.node(NAMES[kind], [x, graph.integers(gone)], {
        keepdims: keepdims ? 1 : 0,
      });
      const [batch] = batchAxes;
      if (batch === null || batch === undefined) return name;
      const before = keepdims ? 0 : gone.filter((axis) => axis < batch).length;
      return { name, batchAxis: gone.includes(batch) ? null : batch - before };
    },
  )
);
