import { normal, type Random } from "../random.ts";
import { elementCount, type Shape } from "../shape.ts";

/** How many numbers a weight joins. */
export interface Fans {
  /** Inputs that one output is summed over. */
  readonly fanIn: number;
  /** Outputs that one input goes into. */
  readonly fanOut: number;
}

/**
 * Draws the first values of a weight of that shape. `fans` is given where the shape does not say it;
 * otherwise it is {@link fansOf} the shape.
 */
export type Initialiser = (
  shape: Shape,
  random: Random,
  fans?: Fans,
) => Float32Array<ArrayBuffer>;

/**
 * The fans of a weight `[outputs, inputs, ...taps]`: an output is summed over all inputs and taps, an input
 * goes into all outputs by every tap.
 */
export function fansOf(shape: Shape): Fans {
  const taps = elementCount(shape.slice(2));
  return { fanIn: (shape[1] ?? 1) * taps, fanOut: (shape[0] ?? 1) * taps };
}

function fill(shape: Shape, draw: () => number): Float32Array<ArrayBuffer> {
  return new Float32Array(elementCount(shape)).map(draw);
}

/**
 * Normal with variance `2 / fanIn`: keeps the variance of activations through rectifiers.
 *
 * @see He et al. 2015, "Delving Deep into Rectifiers", equation 10.
 */
export function kaimingNormal(
  shape: Shape,
  random: Random,
  { fanIn }: Fans = fansOf(shape),
): Float32Array<ArrayBuffer> {
  const deviation = Math.sqrt(2 / fanIn);
  return fill(shape, () => deviation * normal(random));
}

/** Uniform with variance `2 / fanIn`: bounds `+-sqrt(6 / fanIn)`. See {@link kaimingNormal}. */
export function kaimingUniform(
  shape: Shape,
  random: Random,
  { fanIn }: Fans = fansOf(shape),
): Float32Array<ArrayBuffer> {
  const bound = Math.sqrt(6 / fanIn);
  return fill(shape, () => bound * (2 * random() - 1));
}

/**
 * Normal with variance `1 / fanIn`: for tanh-like and linear units.
 *
 * @see LeCun et al. 1998, "Efficient BackProp", section 4.6.
 */
export function lecunNormal(
  shape: Shape,
  random: Random,
  { fanIn }: Fans = fansOf(shape),
): Float32Array<ArrayBuffer> {
  const deviation = Math.sqrt(1 / fanIn);
  return fill(shape, () => deviation * normal(random));
}

/** Uniform with variance `1 / fanIn`: bounds `+-sqrt(3 / fanIn)`. See {@link lecunNormal}. */
export function lecunUniform(
  shape: Shape,
  random: Random,
  { fanIn }: Fans = fansOf(shape),
): Float32Array<ArrayBuffer> {
  const bound = Math.sqrt(3 / fanIn);
  return fill(shape, () => bound * (2 * random() - 1));
}

/**
 * Normal with variance `2 / (fanIn + fanOut)`: keeps the variance of activations on the way forward and
 * that of gradients on the way back alike, through units that are linear near 0.
 *
 * @see Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural
 *   networks", equation 12.
 */
export function xavierNormal(
  shape: Shape,
  random: Random,
  { fanIn, fanOut }: Fans = fansOf(shape),
): Float32Array<ArrayBuffer> {
  const deviation = Math.sqrt(2 / (fanIn + fanOut));
  return fill(shape, () => deviation * normal(random));
}

/**
 * Uniform with variance `2 / (fanIn + fanOut)`: bounds `+-sqrt(6 / (fanIn + fanOut))`. See
 * {@link xavierNormal}.
 */
export function xavierUniform(
  shape: Shape,
  random: Random,
  { fanIn, fanOut }: Fans = fansOf(shape),
): Float32Array<ArrayBuffer> {
  const bound = Math.sqrt(6 / (fanIn + fanOut));
  return fill(shape, () => bound * (2 * random() - 1));
}

/**
 * A matrix `[outputs, rest]` whose rows are orthonormal, or its columns where there are fewer: what it
 * maps keeps its length. Normal numbers made orthogonal by Gram and Schmidt, each vector twice, in f64:
 * `2 count^2 length` multiply-adds for `count` vectors, under a second for 512 of 512 numbers.
 *
 * @see Saxe, McClelland and Ganguli 2014, "Exact solutions to the nonlinear dynamics of learning in
 *   deep linear neural networks".
 */
export function orthogonal(shape: Shape, random: Random): Float32Array<ArrayBuffer> {
  const [rows, columns] = [shape[0] ?? 1, elementCount(shape.slice(1))];
  const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
  const vectors = new Float64Array(count * length).map(() => normal(random));
  for (let start = 0; start < vectors.length; start += length) {
    // The second time round takes away what rounding left of the first.
    for (let round = 0; round < 2; round++) {
      for (let other = 0; other < start; other += length) {
        let along = 0;
        for (let i = 0; i < length; i++) along += vectors[start + i]! * vectors[other + i]!;
        for (let i = 0; i < length; i++) vectors[start + i]! -= along * vectors[other + i]!;
      }
    }
    let square = 0;
    for (let i = 0; i < length; i++) square += vectors[start + i]! ** 2;
    const norm = Math.sqrt(square);
    for (let i = 0; i < length; i++) vectors[start + i]! /= norm;
  }
  if (rows <= columns) return Float32Array.from(vectors);
  return new Float32Array(rows * columns).map((_, i) =>
    vectors[(i % columns) * length + Math.floor(i / columns)]!
  );
}

/** Every initialiser by name; those that need a number are made from it. */
export const initialisers = {
  /** All 0. */
  zeros: (shape: Shape) => fill(shape, () => 0),
  /** All `value`. */
  constant: (value: number): Initialiser => (shape) => fill(shape, () => value),
  /** Uniform between `-bound` and `bound`. */
  uniform: (bound: number): Initialiser => (shape, random) =>
    fill(shape, () => bound * (2 * random() - 1)),
  /** Normal around 0. */
  normal: (deviation: number): Initialiser => (shape, random) =>
    fill(shape, () => deviation * normal(random)),
  lecunNormal,
  lecunUniform,
  kaimingNormal,
  kaimingUniform,
  xavierNormal,
  xavierUniform,
  orthogonal,
} as const;

/** What a layer draws its weights by when it is not told: by what its activation does to their variance. */
export function initialiserBefore(activation: "relu" | undefined): Initialiser {
  return activation === "relu" ? kaimingNormal : lecunNormal;
}
