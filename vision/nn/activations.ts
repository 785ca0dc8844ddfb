import {
  type ParamsOf,
  type Pointwise,
  pointwise,
  type PointwiseName,
} from "../ops/pointwise/mod.ts";
import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";

/** A pointwise operation as a layer. */
export abstract class Activation<N extends PointwiseName> extends Module {
  /** Numbers that are not the usual ones. */
  readonly numbers: Partial<ParamsOf<N>>;
  readonly #apply: Pointwise<N>;

  /** A layer of the operation `name` of the table. */
  constructor(name: N, numbers: Partial<ParamsOf<N>>) {
    super();
    this.numbers = numbers;
    this.#apply = pointwise(name);
  }

  /** Same shape. */
  override forward(x: Tensor): Tensor {
    return this.#apply(x, this.numbers);
  }
}

/** Makes layers of one operation, by those of its numbers that are not the usual ones. */
export type ActivationClass<N extends PointwiseName> = new (
  numbers?: Partial<ParamsOf<N>>,
) => Activation<N>;

/** The layer of a row of the pointwise table. */
export function activation<N extends PointwiseName>(name: N): ActivationClass<N> {
  return class extends Activation<N> {
    constructor(numbers: Partial<ParamsOf<N>> = {}) {
      super(name, numbers);
    }
  };
}

/** Rectifier: see `relu()`. */
export class ReLU extends activation("relu") {}

/** Absolute value, the rectifier of Jarrett et al. 2009: see `abs()`. */
export class Abs extends activation("abs") {}

/** Hyperbolic tangent: see `tanh()`. */
export class Tanh extends activation("tanh") {}

/** `a tanh(b x)`: see `scaledTanh()`. */
export class ScaledTanh extends activation("scaledTanh") {}

/** Logistic function: see `sigmoid()`. */
export class Sigmoid extends activation("sigmoid") {}

/** See `hardTanh()`. */
export class HardTanh extends activation("hardTanh") {}

/** Rectifier that leaks: see `leakyRelu()`. */
export class LeakyReLU extends activation("leakyRelu") {}

/** See `elu()`. */
export class ELU extends activation("elu") {}

/** Smooth rectifier: see `softplus()`. */
export class Softplus extends activation("softplus") {}

/** Shrinkage: see `softShrink()`. */
export class SoftShrink extends activation("softShrink") {}

/** See `hardShrink()`. */
export class HardShrink extends activation("hardShrink") {}

/** What exceeds a threshold, and a value in place of the rest: see `threshold()`. */
export class Threshold extends activation("threshold") {}

/** See `hardSigmoid()`. */
export class HardSigmoid extends activation("hardSigmoid") {}

/** See `hardSwish()`. */
export class HardSwish extends activation("hardSwish") {}

/** See `gelu()`. */
export class GELU extends activation("gelu") {}

/** See `swish()`. */
export class Swish extends activation("swish") {}

/** Numbers kept within bounds: see `clamp()`. */
export class Clamp extends activation("clamp") {}

/** Power of each number: see `power()`. */
export class Power extends activation("power") {}

/** Square of each number: see `square()`. */
export class Square extends activation("square") {}

/** Square root of each number: see `sqrt()`. */
export class Sqrt extends activation("sqrt") {}

/** Scale and shift by two numbers: see `affine()`. */
export class Affine extends activation("affine") {}
