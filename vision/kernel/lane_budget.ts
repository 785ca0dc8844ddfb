import type { Device } from "../device.ts";
import { fitsTexels } from "./texel_copies.ts";

/** How an adapter computes, as far as the choice of tiles goes. */
export interface LaneBudget {
  /** Lanes of a workgroup. */
  readonly workgroup: number;
  /** Lanes that run at one time: two SIMD units of eight, or a graphics card's thousands. */
  readonly atOnce: number;
  /** Lanes into which long sums are split where the work alone gives fewer. */
  readonly wanted: number;
  /** The most `vec4` accumulators of a lane: more take seconds to compile, or spill. */
  readonly accumulators: number;
  /** The same where a lane adds products of what it has just read, and stores nothing in between. */
  readonly sumAccumulators: number;
  /** How tensors are read inside the hot loops. */
  readonly reads: "storage" | "texels";
  /** Nanoseconds of a core for eight lanes: a multiply-add, a dispatch, a `vec4` loaded each way. */
  readonly cost: {
    readonly multiplyAdd: number;
    readonly dispatch: number;
    readonly constants: number;
    readonly texels: number;
    readonly storage: number;
  };
  /** Variants that are worth trying: how many at the most, and how near to the best expected. */
  readonly variants: { readonly most: number; readonly within: number };
}

/**
 * Two cores of eight lanes. A small workgroup keeps both busy to the end of a small layer. Costs as
 * measured on llvmpipe (256 bits) from the CPU time of single operations; what they predict for whole
 * kernels is within a fifth of what these take.
 */
export const SOFTWARE_LANES: LaneBudget = {
  workgroup: 8,
  atOnce: 16,
  wanted: 450,
  accumulators: 40,
  sumAccumulators: 72,
  reads: "texels",
  cost: { multiplyAdd: 0.48, dispatch: 30_000, constants: 10.4, texels: 16, storage: 28 },
  variants: { most: 2, within: 0.97 },
};

/**
 * A graphics card. A lane has at most 255 registers there, so tiles stay small. What its lanes cost
 * differs from card to card: the costs here are guesses that only say what is tried first, and many
 * variants are measured on the card itself.
 */
export const HARDWARE_LANES: LaneBudget = {
  workgroup: 64,
  atOnce: 8192,
  wanted: 8192,
  accumulators: 32,
  sumAccumulators: 32,
  reads: "storage",
  cost: { multiplyAdd: 0.5, dispatch: 5_000, constants: 4, texels: 8, storage: 6 },
  variants: { most: 8, within: 0.5 },
};

/**
 * The budget of a device's adapter, for work on tensors of those sizes in bytes: what no texture of the
 * device holds is read from storage.
 */
export function laneBudget(device: Device, ...bytes: readonly number[]): LaneBudget {
  const budget = device.adapter.software ? SOFTWARE_LANES : HARDWARE_LANES;
  const fits = bytes.every((size) => fitsTexels(device, size));
  return budget.reads === "storage" || fits ? budget : { ...budget, reads: "storage" };
}

/** Share of `size` that is of use when it is dealt out in pieces of `piece`. */
export function usefulShare(size: number, piece: number): number {
  return size / (Math.ceil(size / piece) * piece);
}
