/** Draws a uniform number in `[0, 1)`. */
export type Random = () => number;

/**
 * Three well-mixed 32-bit words from three others: pcg3d (Jarzynski and Olano 2020, "Hash Functions
 * for GPU Rendering"). Stateless, so that a word can be had for any counter in any order, and the
 * same on the CPU as in a kernel ({@link PCG3D_WGSL}).
 */
export function pcg3d(a: number, b: number, c: number): [number, number, number] {
  let x = (Math.imul(a, 1664525) + 1013904223) >>> 0;
  let y = (Math.imul(b, 1664525) + 1013904223) >>> 0;
  let z = (Math.imul(c, 1664525) + 1013904223) >>> 0;
  x = (x + Math.imul(y, z)) >>> 0;
  y = (y + Math.imul(z, x)) >>> 0;
  z = (z + Math.imul(x, y)) >>> 0;
  x = (x ^ (x >>> 16)) >>> 0;
  y = (y ^ (y >>> 16)) >>> 0;
  z = (z ^ (z >>> 16)) >>> 0;
  x = (x + Math.imul(y, z)) >>> 0;
  y = (y + Math.imul(z, x)) >>> 0;
  z = (z + Math.imul(x, y)) >>> 0;
  return [x, y, z];
}

/** {@link pcg3d} in WGSL, and `unit`, which makes a number in `(0, 1)` of a word. */
export const PCG3D_WGSL = `
fn pcg3d(words: vec3u) -> vec3u {
  var v = words * 1664525u + 1013904223u;
  v.x += v.y * v.z;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v ^= v >> vec3u(16u);
  v.x += v.y * v.z;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  return v;
}
fn unit(word: u32) -> f32 { return (f32(word >> 8u) + 0.5) / 16777216.0; }
`;

/**
 * The counter-based stream `stream` of a seed: the k-th draw depends on nothing but seed, stream, k.
 *
 * @example
 * ```ts
 * import { counterRandom } from "./random.ts";
 * const random = counterRandom(7);
 * const x = random(); // in [0, 1)
 * ```
 */
export function counterRandom(seed: number, stream = 0): Random {
  let counter = 0;
  return () => {
    const [x, y] = pcg3d(seed >>> 0, stream >>> 0, counter++);
    // 53 bits: 27 of one word and 26 of another.
    return ((x >>> 5) * 67108864 + (y >>> 6)) / 9007199254740992;
  };
}

/**
 * A seed of its own for each purpose that draws from one seed, so that streams of the same number (an
 * epoch's order, a sample's variation) have nothing in common.
 *
 * @param purpose Its name; other names give other seeds (32-bit FNV-1a, mixed with the seed).
 */
export function seedFor(seed: number, purpose: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < purpose.length; i++) {
    hash = Math.imul(hash ^ purpose.charCodeAt(i), 0x01000193);
  }
  return pcg3d(seed >>> 0, hash >>> 0, purpose.length)[0];
}

/** A standard normal number, by the method of Box and Muller (1958). */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/**
 * The items in random order, each drawn when it is asked for (Fisher and Yates 1938); the list is reordered.
 *
 * @example
 * ```ts
 * import { counterRandom, drawn } from "./random.ts";
 * const [first, second] = drawn(["a", "b", "c"], counterRandom(7)); // Two of the three, never the same.
 * ```
 */
export function* drawn<Item>(items: Item[], random: Random): Generator<Item, void> {
  for (let i = 0; i < items.length; i++) {
    const j = i + Math.floor(random() * (items.length - i));
    [items[i], items[j]] = [items[j]!, items[i]!];
    yield items[i]!;
  }
}
