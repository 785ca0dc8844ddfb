import type { OpReference, RefInputs } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { lossGradients, reduceLosses, type Reduction } from "../loss_sum/mod.ts";
import { eachRow } from "../softmax/softmax_ref.ts";
import type { RowLossRow, RowLossSettings } from "./rows.ts";

/**
 * Rows of classes, their labels or probabilities, and weights, if any: of each class where there are
 * labels, otherwise of each row.
 */
export type RowLossInputs = readonly [Tensor, Tensor, Tensor | null];

/** What the operation takes. */
export interface RowLossOptions extends RowLossSettings {
  readonly reduction: Reduction;
}

/** A row of the table in f64. */
export function rowLossReference(
  row: RowLossRow,
): OpReference<RowLossInputs, RowLossOptions> {
  /** For each row of classes: where they are, what is wanted of them, and what the row weighs. */
  const walk = ([x, target, weights]: RefInputs<RowLossInputs>, options: RowLossOptions) => {
    const rows: { at: readonly number[]; t: number[]; weight: number }[] = [];
    eachRow(x, (at) => {
      const i = rows.length;
      if (row.target === "probabilities") {
        rows.push({ at, t: at.map((k) => target.data[k]!), weight: weights?.data[i] ?? 1 });
        return;
      }
      const label = target.data[i]!;
      const counts = label !== options.ignoreLabel && label < at.length;
      const weight = counts ? weights?.data[label] ?? 1 : 0;
      rows.push({ at, t: at.map((_, j) => j === label ? 1 : 0), weight });
    });
    return rows;
  };
  return {
    forward: (inputs, options) => {
      const [x] = inputs;
      const rows = walk(inputs, options);
      const losses = rows.map(({ at, t, weight }) =>
        weight ? weight * row.ref(at.map((k) => x.data[k]!), t, options) : 0
      );
      const weights = Float64Array.from(rows, ({ weight }) => weight);
      return reduceLosses(Float64Array.from(losses), weights, rowShape(x.shape), options.reduction);
    },
    backward: (gradient, inputs, options) => {
      const [x] = inputs;
      const rows = walk(inputs, options);
      const weights = Float64Array.from(rows, ({ weight }) => weight);
      const each = lossGradients(gradient, weights, options.reduction);
      const data = new Float64Array(x.data.length);
      rows.forEach(({ at, t, weight }, i) => {
        if (weight === 0) return;
        const slopes = row.refGrad(at.map((k) => x.data[k]!), t, options);
        at.forEach((k, j) => data[k] = each[i]! * weight * slopes[j]!);
      });
      return [{ shape: x.shape, data }, null, null];
    },
  };
}

/** Shape of what has one number for each row: `[n, h, w]` of images, otherwise without the last axis. */
export function rowShape(shape: readonly number[]): readonly number[] {
  return shape.length === 4 ? [shape[0]!, shape[2]!, shape[3]!] : shape.slice(0, -1);
}
