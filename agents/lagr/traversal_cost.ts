import { BINS, type PolarMap } from "./polar_map.ts";
import type { PolarGrid } from "./polar_grid.ts";

/** How much each class, in the order of `LAGR_CLASSES`, speaks against driving there, 0 to 1. */
export const SEVERITY: readonly number[] = [0, 0.08, 0.8, 0.95, 1];

/** What is believed of ground that nobody has seen: rather that it can be driven on. */
export const UNSEEN_COST = 0.12;
/** Evidence that weighs as much as that belief. */
const BELIEF = 0.5;
/** How much more evidence for something that stands counts than evidence for ground: a cell may hold both. */
const STANDING_COUNTS = 2;

/** Cost of every cell of a polar grid. */
export interface TraversalCost {
  /** 0: can be driven on, to 1: cannot. */
  readonly cost: Float32Array;
  /** 0: known, to 1: nothing is known but the belief about unseen ground. */
  readonly uncertainty: Float32Array;
}

/** Costs of no cell yet, to be filled again and again. */
export function emptyCost(grid: PolarGrid): TraversalCost {
  return { cost: new Float32Array(grid.cells), uncertainty: new Float32Array(grid.cells) };
}

/**
 * Cost from histograms: the mean severity of a cell's evidence and of a belief about unseen ground that
 * weighs {@link BELIEF}, `(sum_i w_i h_i s_i + b s) / (sum_i w_i h_i + b)`, where what stands weighs
 * {@link STANDING_COUNTS}; uncertain by `b / (sum_i h_i + b)`.
 */
export function costOfMap(map: PolarMap, result: TraversalCost): void {
  const [histograms, gain] = map.histograms();
  const { cost, uncertainty } = result;
  const [s0, s1, s2, s3, s4] = SEVERITY as [number, number, number, number, number];
  for (let cell = 0, at = 0; cell < cost.length; cell++, at += BINS) {
    const [h0, h1, h2] = [histograms[at]!, histograms[at + 1]!, histograms[at + 2]!];
    const [h3, h4] = [histograms[at + 3]!, histograms[at + 4]!];
    const ground = gain * (h0 + h1);
    const standing = gain * (h2 + h3 + h4);
    const against = gain * (s0 * h0 + s1 * h1 + STANDING_COUNTS * (s2 * h2 + s3 * h3 + s4 * h4));
    const weights = ground + STANDING_COUNTS * standing + BELIEF;
    cost[cell] = (against + BELIEF * UNSEEN_COST) / weights;
    uncertainty[cell] = BELIEF / (ground + standing + BELIEF);
  }
}
