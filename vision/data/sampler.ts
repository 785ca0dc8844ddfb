import { counterRandom, seedFor } from "../random.ts";

/** Which samples an epoch is made of, and in which order. */
export interface Sampler {
  /** Samples of an epoch. */
  readonly length: number;
  /** Their numbers. Pure: an epoch is the same however often and in which order it is asked for. */
  order(epoch: number): Uint32Array<ArrayBuffer>;
}

function checkCount(count: number): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`Cannot draw ${count} samples: want a positive whole number`);
  }
}

/**
 * `0, 1, 2, ...` in every epoch.
 *
 * @throws {RangeError} If `length` is no positive whole number.
 */
export function sequential(length: number): Sampler {
  checkCount(length);
  return { length, order: () => new Uint32Array(length).map((_, i) => i) };
}

/**
 * Every sample once, in an order of its own in each epoch (Fisher and Yates 1938, in Durstenfeld's form).
 *
 * @throws {RangeError} If `length` is no positive whole number.
 */
export function shuffled(length: number, seed: number): Sampler {
  checkCount(length);
  return {
    length,
    order(epoch) {
      const random = counterRandom(seedFor(seed, "shuffled"), epoch);
      const order = new Uint32Array(length).map((_, i) => i);
      for (let i = length - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1));
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      return order;
    },
  };
}

/**
 * `length` samples of an epoch, each drawn with a chance in proportion to its weight, whatever was drawn
 * before.
 *
 * @throws {RangeError} If a weight is negative or no finite number, or all are 0.
 */
export function weighted(
  weights: ArrayLike<number>,
  seed: number,
  length: number = weights.length,
): Sampler {
  checkCount(length);
  const ends = new Float64Array(weights.length);
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (!Number.isFinite(weight) || weight < 0) {
      throw new RangeError(`Cannot draw by weight ${weight} of sample ${i}: want at least 0`);
    }
    ends[i] = total += weight;
  }
  if (total === 0) throw new RangeError("Cannot draw by weights: want one above 0");
  return {
    length,
    order(epoch) {
      const random = counterRandom(seedFor(seed, "weighted"), epoch);
      return new Uint32Array(length).map(() => firstAbove(ends, random() * total));
    },
  };
}

/** The first of the rising `ends` that is above `value`. */
function firstAbove(ends: Float64Array, value: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Draws every class that occurs equally often, however rare it is: {@link weighted} by the inverse of the
 * number of samples of the class.
 *
 * @param labels Class of each sample.
 */
export function balanced(
  labels: ArrayLike<number>,
  seed: number,
  length: number = labels.length,
): Sampler {
  const counts = new Map<number, number>();
  const all = Array.from(labels);
  for (const label of all) counts.set(label, (counts.get(label) ?? 0) + 1);
  return weighted(all.map((label) => 1 / counts.get(label)!), seed, length);
}
