import type { Conv2dGeometry } from "./geometry.ts";
import type { GradWeightTile } from "./grad_weight.wgsl.ts";
import { CONSTANT_QUADS, type SlidingTile } from "./sliding.wgsl.ts";

/** How much an adapter does at once, as far as the choice of tiles goes. */
export interface LaneBudget {
  /** Lanes of a workgroup. */
  readonly workgroup: number;
  /** Lanes that run at one time: two SIMD units of eight, or a graphics card's thousands. */
  readonly atOnce: number;
  /** Lanes into which the weight gradient is split where the layer alone has fewer. */
  readonly gradWeight: number;
}

/** Two cores of eight lanes. A small workgroup keeps both busy to the end of a small layer. */
export const SOFTWARE_LANES: LaneBudget = { workgroup: 8, atOnce: 16, gradWeight: 450 };

/** A middling graphics card; a guess until variants are measured on the adapter itself. */
export const HARDWARE_LANES: LaneBudget = { workgroup: 64, atOnce: 8192, gradWeight: 8192 };

/** The budget of an adapter. */
export function laneBudget(software: boolean): LaneBudget {
  return software ? SOFTWARE_LANES : HARDWARE_LANES;
}

/** What the sliding kernel reads and writes: a convolution forward, or its input gradient. */
export interface SlidingWork {
  readonly images: number;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly rows: number;
  readonly columns: number;
  readonly kh: number;
  readonly kw: number;
  /** Phases of the output in each direction. */
  readonly phases: number;
}

/** GFLOP/s by pixels (rows) and groups of four output channels (1, 2, ...) of a lane. */
type Rates = readonly (readonly [pixels: number, rates: readonly number[]])[];

/**
 * Measured on 3x3 `[2, 16, 60, 80]` to 48 channels, software adapter (llvmpipe, 256 bits, 2 cores, from
 * the CPU time used); 8 x 5 in another sitting, scaled by its neighbours. 20 pixels are no faster, and
 * more than 40 accumulators only take longer to compile (1-2 s each). For 7x7 the distance is larger:
 * 33 with constants against 22 with storage.
 */
const RATES: Readonly<Record<SlidingTile["weights"], Rates>> = {
  constants: [
    [4, [13.5, 17.7, 19.7, 20.6]],
    [8, [18.3, 24.8, 29, 26, 29.5]],
    [10, [20, 27, 30, 28.5]],
    [16, [22, 27]],
  ],
  storage: [
    [4, [11, 13.1, 13.4, 13.7]],
    [8, [16.7, 20.6, 22.1, 21.7]],
    [16, [21.4, 25.6]],
  ],
};

/** Work that one more dispatch costs, in floating-point operations: 30 us at 25 GFLOP/s. */
const DISPATCH_FLOPS = 750_000;

/** The most dispatches that one pass may be split into so that its weights fit as constants. */
const MOST_DISPATCHES = 12;

/** `vec4` of packed biases and weights for one group of output channels. */
export function blockQuads(work: SlidingWork, quads: number): number {
  return quads * (1 + work.kh * work.kw * Math.ceil(work.inputChannels / 4) * 4);
}

/** How the sliding kernel is run with a tile. */
export interface SlidingSplit {
  /** Tiles of a row, and rows, of one phase. */
  readonly tiles: number;
  readonly phaseRows: number;
  /** Groups of output channels. */
  readonly groups: number;
  /** Groups of one dispatch. */
  readonly groupsAtOnce: number;
}

/** Deals the work out to lanes and dispatches; no groups at once where one group does not fit. */
export function slidingSplit(
  work: SlidingWork,
  tile: Pick<SlidingTile, "pixels" | "quads" | "weights">,
): SlidingSplit {
  const groups = Math.ceil(Math.ceil(work.outputChannels / 4) / tile.quads);
  const room = tile.weights === "storage"
    ? groups
    : Math.floor(CONSTANT_QUADS / blockQuads(work, tile.quads));
  return {
    tiles: Math.ceil(Math.ceil(work.columns / work.phases) / tile.pixels),
    phaseRows: Math.ceil(work.rows / work.phases),
    groups,
    groupsAtOnce: Math.min(groups, room),
  };
}

/** Lanes for `groups` groups of output channels. */
export function slidingLanes(work: SlidingWork, split: SlidingSplit, groups: number): number {
  return split.tiles * split.phaseRows * work.phases ** 2 * work.images * groups;
}

/** Share of `size` that is of use when it is dealt out in pieces of `piece`. */
function useful(size: number, piece: number): number {
  return size / (Math.ceil(size / piece) * piece);
}

/**
 * The tile with the highest expected rate: the rate measured for it, less the pixels and channels
 * that stick out over the image, less the adapter's lanes that have nothing to do at the end of a
 * dispatch, less the cost of further dispatches.
 */
export function slidingTile(work: SlidingWork, budget: LaneBudget): SlidingTile {
  const columns = Math.ceil(work.columns / work.phases);
  const outputQuads = Math.ceil(work.outputChannels / 4);
  const flops = 2 * work.images * work.rows * work.columns * work.inputChannels *
    work.outputChannels * work.kh * work.kw / work.phases ** 2;
  let best: Pick<SlidingTile, "pixels" | "quads" | "weights"> | null = null;
  let bestRate = 0;
  for (const weights of ["constants", "storage"] as const) {
    for (const [pixels, rates] of RATES[weights]) {
      for (const [index, measured] of rates.entries()) {
        const tile = { pixels, quads: index + 1, weights };
        const split = slidingSplit(work, tile);
        if (split.groupsAtOnce === 0) continue;
        const dispatches = Math.ceil(split.groups / split.groupsAtOnce);
        if (dispatches > MOST_DISPATCHES) continue;
        const lanes = slidingLanes(work, split, split.groupsAtOnce);
        const rate = measured * useful(columns, pixels) * useful(outputQuads, tile.quads) *
          useful(lanes, budget.atOnce) * flops / (flops + dispatches * DISPATCH_FLOPS);
        if (rate > bestRate) [best, bestRate] = [tile, rate];
      }
    }
  }
  return {
    ...(best ?? { pixels: 8, quads: 1, weights: "storage" }),
    channels: Math.min(4, work.inputChannels),
    single: work.kw === 1,
    workgroup: budget.workgroup,
  };
}

/** The most accumulators of a weight-gradient lane: more compile slowly. */
const MOST_ACCUMULATORS = 72;

/** What reading one `vec4` costs, in multiply-adds of a `vec4`; fitted to four tiles, 3 % off at most. */
const READ_COST = 22;

/**
 * The weight-gradient tile that does the most useful multiply-adds for its reads: per pixel it reads
 * `inputQuads + outputQuads` and does `4 taps inputQuads outputQuads`.
 */
export function gradWeightTile(g: Conv2dGeometry, budget: LaneBudget): GradWeightTile {
  const inputs = Math.ceil(g.c / 4);
  const outputs = Math.ceil(g.o / 4);
  // Rows of more than 7 taps are dealt out evenly over several lanes.
  const taps = Math.ceil(g.kw / Math.ceil(g.kw / 7));
  const channels = Math.min(4, g.c);
  let best = { inputQuads: 1, outputQuads: 1 };
  let bestRate = 0;
  for (let inputQuads = 1; inputQuads <= Math.min(4, inputs); inputQuads++) {
    for (let outputQuads = 1; outputQuads <= Math.min(4, outputs); outputQuads++) {
      const products = taps * channels * inputQuads * outputQuads;
      if (products > MOST_ACCUMULATORS) continue;
      const rate = products / (products + READ_COST * (inputQuads + outputQuads)) *
        useful(inputs, inputQuads) * useful(outputs, outputQuads);
      if (rate > bestRate) [best, bestRate] = [{ inputQuads, outputQuads }, rate];
    }
  }
  return {
    ...best,
    taps,
    stride: g.stride,
    channels,
    unroll: 2,
    workgroup: budget.workgroup,
  };
}
