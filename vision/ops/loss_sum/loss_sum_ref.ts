import type { RefArray } from "../../autograd/op.ts";
import type { Shape } from "../../shape.ts";
import type { Reduction } from "./loss_sum.ts";

/** The reduction of losses that are weighted already, in f64. */
export function reduceLosses(
  losses: Float64Array<ArrayBuffer>,
  weights: Float64Array<ArrayBuffer>,
  shape: Shape,
  reduction: Reduction,
): RefArray {
  if (reduction === "none") return { shape, data: losses };
  const sum = losses.reduce((a, b) => a + b, 0);
  return { shape: [], data: Float64Array.of(reduction === "sum" ? sum : share(sum, weights)) };
}

/** Gradient of {@link reduceLosses} with respect to each weighted loss. */
export function lossGradients(
  gradient: RefArray,
  weights: Float64Array<ArrayBuffer>,
  reduction: Reduction,
): Float64Array<ArrayBuffer> {
  if (reduction === "none") return gradient.data;
  const each = reduction === "sum" ? gradient.data[0]! : share(gradient.data[0]!, weights);
  return weights.map(() => each);
}

function share(sum: number, weights: Float64Array): number {
  const total = weights.reduce((a, b) => a + b, 0);
  return total > 0 ? sum / total : 0;
}
