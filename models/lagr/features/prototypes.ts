import { type Random } from "../../../vision/mod.ts";

/** Typical windows. */
export interface Prototypes {
  /** One after the other. */
  readonly centres: Float32Array<ArrayBuffer>;
  /** Root of the mean squared distance of a window to the prototype that is nearest. */
  readonly deviation: number;
}

/** What is looked for. */
export interface PrototypeOptions {
  /** Prototypes. */
  readonly count: number;
  /** Numbers of a sample. */
  readonly size: number;
  /** Turns after which the search ends if prototypes still move. */
  readonly turns: number;
  readonly random: Random;
}

/**
 * Prototypes by k-means (Lloyd 1982), from first ones drawn far apart (Arthur and Vassilvitskii 2007,
 * "k-means++"). A prototype that no sample is nearest to starts again at the sample that is farthest from its own.
 *
 * @param samples One after the other.
 * @throws {RangeError} If there are fewer samples than prototypes.
 *
 * @example
 * ```ts
 * import { counterRandom } from "../../../vision/mod.ts";
 * import { findPrototypes } from "./prototypes.ts";
 * const samples = Float32Array.of(0, 0.1, 5, 5.1, 0.05, 5.05);
 * const random = counterRandom(1);
 * const { centres } = findPrototypes(samples, { count: 2, size: 1, turns: 10, random });
 * centres.sort(); // 0.05, 5.05
 * ```
 */
export function findPrototypes(
  samples: Float32Array<ArrayBuffer>,
  { count, size, turns, random }: PrototypeOptions,
): Prototypes {
  const length = Math.floor(samples.length / size);
  if (length < count) {
    throw new RangeError(`Cannot find ${count} prototypes among ${length} samples`);
  }
  const sample = (i: number) => samples.subarray(i * size, (i + 1) * size);
  const centres = new Float32Array(count * size);
  const centre = (k: number) => centres.subarray(k * size, (k + 1) * size);
  const distances = new Float64Array(length).fill(Infinity);
  const nearest = new Uint32Array(length);
  for (let k = 0; k < count; k++) {
    const first = k === 0 ? Math.floor(random() * length) : drawn(distances, random);
    centre(k).set(sample(first));
    for (let i = 0; i < length; i++) {
      distances[i] = Math.min(distances[i]!, squaredDistance(sample(i), centre(k), distances[i]!));
    }
  }
  for (let turn = 0; turn < turns; turn++) {
    let moved = false;
    for (let i = 0; i < length; i++) {
      const x = sample(i);
      // That of before is tried first, so that most others are given up early.
      let best = nearest[i]!;
      let least = squaredDistance(x, centre(best), Infinity);
      for (let k = 0; k < count; k++) {
        const distance = k === nearest[i] ? Infinity : squaredDistance(x, centre(k), least);
        if (distance < least) [best, least] = [k, distance];
      }
      if (best !== nearest[i] || turn === 0) moved = true;
      nearest[i] = best;
      distances[i] = least;
    }
    if (!moved) break;
    if (turn < turns - 1) takeMeans(samples, centres, nearest, distances, size);
  }
  const sum = distances.reduce((total, distance) => total + distance, 0);
  return { centres, deviation: Math.sqrt(sum / length) };
}

/** Squared distance, or something above `limit` where it is above that. */
function squaredDistance(a: Float32Array, b: Float32Array, limit: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const d = a[i]! - b[i]!;
    sum += d * d;
    if ((i & 63) === 63 && sum > limit) return sum;
  }
  return sum;
}

/** A number drawn in proportion to its weight. */
function drawn(weights: Float64Array, random: Random): number {
  let left = random() * weights.reduce((a, b) => a + b, 0);
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i]!;
    if (left < 0) return i;
  }
  return weights.length - 1;
}

function takeMeans(
  samples: Float32Array,
  centres: Float32Array,
  nearest: Uint32Array,
  distances: Float64Array,
  size: number,
): void {
  const counts = new Uint32Array(centres.length / size);
  const sums = new Float64Array(centres.length);
  nearest.forEach((k, i) => {
    counts[k]!++;
    for (let j = 0; j < size; j++) sums[k * size + j]! += samples[i * size + j]!;
  });
  counts.forEach((count, k) => {
    if (count > 0) {
      for (let j = 0; j < size; j++) centres[k * size + j] = sums[k * size + j]! / count;
      return;
    }
    const farthest = distances.indexOf(Math.max(...distances));
    centres.set(samples.subarray(farthest * size, (farthest + 1) * size), k * size);
    distances[farthest] = 0;
  });
}
