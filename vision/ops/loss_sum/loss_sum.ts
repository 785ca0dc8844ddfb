import type { Device } from "../../device.ts";
import { lanes } from "../../kernel/kernel.ts";
import { laneBudget } from "../../kernel/lane_budget.ts";
import type { Tensor } from "../../tensor.ts";
import { sumPairs, thinPairs } from "./loss_sum.wgsl.ts";

/**
 * What becomes of the losses of the parts of a batch: their weighted mean `sum(w l) / sum(w)`, their sum
 * `sum(w l)`, or nothing: each `w l` is given back.
 */
export type Reduction = "mean" | "sum" | "none";

/** The most pairs that the last pass, of one workgroup, reads as they are. */
const MOST_PAIRS = 4096;

/**
 * Lanes, and so pairs, that the losses of so many parts of a batch are added up in: one each, up to as
 * many as keep the adapter busy.
 */
export function partsOf(device: Device, work: number): number {
  return Math.min(work, laneBudget(device).wanted);
}

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
  if (count > MOST_PAIRS) {
    left = partsOf(device, Math.ceil(count / 16));
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
