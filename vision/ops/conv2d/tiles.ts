import { type LaneBudget, usefulShare } from "../../kernel/lane_budget.ts";
import type { Conv2dGeometry } from "./geometry.ts";
import type { GradWeightTile } from "./grad_weight.wgsl.ts";
import { CONSTANT_QUADS, type SlidingTile } from "./sliding.wgsl.ts";

/** What the sliding kernel reads and writes: a convolution forward, or its input gradient. */
export interface SlidingWork {
  readonly images: number;
  /** Groups of channels; the channels below are those of one. */
  readonly groups: number;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly inputRows: number;
  readonly inputColumns: number;
  readonly rows: number;
  readonly columns: number;
  readonly kh: number;
  readonly kw: number;
  /** Phases of the output in each direction. */
  readonly phasesY: number;
  readonly phasesX: number;
  /** Whether the taps of a row lie apart. */
  readonly dilated: boolean;
}

/** The most dispatches that one pass may be split into so that its weights fit as constants. */
const MOST_DISPATCHES = 3;

/** What is chosen of a tile; the rest follows from the work and the adapter. */
type TileShape = Pick<SlidingTile, "pixels" | "rows" | "quads" | "weights">;

/** `vec4` of packed biases and weights for one block of output channels. */
export function blockQuads(work: SlidingWork, quads: number): number {
  return quads * (1 + work.kh * work.kw * Math.ceil(work.inputChannels / 4) * 4);
}

/** How the sliding kernel is run with a tile. */
export interface SlidingSplit {
  /** Tiles of a row, and of a column, of one phase. */
  readonly tiles: number;
  readonly tileRows: number;
  /** Blocks of output channels, of one group of channels and in all. */
  readonly groupBlocks: number;
  readonly blocks: number;
  /** Blocks of one dispatch. */
  readonly blocksAtOnce: number;
}

/** Deals the work out to lanes and dispatches; no blocks at once where one block does not fit. */
export function slidingSplit(work: SlidingWork, tile: TileShape): SlidingSplit {
  const groupBlocks = Math.ceil(Math.ceil(work.outputChannels / 4) / tile.quads);
  const blocks = groupBlocks * work.groups;
  const room = tile.weights === "constants"
    ? Math.floor(CONSTANT_QUADS / blockQuads(work, tile.quads))
    : blocks;
  return {
    tiles: Math.ceil(Math.ceil(work.columns / work.phasesX) / tile.pixels),
    tileRows: Math.ceil(Math.ceil(work.rows / work.phasesY) / tile.rows),
    groupBlocks,
    blocks,
    blocksAtOnce: Math.min(blocks, room),
  };
}

/** Lanes for that many blocks of output channels. */
export function slidingLanes(work: SlidingWork, split: SlidingSplit, blocks: number): number {
  return split.tiles * split.tileRows * work.phasesY * work.phasesX * work.images * blocks;
}

/** Nanoseconds that the pass is expected to take with a tile; infinite where it cannot be used. */
function expectedTime(work: SlidingWork, tile: TileShape, budget: LaneBudget): number {
  const { pixels, rows, quads, weights } = tile;
  const split = slidingSplit(work, tile);
  if (split.blocksAtOnce === 0) return Infinity;
  const dispatches = Math.ceil(split.blocks / split.blocksAtOnce);
  if (dispatches > MOST_DISPATCHES) return Infinity;
  const { cost } = budget;
  const channels = Math.min(4, work.inputChannels);
  const windows = walkOf(work) === "slide" ? 1 + (pixels - 1) / work.kw : pixels;
  // A guarded load also computes its place and whether that lies inside the image.
  const perTap = 4 * channels * rows * pixels * quads * cost.multiplyAdd +
    rows * windows * (cost[budget.reads] + 12 * cost.multiplyAdd) +
    channels * quads * cost[weights];
  const taps = work.kh * work.kw * Math.ceil(work.inputChannels / 4) /
    (work.phasesY * work.phasesX);
  const perLane = perTap * taps + 4 * rows * pixels * quads * cost[budget.reads];
  const turns = (blocks: number) =>
    Math.ceil(slidingLanes(work, split, blocks) / budget.atOnce) * perLane;
  const last = split.blocks - (dispatches - 1) * split.blocksAtOnce;
  return (dispatches - 1) * turns(split.blocksAtOnce) + turns(last) + dispatches * cost.dispatch;
}

function walkOf({ kw, dilated }: SlidingWork): SlidingTile["walk"] {
  return kw === 1 || dilated ? "direct" : "slide";
}

/** Tiles of up to so many accumulators. */
function* tileShapes(accumulators: number): Generator<TileShape> {
  for (const weights of ["constants", "texels", "storage"] as const) {
    for (const pixels of [4, 8, 10, 16]) {
      for (const rows of [1, 2, 4]) {
        for (const quads of [1, 2, 3, 4, 5]) {
          if (pixels * rows * quads <= accumulators) yield { pixels, rows, quads, weights };
        }
      }
    }
  }
}

/**
 * Tiles worth trying for a pass, the one expected to be quickest first: by what its loads and
 * multiply-adds cost, what sticks out over the image and the channels, and the adapter's lanes that
 * have nothing to do at the end of a dispatch.
 */
export function slidingTiles(work: SlidingWork, budget: LaneBudget): readonly SlidingTile[] {
  const ways: readonly SlidingTile["weights"][] = ["constants", budget.reads];
  const timed = [...tileShapes(budget.accumulators)]
    .filter(({ weights }) => ways.includes(weights))
    .map((shape) => ({ shape, time: expectedTime(work, shape, budget) }))
    .filter(({ time }) => time < Infinity)
    .sort((a, b) => a.time - b.time);
  const { most, within } = budget.variants;
  return timed.filter(({ time }) => timed[0]!.time >= within * time).slice(0, most)
    .map(({ shape }) => ({
      ...shape,
      channels: Math.min(4, work.inputChannels),
      walk: walkOf(work),
      images: budget.reads,
      workgroup: budget.workgroup,
    }));
}

/** What reading one `vec4` costs, in multiply-adds of a `vec4`; fitted to four tiles, 3 % off at most. */
const READ_COST = 22;

/**
 * Weight-gradient tiles worth trying, best expected first: those that do the most useful multiply-adds
 * for their reads; per pixel a lane reads `inputQuads + outputQuads` and does
 * `4 taps inputQuads outputQuads`.
 */
export function gradWeightTiles(
  g: Conv2dGeometry,
  budget: LaneBudget,
): readonly GradWeightTile[] {
  const inputs = Math.ceil(g.c / g.groups / 4);
  const outputs = Math.ceil(g.o / g.groups / 4);
  // Rows of more than 7 taps are dealt out evenly over several lanes.
  const taps = Math.ceil(g.kw / Math.ceil(g.kw / 7));
  const channels = Math.min(4, g.c / g.groups);
  const rated: { inputQuads: number; outputQuads: number; rate: number }[] = [];
  for (let inputQuads = 1; inputQuads <= Math.min(4, inputs); inputQuads++) {
    for (let outputQuads = 1; outputQuads <= Math.min(4, outputs); outputQuads++) {
      const products = taps * channels * inputQuads * outputQuads;
      if (products > budget.sumAccumulators) continue;
      const rate = products / (products + READ_COST * (inputQuads + outputQuads)) *
        usefulShare(inputs, inputQuads) * usefulShare(outputs, outputQuads);
      rated.push({ inputQuads, outputQuads, rate });
    }
  }
  rated.sort((a, b) => b.rate - a.rate);
  const { most, within } = budget.variants;
  return rated.filter(({ rate }) => rate >= within * rated[0]!.rate).slice(0, most)
    .map(({ inputQuads, outputQuads }) => ({
      inputQuads,
      outputQuads,
      taps,
      stride: g.strideX,
      dilation: g.dilationX,
      channels,
      unroll: 2,
      reads: budget.reads,
      workgroup: budget.workgroup,
    }));
}
