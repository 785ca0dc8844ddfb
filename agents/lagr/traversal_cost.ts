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

/**
 * Grows obstacles by the robot's radius: each cell's cost becomes the greatest within `radius`, around its
 * ring and then across the rings, so that the robot can be planned for as a point. Where cells are larger
 * than the radius they stay as they are.
 *
 * @param scratch As large as `cost`.
 */
export function growCost(
  grid: PolarGrid,
  cost: Float32Array,
  radius: number,
  scratch: Float32Array,
): void {
  const { sectors, rings } = grid;
  for (let ring = 0; ring < rings; ring++) {
    const base = ring * sectors;
    const r = grid.radius[ring]!;
    // A cell counts where its middle is within the radius of another's middle.
    const reach = r <= radius ? Math.PI : Math.asin(radius / r);
    const wide = Math.min(Math.floor(reach / grid.sectorAngle), Math.floor(sectors / 2));
    for (let sector = 0; sector < sectors; sector++) {
      let most = cost[base + sector]!;
      for (let k = 1; k <= wide; k++) {
        const left = sector + k < sectors ? sector + k : sector + k - sectors;
        const right = sector - k >= 0 ? sector - k : sector - k + sectors;
        if (cost[base + left]! > most) most = cost[base + left]!;
        if (cost[base + right]! > most) most = cost[base + right]!;
      }
      scratch[base + sector] = most;
    }
  }
  for (let ring = 0; ring < rings; ring++) {
    const r = grid.radius[ring]!;
    let [first, last] = [ring, ring];
    while (first > 0 && r - grid.radius[first - 1]! <= radius) first--;
    while (last + 1 < rings && grid.radius[last + 1]! - r <= radius) last++;
    for (let sector = 0; sector < sectors; sector++) {
      let most = 0;
      for (let k = first; k <= last; k++) most = Math.max(most, scratch[k * sectors + sector]!);
      cost[ring * sectors + sector] = most;
    }
  }
}
