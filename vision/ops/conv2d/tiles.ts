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

/**
 * GFLOP/s by pixels and channel groups of a lane, 3x3 on `[2, 16, 60, 80]` to 48 channels, weights as
 * constants, software adapter (llvmpipe, 256 bits, 2 cores; from the CPU time used). 20 pixels are
 * no faster, and more than 40 accumulators only take longer to compile (1-2 s each).
 */
const SLIDING_RATES: readonly (readonly [pixels: number, rates: readonly number[]])[] = [
  [4, [13.5, 17.7, 19.7, 20.6]],
  [8, [18.3, 24.8, 29, 26]],
  [10, [20, 27, 30, 28.5]],
  [16, [22, 27]],
];

/** `vec4` of packed biases and weights. */
export function packedQuads(work: SlidingWork, quads: number): number {
  const groups = Math.ceil(Math.ceil(work.outputChannels / 4) / quads);
  const inputQuads = Math.ceil(work.inputChannels / 4);
  return groups * quads * (1 + work.kh * work.kw * inputQuads * 4);
}

/** Lanes that the sliding kernel runs with a tile. */
export function slidingLanes(work: SlidingWork, pixels: number, quads: number) {
  const tiles = Math.ceil(Math.ceil(work.columns / work.phases) / pixels);
  const phaseRows = Math.ceil(work.rows / work.phases);
  const groups = Math.ceil(Math.ceil(work.outputChannels / 4) / quads);
  return {
    tiles,
    phaseRows,
    lanes: tiles * phaseRows * work.phases ** 2 * work.images * groups,
  };
}

/** Share of `size` that is of use when it is dealt out in pieces of `piece`. */
function useful(size: number, piece: number): number {
  return size / (Math.ceil(size / piece) * piece);
}

/**
 * The tile with the highest expected rate: the rate measured for it, less the pixels and channels
 * that stick out over the image, less the adapter's lanes that have nothing to do at the end.
 */
export function slidingTile(work: SlidingWork, budget: LaneBudget): SlidingTile {
  const outputQuads = Math.ceil(work.outputChannels / 4);
  const columns = Math.ceil(work.columns / work.phases);
  let best = { pixels: 4, quads: 1 };
  let bestRate = 0;
  for (const [pixels, rates] of SLIDING_RATES) {
    rates.forEach((measured, index) => {
      const quads = index + 1;
      const { lanes } = slidingLanes(work, pixels, quads);
      const rate = measured * useful(columns, pixels) * useful(outputQuads, quads) *
        useful(lanes, budget.atOnce);
      if (rate > bestRate) [best, bestRate] = [{ pixels, quads }, rate];
    });
  }
  return {
    ...best,
    channels: Math.min(4, work.inputChannels),
    single: work.kw === 1,
    weights: packedQuads(work, best.quads) <= CONSTANT_QUADS ? "constants" : "storage",
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
