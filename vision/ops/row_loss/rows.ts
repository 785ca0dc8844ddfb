import { logSumExp } from "../softmax/softmax_ref.ts";

/** What the loss of a row of classes is told beside its numbers. */
export interface RowLossSettings {
  /** Label of rows that do not count. */
  readonly ignoreLabel: number;
  /** How far the right class should be ahead, of losses that have a margin. */
  readonly margin: number;
  /** 1 or 2: the power of what is missing to the margin. */
  readonly power: number;
}

/**
 * One loss of a row of classes `x_1 .. x_c` and its target: a label, or a probability for each class. Kernels,
 * gradient and function follow from the row of this table.
 */
export interface RowLossRow {
  readonly name: string;
  readonly target: "label" | "probabilities";
  /** Whether `scale`, the largest of the row and the logarithm of the sum of exponentials above it, is used. */
  readonly logSum: boolean;
  /** Whether only the term of the right class is not 0. */
  readonly sparse: boolean;
  /**
   * What a class adds to `l`: a WGSL expression of its number `v`, `own` (the right class's), `t` (its
   * probability), `right` (whether it is the right class) and `scale`.
   */
  readonly term: string;
  /** A WGSL expression of the same whose sum over the row the gradient needs as `sum`; empty for none. */
  readonly gathered: string;
  /** `dl/dv`, a WGSL expression of the same and `sum`. */
  readonly grad: string;
  /** `l` in f64; `t` has one probability for each class, 1 for the label. */
  readonly ref: (x: readonly number[], t: readonly number[], settings: RowLossSettings) => number;
  /** `dl/dx` in f64. */
  readonly refGrad: (
    x: readonly number[],
    t: readonly number[],
    settings: RowLossSettings,
  ) => readonly number[];
  readonly paper?: string;
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Cross-entropy of a softmax with any target: `sum_j t_j (log sum exp(x) - x_j)`. */
const softmaxEntropy = {
  ref: (x, t) => {
    const logSum = logSumExp(x);
    return sum(x.map((v, j) => t[j]! === 0 ? 0 : t[j]! * (logSum - v)));
  },
  refGrad: (x, t) => {
    const logSum = logSumExp(x);
    return x.map((v, j) => sum(t) * Math.exp(v - logSum) - t[j]!);
  },
} satisfies Pick<RowLossRow, "ref" | "refGrad">;

/** What each class but the right one misses to the margin. */
function missing(x: readonly number[], t: readonly number[], margin: number): number[] {
  const own = x[t.indexOf(1)]!;
  return x.map((v, j) => t[j] === 1 ? 0 : Math.max(0, margin - own + v));
}

/** The table: a new loss of rows is one more row. */
export const ROW_LOSSES = {
  nllLoss: {
    name: "nll_loss",
    target: "label",
    logSum: false,
    sparse: true,
    term: "-own",
    gathered: "",
    grad: "select(0.0, -1.0, right)",
    ref: (x, t) => -x[t.indexOf(1)]!,
    refGrad: (_x, t) => t.map((share) => -share),
  },
  crossEntropy: {
    name: "cross_entropy",
    target: "label",
    logSum: true,
    sparse: true,
    term: "scale.y - (own - scale.x)",
    gathered: "",
    grad: "exp(v - scale.x - scale.y) - select(0.0, 1.0, right)",
    ...softmaxEntropy,
    paper: "Bridle 1990; Bishop 1995, Neural Networks for Pattern Recognition, section 6.9",
  },
  softCrossEntropy: {
    name: "soft_cross_entropy",
    target: "probabilities",
    logSum: true,
    sparse: false,
    term: "select(0.0, t * (scale.y - (v - scale.x)), t != 0.0)",
    gathered: "t",
    grad: "exp(v - scale.x - scale.y) * sum - t",
    ...softmaxEntropy,
    paper: "Hinton et al. 2015, Distilling the knowledge in a neural network",
  },
  klDivLoss: {
    name: "kl_div_loss",
    target: "probabilities",
    logSum: false,
    sparse: false,
    term: "select(0.0, t * (log(max(t, 1.2e-38)) - v), t > 0.0)",
    gathered: "",
    grad: "-t",
    ref: (x, t) => sum(x.map((v, j) => t[j]! > 0 ? t[j]! * (Math.log(t[j]!) - v) : 0)),
    refGrad: (_x, t) => t.map((share) => -share),
    paper: "Kullback and Leibler 1951, On information and sufficiency",
  },
  multiMarginLoss: {
    name: "multi_margin_loss",
    target: "label",
    logSum: false,
    sparse: false,
    term: "select(lack(own, v), 0.0, right) / f32(p.classes)",
    gathered: "select(slope(own, v), 0.0, right)",
    grad: "select(slope(own, v), -sum, right) / f32(p.classes)",
    ref: (x, t, { margin, power }) =>
      sum(missing(x, t, margin).map((lack) => lack ** power)) / x.length,
    refGrad: (x, t, { margin, power }) => {
      const slopes = missing(x, t, margin).map((lack) =>
        lack > 0 ? power * lack ** (power - 1) / x.length : 0
      );
      return slopes.map((slope, j) => t[j] === 1 ? -sum(slopes) : slope);
    },
    paper: "Weston and Watkins 1999, Support vector machines for multi-class pattern recognition",
  },
} as const satisfies Readonly<Record<string, RowLossRow>>;

/** WGSL that the rows may call. */
export const ROW_LOSS_WGSL = `
fn missing(own: f32, v: f32) -> f32 {
  let m = p.margin - own + v;
  // max() would turn NaN into 0 and hide it.
  return select(m, 0.0, m < 0.0);
}
fn lack(own: f32, v: f32) -> f32 {
  let m = missing(own, v);
  return select(m, m * m, p.power == 2u);
}
fn slope(own: f32, v: f32) -> f32 {
  let m = missing(own, v);
  return select(select(0.0, 1.0, m > 0.0), 2.0 * m, p.power == 2u);
}`;
