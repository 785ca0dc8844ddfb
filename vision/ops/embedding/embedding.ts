import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { embeddingReference } from "./embedding_ref.ts";
import {
  embeddingClear,
  embeddingForward,
  embeddingRows,
  embeddingRuns,
  embeddingScan,
} from "./embedding.wgsl.ts";
import { sortRows } from "./sort_rows.ts";

/** Comparisons up to which every row looks through all indices: one dispatch instead of a sort's. */
const MOST_COMPARISONS = 2 ** 16;

function sizes(table: Tensor, indices: Tensor) {
  const [rows, width] = table.shape as [number, number];
  return { count: indices.size, rows, width, quads: Math.ceil(width / 4) };
}

/** The operation behind {@link embedding}. */
export const embeddingOp = defineOp<readonly [Tensor, Tensor], undefined>({
  name: "embedding",
  paper: "Bengio et al. 2003, A neural probabilistic language model",
  forward: ([table, indices]) => {
    const params = sizes(table, indices);
    const y = table.device.empty([...indices.shape, params.width], { layout: "linear" });
    const count = params.count * params.quads;
    table.device.dispatch(embeddingForward, {
      bindings: { table, indices, y },
      params: { lanes: count, ...params },
      workgroups: lanes(count),
    });
    return { output: y, saved: undefined };
  },
  // y_i is the row k_i of the table, so dtable_k is the sum of dy_i over all i with k_i = k, in ascending
  // order of i. Of few rows and indices each row looks through all; else equal rows are brought together
  // first, and what occurs often is added up in runs.
  backward: (dy, { inputs: [table, indices] }) => {
    const { device } = table;
    const dtable = device.empty(table.shape, { layout: "linear" });
    const params = sizes(table, indices);
    const { count, rows, quads } = params;
    if (rows * quads * count <= MOST_COMPARISONS) {
      device.dispatch(embeddingScan, {
        bindings: { dy, indices, dtable },
        params: { lanes: rows * quads, ...params },
        workgroups: lanes(rows * quads),
      });
      return [dtable, null];
    }
    const sorted = sortRows(indices, rows);
    const partial = device.empty([count, params.width], { layout: "linear" });
    const bySlot = {
      params: { lanes: count * quads, ...params },
      workgroups: lanes(count * quads),
    };
    device.dispatch(embeddingRuns, { bindings: { dy, sorted, partial }, ...bySlot });
    const fours = dtable.storage.bytes / 16;
    device.dispatch(embeddingClear, {
      bindings: { dtable },
      params: { lanes: fours },
      workgroups: lanes(fours),
    });
    device.dispatch(embeddingRows, { bindings: { partial, sorted, dtable }, ...bySlot });
    return [dtable, null];
  },
  reference: embeddingReference,
});

/**
 * Rows of a table, looked up by their number: `y[..., :] = table[indices[...], :]`. A number that is no row
 * gives zeros and no gradient. The gradient of a row is the sum over its occurrences, in their order, those
 * of a large table in runs; its work is in proportion to the table and the number of indices.
 *
 * @param table f32 `[rows, d]`, linear.
 * @param indices u32 of any shape `[...]`.
 * @returns `[..., d]`, linear.
 * @throws {ShapeError} If the table is no matrix, or the indices are not u32.
 *
 * @example
 * ```ts
 * import { embedding, requestDevice } from "../../mod.ts";
 * const device = await requestDevice();
 * const table = device.tensor([1, 2, 3, 4], [2, 2]);
 * const y = embedding(table, device.tensor([1, 0, 1], [3], { dtype: "u32" }));
 * console.assert((await y.read()).join() === "3,4,1,2,3,4");
 * ```
 */
export function embedding(table: Tensor, indices: Tensor): Tensor {
  if (table.dtype !== "f32" || table.shape.length !== 2) {
    throw new ShapeError(
      `Cannot look up rows of ${table.dtype} ${showShape(table.shape)}: want f32 [rows, d]`,
    );
  }
  if (indices.dtype !== "u32") {
    throw new ShapeError(
      `Cannot look up rows by ${indices.dtype} ${showShape(indices.shape)}: want u32`,
    );
  }
  return embeddingOp([table, indices], undefined);
}
