import { normal, type Random } from "../random.ts";
import { elementCount, type Shape } from "../shape.ts";

/** Draws the first values of a weight of that shape; the first axis counts the outputs. */
export type Initialiser = (shape: Shape, random: Random) => Float32Array<ArrayBuffer>;

/** Inputs that one output is summed over. */
function fanIn(shape: Shape): number {
  return elementCount(shape.slice(1));
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
