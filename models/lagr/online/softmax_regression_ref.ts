/** Weights of a softmax regression in f64: `weight` is `[classes, features]`, row-major. */
export interface RegressionWeights {
  readonly weight: Float64Array;
  readonly bias: Float64Array;
}

/** What one step of learning is done with. */
export interface StepOptions {
  /** Step, as a share of `1 / (1 + mean |x|^2)`. */
  readonly rate: number;
  /** Share of the way back to the default weights. */
  readonly decay: number;
}

/** `q = softmax(W x + b)`. */
export function probabilitiesRef(
  { weight, bias }: RegressionWeights,
  x: ArrayLike<number>,
): Float64Array {
  const logits = Float64Array.from(bias, (b, c) => {
    let sum = b;
    for (let f = 0; f < x.length; f++) sum += weight[c * x.length + f]! * x[f]!;
    return sum;
  });
  const most = Math.max(...logits);
  const exps = logits.map((logit) => Math.exp(logit - most));
  const sum = exps.reduce((a, b) => a + b, 0);
  return exps.map((e) => e / sum);
}

/** `KL(p || q) = sum_i p_i log(p_i / q_i)`, 0 where `p_i` is. */
export function klRef(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i]! > 0) sum += p[i]! * Math.log(p[i]! / q[i]!);
  return sum;
}

/** Gradient of the mean of `KL(p || q)` over a batch: of each sample `(q - p) x^T`, and `q - p` for the bias. */
export function gradientRef(
  weights: RegressionWeights,
  xs: readonly ArrayLike<number>[],
  ps: readonly ArrayLike<number>[],
): RegressionWeights {
  const weight = new Float64Array(weights.weight.length);
  const bias = new Float64Array(weights.bias.length);
  xs.forEach((x, k) => {
    const q = probabilitiesRef(weights, x);
    q.forEach((qi, c) => {
      const error = (qi - ps[k]![c]!) / xs.length;
      bias[c]! += error;
      for (let f = 0; f < x.length; f++) weight[c * x.length + f]! += error * x[f]!;
    });
  });
  return { weight, bias };
}

/**
 * One step, in place: down the gradient by `rate / (1 + mean |x|^2)` and a share `decay` of the way back to
 * the default weights. Without samples only the latter.
 */
export function stepRef(
  weights: RegressionWeights,
  defaults: RegressionWeights,
  xs: readonly ArrayLike<number>[],
  ps: readonly ArrayLike<number>[],
  { rate, decay }: StepOptions,
): void {
  const gradient = gradientRef(weights, xs, ps);
  let squares = 0;
  for (const x of xs) for (let f = 0; f < x.length; f++) squares += x[f]! * x[f]! / xs.length;
  const step = rate / (1 + squares);
  for (const name of ["weight", "bias"] as const) {
    const [w, w0, g] = [weights[name], defaults[name], gradient[name]];
    w.forEach((value, i) => w[i] = value - step * g[i]! - decay * (value - w0[i]!));
  }
}
