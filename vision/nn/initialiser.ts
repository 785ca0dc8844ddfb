import { normal, type Random } from "../random.ts";
import { elementCount, type Shape } from "../shape.ts";

/** Draws the first values of a weight of that shape; the first axis counts the outputs. */
export type Initialiser = (shape: Shape, random: Random) => Float32Array<ArrayBuffer>;

/** Inputs that one output is summed over. */
function fanIn(shape: Shape): number {
  return elementCount(shape.slice(1));
}

/** Outputs that one input goes into. */
function fanOut(shape: Shape): number {
  return (shape[0] ?? 1) * elementCount(shape.slice(2));
}

function fill(shape: Shape, draw: () => number): Float32Array<ArrayBuffer> {
  return new Float32Array(elementCount(shape)).map(draw);
}

/**
 * Normal with variance `2 / fanIn`: keeps the variance of activations through rectifiers.
 *
 * @see He et al. 2015, "Delving Deep into Rectifiers", equation 10.
 */
export function kaimingNormal(shape: Shape, random: Random): Float32Array<ArrayBuffer> {
  const deviation = Math.sqrt(2 / fanIn(shape));
  return fill(shape, () => deviation * normal(random));
}

/** Uniform with variance `2 / fanIn`: bounds `+-sqrt(6 / fanIn)`. See {@link kaimingNormal}. */
export function kaimingUniform(shape: Shape, random: Random): Float32Array<ArrayBuffer> {
  const bound = Math.sqrt(6 / fanIn(shape));
  return fill(shape, () => bound * (2 * random() - 1));
}

/**
 * Normal with variance `1 / fanIn`: for tanh-like and linear units.
 *
 * @see LeCun et al. 1998, "Efficient BackProp", section 4.6.
 */
export function lecunNormal(shape: Shape, random: Random): Float32Array<ArrayBuffer> {
  const deviation = Math.sqrt(1 / fanIn(shape));
  return fill(shape, () => deviation * normal(random));
}

/** Uniform with variance `1 / fanIn`: bounds `+-sqrt(3 / fanIn)`. See {@link lecunNormal}. */
export function lecunUniform(shape: Shape, random: Random): Float32Array<ArrayBuffer> {
  const bound = Math.sqrt(3 / fanIn(shape));
  return fill(shape, () => bound * (2 * random() - 1));
}

/**
 * Normal with variance `2 / (fanIn + fanOut)`: keeps the variance of activations on the way forward and
 * that of gradients on the way back alike, through units that are linear near 0.
 *
 * @see Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural
 *   networks", equation 12.
 */
export function xavierNormal(shape: Shape, random: Random): Float32Array<ArrayBuffer> {
  const deviation = Math.sqrt(2 / (fanIn(shape) + fanOut(shape)));
  return fill(shape, () => deviation * normal(random));
}

/**
 * Uniform with variance `2 / (fanIn + fanOut)`: bounds `+-sqrt(6 / (fanIn + fanOut))`. See
 * {@link xavierNormal}.
 */
export function xavierUniform(shape: Shape, random: Random): Float32Array<ArrayBuffer> {
  const bound = Math.sqrt(6 / (fanIn(shape) + fanOut(shape)));
  return fill(shape, () => bound * (2 * random() - 1));
}

/**
 * A matrix `[outputs, rest]` whose rows are orthonormal, or its columns where there are fewer: what it
 * maps keeps its length. Normal numbers made orthogonal by Gram and Schmidt, each row twice, in f64.
 *
 * @see Saxe, McClelland and Ganguli 2014, "Exact solutions to the nonlinear dynamics of learning in
 *   deep linear neural networks".
 */
export function orthogonal(shape: Shape, random: Random): Float32Array<ArrayBuffer> {
  const [rows, columns] = [shape[0] ?? 1, fanIn(shape)];
  const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
  const vectors: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    const vector = new Float64Array(length).map(() => normal(random));
    // The second time round takes away what rounding left of the first.
    for (const other of [...vectors, ...vectors]) {
      const along = vector.reduce((sum, value, i) => sum + value * other[i]!, 0);
      other.forEach((value, i) => vector[i]! -= along * value);
    }
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value ** 2, 0));
    vectors.push(vector.map((value) => value / norm));
  }
  return Float32Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return rows <= columns ? vectors[row]![column]! : vectors[column]![row]!;
  });
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
