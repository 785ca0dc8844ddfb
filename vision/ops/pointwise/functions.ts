import { type Pointwise, pointwise } from "./pointwise.ts";

/** Rectifier: `y = max(x, 0)`. Any shape; the derivative at 0 is taken as 0. */
export const relu: Pointwise<"relu"> = pointwise("relu");

/** Hyperbolic tangent: `y = tanh(x)`. Any shape. */
export const tanh: Pointwise<"tanh"> = pointwise("tanh");

/** `y = a tanh(b x)`, 1.7159 and 2/3 when left out: variance about 1 in, variance about 1 out. */
export const scaledTanh: Pointwise<"scaledTanh"> = pointwise("scaledTanh");

/** Logistic function: `y = 1 / (1 + exp(-x))`. */
export const sigmoid: Pointwise<"sigmoid"> = pointwise("sigmoid");

/** `y = min(max(x, min), max)`, -1 and 1 when left out; the derivative at the bounds is 0. */
export const hardTanh: Pointwise<"hardTanh"> = pointwise("hardTanh");

/** Rectifier that leaks: `y = x` where `x > 0`, `slope x` elsewhere; 0.01 when left out. */
export const leakyRelu: Pointwise<"leakyRelu"> = pointwise("leakyRelu");

/** `y = x` where `x > 0`, `alpha (exp(x) - 1)` elsewhere; 1 when left out. */
export const elu: Pointwise<"elu"> = pointwise("elu");

/** Smooth rectifier: `y = log(1 + exp(beta x)) / beta`; 1 when left out. */
export const softplus: Pointwise<"softplus"> = pointwise("softplus");

/** Shrinkage: `y = sign(x) max(|x| - lambda, 0)`; 0.5 when left out. */
export const softShrink: Pointwise<"softShrink"> = pointwise("softShrink");

/** `y = x` where `|x| > lambda`, 0 elsewhere; 0.5 when left out. */
export const hardShrink: Pointwise<"hardShrink"> = pointwise("hardShrink");

/** `y = x` where `x > threshold`, `value` elsewhere; 0 and 0, a rectifier, when left out. */
export const threshold: Pointwise<"threshold"> = pointwise("threshold");

/** `y = min(max(alpha x + beta, 0), 1)`; 0.2 and 0.5 when left out. */
export const hardSigmoid: Pointwise<"hardSigmoid"> = pointwise("hardSigmoid");

/** `y = x min(max(x / 6 + 1/2, 0), 1)`. */
export const hardSwish: Pointwise<"hardSwish"> = pointwise("hardSwish");

/** `y = x Phi(x)`, `Phi` the standard normal distribution function (no approximation by tanh). */
export const gelu: Pointwise<"gelu"> = pointwise("gelu");

/** `y = x / (1 + exp(-beta x))`; beta 1, the SiLU, when left out. */
export const swish: Pointwise<"swish"> = pointwise("swish");

/** `y = |x|`; the derivative at 0 is taken as 0. */
export const abs: Pointwise<"abs"> = pointwise("abs");

/** `y = -x`. */
export const neg: Pointwise<"neg"> = pointwise("neg");

/** -1, 0 or 1; the derivative is 0. */
export const sign: Pointwise<"sign"> = pointwise("sign");

/** `y = exp(x)`. */
export const exp: Pointwise<"exp"> = pointwise("exp");

/** Natural logarithm. */
export const log: Pointwise<"log"> = pointwise("log");

/** Square root; the derivative at 0 is infinite. */
export const sqrt: Pointwise<"sqrt"> = pointwise("sqrt");

/** `y = x^2`. */
export const square: Pointwise<"square"> = pointwise("square");

/** `y = 1 / x`. */
export const reciprocal: Pointwise<"reciprocal"> = pointwise("reciprocal");

/** `y = min(max(x, min), max)`, without bound where one is left out; the derivative at a bound is 1. */
export const clamp: Pointwise<"clamp"> = pointwise("clamp");

/** `y = x^exponent`, 2 when left out; of a negative `x` by whole exponents alone. */
export const power: Pointwise<"power"> = pointwise("power");

/** Scale and shift by two numbers: `y = a x + b`; 1 and 0 when left out. */
export const affine: Pointwise<"affine"> = pointwise("affine");
