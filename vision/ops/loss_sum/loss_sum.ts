import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import { sumPairs, thinPairs } from "./loss_sum.wgsl.ts";

/**
 * What becomes of the losses of the parts of a batch: their weighted mean `sum(w l) / sum(w)`, their sum
 * `sum(w l)`, or nothing: each `w l` is given back.
 */
export type Reduction = "mean" | "sum" | "none";

/** The most lanes, and so pairs, that the last pass reads at one go. */
export const MOST_PARTS = 1024;

/**
 * Adds up `count` pairs of a weighted loss and its weight, in an order that the count fixes.
 *
 * @returns The loss, and what its gradient is to be divided by: the sum of the weights of a mean (not
 *   positive where nothing counts), 1 of a sum.
 */
export function sumLoss(
  pairs: Tensor,
  count: number,
  reduction: "mean" | "sum",
): { readonly loss: Tensor; readonly total: Tensor } {
  const { device } = pairs;
  let [rest, left] = [pairs, count];
  if (count > 4 * MOST_PARTS) {
    left = MOST_PARTS;
    rest = device.empty([left, 2]);
    const params = { lanes: left, count };
    device.dispatch(thinPairs, {
      bindings: { pairs, parts: rest },
      params,
      workgroups: lanes(left),
    });
  }
  const [loss, total] = [device.empty([]), device.empty([])];
  device.dispatch(sumPairs, {
    bindings: { pairs: rest, loss, total },
    params: { count: left, mean: reduction === "mean" ? 1 : 0 },
    workgroups: [1, 1, 1],
  });
  return { loss, total };
}

/** Checks a reduction, for callers that are not type-checked. */
export function checkReduction(reduction: Reduction): Reduction {
  if (!["mean", "sum", "none"].includes(reduction)) {
    throw new RangeError(`Cannot reduce a loss by "${reduction}": want mean, sum or none`);
  }
  return reduction;
}
