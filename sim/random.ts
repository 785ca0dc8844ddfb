import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Draws a uniform number in `[0, 1)`. */
export type Random = () => number;

/** 32-bit FNV-1a of a name, so that each purpose gets a stream of its own from one seed. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return hash;
}

/** Spreads every bit of a word over all of them: the finaliser of MurmurHash3 (Appleby 2008). */
function mixBits(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}

/**
 * A seeded random stream for one purpose; equal seed and name give equal draws for ever.
 *
 * @example
 * ```ts
 * import { randomStream } from "./random.ts";
 * const trees = randomStream(7, "trees");
 * const x = trees(); // in [0, 1)
 * ```
 */
export function randomStream(seed: number, name: string): Random {
  // The generator's first draws follow its seed closely, so neighbouring seeds and names are mixed
  // apart; twice, so that seed 1 of "a" is not seed 2 of "b".
  const generator = xoroshiro128plus(mixBits(mixBits(seed) ^ hashName(name)));
  return () => uniformFloat64(generator);
}
