import { type LaneBudget, usefulShare } from "../../kernel/lane_budget.ts";
import type { MatmulTile } from "./matmul.wgsl.ts";

/** A product as the kernel sees it: one `left` of that many rows, one `right` of that many columns. */
export interface ProductWork {
  readonly rows: number;
  readonly columns: number;
  readonly k: number;
  /** Results, and products that are added up in each. */
  readonly batches: number;
  readonly sums: number;
}

/** GFLOP/s by rows and groups of four columns of a lane: 1024^3, software adapter, from CPU time. */
const RATES: readonly (readonly [rows: number, quads: number, rate: number])[] = [
  [16, 4, 37],
  [16, 2, 27],
  [16, 1, 21],
  [8, 4, 30],
  [8, 2, 23],
  [8, 1, 15.5],
  [4, 4, 20],
  [4, 1, 11],
];

/** How a product is dealt out to lanes. */
export interface ProductSplit {
  readonly rowGroups: number;
  readonly columnGroups: number;
  /** Parts into which each sum is cut, to be added up afterwards. */
  readonly parts: number;
  /** Whether they are cut between summed products; else between groups of four `k`. */
  readonly cutsSums: boolean;
  /** Summed products, or groups of four `k`, of a part. */
  readonly ofPart: number;
}

/** Groups of four `k` that a part has at least: fewer are not worth the adding up. */
const DEPTH_OF_PART = 16;

/** Deals a product out: where that gives too few lanes for the adapter, its sums are cut into parts. */
export function productSplit(
  work: ProductWork,
  tile: Pick<MatmulTile, "rows" | "quads">,
  budget: LaneBudget,
): ProductSplit {
  const rowGroups = Math.ceil(work.rows / tile.rows);
  const columnGroups = Math.ceil(work.columns / (4 * tile.quads));
  const lanes = rowGroups * columnGroups * work.batches;
  const depth = Math.ceil(work.k / 4);
  const cutsSums = work.sums > 1;
  const length = cutsSums ? work.sums : depth;
  const most = cutsSums ? work.sums : Math.max(1, Math.floor(depth / DEPTH_OF_PART));
  const ofPart = Math.ceil(length / Math.min(most, Math.ceil(2 * budget.atOnce / lanes)));
  return { rowGroups, columnGroups, cutsSums, ofPart, parts: Math.ceil(length / ofPart) };
}

/**
 * Tiles worth trying, best expected first: by the rate measured for them, less the rows and columns
 * that stick out over the result, less the adapter's lanes that have nothing to do at the end.
 */
export function matmulTiles(work: ProductWork, budget: LaneBudget): readonly MatmulTile[] {
  const rated = RATES.filter(([rows, quads]) => rows * quads <= budget.sumAccumulators).map(
    ([rows, quads, measured]) => {
      const { rowGroups, columnGroups, parts } = productSplit(work, { rows, quads }, budget);
      const lanes = rowGroups * columnGroups * work.batches * parts;
      const rate = measured * usefulShare(work.rows, rows) * usefulShare(work.columns, 4 * quads) *
        usefulShare(lanes, budget.atOnce);
      return { rows, quads, rate };
    },
  ).sort((a, b) => b.rate - a.rate);
  const { most, within } = budget.variants;
  return rated.filter(({ rate }) => rate >= within * rated[0]!.rate).slice(0, most)
    .map(({ rows, quads }) => ({
      rows,
      quads,
      texels: budget.reads === "texels",
      workgroup: budget.workgroup,
    }));
}

/** One operand: `batch`, `outer` and `k` are the distances of neighbours in numbers; `batch` is 0 where shared. */
export interface Operand {
  /** Rows of a left operand, columns of a right one. */
  readonly size: number;
  readonly batch: number;
  readonly outer: number;
  readonly k: number;
}

/** Whether the kernel can read a left operand as it lies: `vec4` along `k`. */
export function leftAsItLies({ k, outer, batch }: Operand, depth: number): boolean {
  return k === 1 && depth % 4 === 0 && outer % 4 === 0 && batch % 4 === 0;
}

/** Whether the kernel can read a right operand as it lies: `vec4` along the columns. */
export function rightAsItLies({ k, outer, batch, size }: Operand, depth: number): boolean {
  return outer === 1 && depth % 4 === 0 && k % 4 === 0 && size % 4 === 0 && batch % 4 === 0;
}

/**
 * Whether `y^T = b^T a^T` is computed in the place of `y = a b`: where that saves laying more numbers out
 * anew than the result has, which then is put right by a pass of its own.
 */
export function transposesProduct(a: Operand, b: Operand, depth: number): boolean {
  const packed = (left: Operand, right: Operand) =>
    (leftAsItLies(left, depth) ? 0 : left.size) + (rightAsItLies(right, depth) ? 0 : right.size);
  return packed(b, a) * depth + a.size * b.size < packed(a, b) * depth;
}
