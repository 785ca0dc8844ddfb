/**
 * One loss `l = f(x, t)` of an element and its target; kernels, gradient, function and tests follow from
 * the row.
 */
export interface ElementwiseLossRow {
  readonly name: string;
  /** `l`, a WGSL expression of `x`, `t` and `margin`, all `vec4f`. */
  readonly wgsl: string;
  /** `dl/dx`, a WGSL expression of the same. */
  readonly grad: string;
  /** `l` in f64. */
  readonly ref: (x: number, t: number, margin: number) => number;
  /** `dl/dx` in f64. */
  readonly refGrad: (x: number, t: number, margin: number) => number;
  /** Whether `l` is a function of `x - t`, so that a target may ask for a gradient: `-dl/dx`. */
  readonly ofDifference: boolean;
  readonly paper?: string;
}

/** `log(1 + exp(z))` without overflow. */
const softplus = (z: number) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

/**
 * Bound of the logarithms of binary cross-entropy on probabilities: a confident mistake costs 100 and
 * not infinity.
 */
const LEAST_LOG = -100;

/**
 * WGSL that the rows may call. WGSL has no log1p: below 1e-4 its series is exact in f32, and a
 * logarithm of 0 may be anything. Bounds are comparisons, since max() would turn NaN into a number and hide it.
 */
export const LOSS_WGSL = `
fn log1p(z: vec4f) -> vec4f { return select(log(1.0 + z), z * (1.0 - 0.5 * z), z < vec4f(1e-4)); }
fn softplus(z: vec4f) -> vec4f { return max(z, vec4f(0.0)) + log1p(exp(-abs(z))); }
fn sigmoid(z: vec4f) -> vec4f {
  let e = exp(-abs(z));
  return select(e, vec4f(1.0), z >= vec4f(0.0)) / (1.0 + e);
}
fn boundedLog(z: vec4f) -> vec4f {
  let some = select(z, vec4f(1.2e-38), z < vec4f(1.2e-38));
  return select(log(some), vec4f(${LEAST_LOG}.0), z <= vec4f(0.0));
}
fn above(z: vec4f) -> vec4f { return select(z, vec4f(0.0), z < vec4f(0.0)); }
fn within(z: vec4f) -> vec4f {
  return select(select(z, vec4f(1.0), z > vec4f(1.0)), vec4f(-1.0), z < vec4f(-1.0));
}
fn positive(z: vec4f) -> vec4f { return select(vec4f(0.0), vec4f(1.0), z > vec4f(0.0)); }`;

/** The table: a new loss of single elements is one more row. */
export const ELEMENTWISE_LOSSES = {
  mseLoss: {
    name: "mse_loss",
    wgsl: "(x - t) * (x - t)",
    grad: "2.0 * (x - t)",
    ref: (x, t) => (x - t) ** 2,
    refGrad: (x, t) => 2 * (x - t),
    ofDifference: true,
  },
  l1Loss: {
    name: "l1_loss",
    wgsl: "abs(x - t)",
    grad: "sign(x - t)",
    ref: (x, t) => Math.abs(x - t),
    refGrad: (x, t) => Math.sign(x - t),
    ofDifference: true,
  },
  smoothL1Loss: {
    name: "smooth_l1_loss",
    wgsl:
      "select(abs(x - t) - 0.5 * margin, 0.5 * (x - t) * (x - t) / margin, abs(x - t) < margin)",
    grad: "within((x - t) / margin)",
    ref: (x, t, beta) => {
      const d = Math.abs(x - t);
      return d < beta ? d * d / (2 * beta) : d - beta / 2;
    },
    refGrad: (x, t, beta) => Math.max(-1, Math.min(1, (x - t) / beta)),
    ofDifference: true,
    paper: "Huber 1964, Robust estimation of a location parameter; Girshick 2015, Fast R-CNN",
  },
  bceLoss: {
    name: "bce_loss",
    wgsl: "-t * boundedLog(x) - (1.0 - t) * boundedLog(1.0 - x)",
    // Where the logarithm is bounded the slope stays steep, so that a confident mistake is still corrected.
    grad: "(x - t) / max(x * (1.0 - x), vec4f(1e-12))",
    ref: (x, t) =>
      -t * Math.max(Math.log(x), LEAST_LOG) - (1 - t) * Math.max(Math.log(1 - x), LEAST_LOG),
    refGrad: (x, t) => (x - t) / Math.max(x * (1 - x), 1e-12),
    ofDifference: false,
  },
  bceWithLogitsLoss: {
    name: "bce_with_logits_loss",
    // -t log s - (1 - t) log(1 - s) with s = sigmoid(x) is (1 - t) x + log(1 + exp(-x)); the sum is taken
    // of two terms that are never negative for t in 0..1, so that nothing cancels.
    wgsl: "t * softplus(-x) + (1.0 - t) * softplus(x)",
    grad: "(1.0 - t) * sigmoid(x) - t * sigmoid(-x)",
    ref: (x, t) => t * softplus(-x) + (1 - t) * softplus(x),
    refGrad: (x, t) => (1 - t) * sigmoid(x) - t * sigmoid(-x),
    ofDifference: false,
  },
  softMarginLoss: {
    name: "soft_margin_loss",
    wgsl: "softplus(-t * x)",
    grad: "-t * sigmoid(-t * x)",
    ref: (x, t) => softplus(-t * x),
    refGrad: (x, t) => -t * sigmoid(-t * x),
    ofDifference: false,
  },
  hingeLoss: {
    name: "hinge_loss",
    wgsl: "above(margin - t * x)",
    grad: "-t * positive(margin - t * x)",
    ref: (x, t, margin) => Math.max(margin - t * x, 0),
    refGrad: (x, t, margin) => (margin - t * x > 0 ? -t : 0),
    ofDifference: false,
    paper: "Cortes and Vapnik 1995, Support-vector networks",
  },
} as const satisfies Readonly<Record<string, ElementwiseLossRow>>;
