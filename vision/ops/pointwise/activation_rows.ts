import { isNan } from "../../kernel/nan.wgsl.ts";
import { erfc } from "./erf_ref.ts";
import { row } from "./row.ts";

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** `log(1 + e)` for `e` in 0..1 as `2 atanh(e / (2 + e))`: log() is no good close to 1. */
const LOG1P_WGSL = `
fn log1p(e: vec4f) -> vec4f {
  let s = e / (2.0 + e);
  let q = s * s;
  return 2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 +
    q * (1.0 / 11.0 + q / 13.0))))));
}`;

/** The exponential is of a number of at most 0, so that it never overflows. */
const SIGMOID_WGSL = `
fn sigmoid(x: vec4f) -> vec4f {
  let e = exp(-abs(x));
  return select(e, vec4f(1.0), x >= vec4f(0.0)) / (1.0 + e);
}`;

/** `exp(x) - 1` for `x <= 0`: by its series where the difference would cancel. */
const EXPM1_WGSL = `
fn expm1(x: vec4f) -> vec4f {
  let series = x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0 * (1.0 + x / 5.0 *
    (1.0 + x / 6.0 * (1.0 + x / 7.0))))));
  return select(exp(x) - 1.0, series, x > vec4f(-0.4));
}`;

/**
 * `Phi(x)`, the normal distribution function, and its density. `erfc(z) = t exp(-z^2 + P(t))`,
 * `t = 1 / (1 + z / 2)`, with a least-squares polynomial for `P`: 4e-7 of the value at most, in the tails
 * too.
 */
const NORMAL_WGSL = `
fn normalTail(z: vec4f) -> vec4f {
  let t = 1.0 / (1.0 + 0.5 * z);
  var s = vec4f(0.15775101);
  s = s * t - 0.75018158;
  s = s * t + 1.31865295;
  s = s * t - 0.90974067;
  s = s * t + 0.09432143;
  s = s * t - 0.09025566;
  s = s * t + 0.06523265;
  s = s * t + 0.38035412;
  s = s * t + 0.99934808;
  s = s * t - 1.26548227;
  return 0.5 * t * exp(s - z * z);
}
fn normalBelow(x: vec4f) -> vec4f {
  let tail = normalTail(abs(x) * 0.70710678);
  return select(tail, 1.0 - tail, x >= vec4f(0.0));
}
fn normalDensity(x: vec4f) -> vec4f { return 0.39894228 * exp(-0.5 * x * x); }`;

/**
 * Beyond 15 the f32 result is 1, and some drivers overflow in exp(2 x) there. Bounds and drivers may make a
 * number of NaN, which would hide it.
 */
const TANH_WGSL = `
fn boundedTanh(x: vec4f) -> vec4f {
  return select(tanh(clamp(x, vec4f(-15.0), vec4f(15.0))), x, ${isNan("x")});
}`;

/** Bounds as expressions that let NaN through, so that a fault is seen where it begins. */
const CLAMP_WGSL = "select(select(x, vec4f(p.max), x > vec4f(p.max)), vec4f(p.min), " +
  "x < vec4f(p.min))";

/** What two bounds must be like. */
export const refuseBounds = ({ min, max }: { min: number; max: number }): string | null =>
  min <= max ? null : `min at most max, got ${min} and ${max}`;

const refuseNegative = (name: string, value: number): string | null =>
  value >= 0 ? null : `${name} of at least 0, got ${value}`;

const refuseNotPositive = (name: string, value: number): string | null =>
  value > 0 ? null : `${name} above 0, got ${value}`;

/** Nonlinearities of nets. */
export const ACTIVATION_ROWS = {
  relu: row({
    name: "relu",
    keepsZero: true,
    // max() would turn NaN into 0 and hide it.
    wgsl: "select(x, vec4f(0.0), x < vec4f(0.0))",
    grad: "select(vec4f(0.0), vec4f(1.0), y > vec4f(0.0))",
    ref: (x) => Math.max(x, 0),
    refGrad: (_x, y) => (y > 0 ? 1 : 0),
    domain: [-1e4, 1e4],
    kinks: () => [0],
    paper: "Jarrett et al. 2009, What is the best multi-stage architecture for object recognition?",
  }),
  tanh: row({
    name: "tanh",
    functions: TANH_WGSL,
    wgsl: "boundedTanh(x)",
    grad: "1.0 - y * y",
    ref: Math.tanh,
    refGrad: (_x, y) => 1 - y * y,
    domain: [-200, 200],
    paper: "LeCun et al. 1998, Efficient BackProp, section 4.4",
  }),
  scaledTanh: row({
    name: "scaledTanh",
    params: { a: 1.7159, b: 2 / 3 },
    refuse: ({ a }) => refuseNotPositive("a", a),
    functions: TANH_WGSL,
    wgsl: "p.a * boundedTanh(p.b * x)",
    grad: "p.b * (p.a - y * y / p.a)",
    ref: (x, { a, b }) => a * Math.tanh(b * x),
    refGrad: (_x, y, { a, b }) => b * (a - y * y / a),
    domain: [-200, 200],
    paper: "LeCun et al. 1998, Efficient BackProp, section 4.4",
  }),
  sigmoid: row({
    name: "sigmoid",
    functions: SIGMOID_WGSL,
    wgsl: "sigmoid(x)",
    grad: "y * (1.0 - y)",
    ref: sigmoid,
    refGrad: (_x, y) => y * (1 - y),
    domain: [-200, 200],
  }),
  hardTanh: row({
    name: "hardTanh",
    params: { min: -1, max: 1 },
    refuse: refuseBounds,
    wgsl: CLAMP_WGSL,
    grad: "select(vec4f(0.0), vec4f(1.0), (x > vec4f(p.min)) & (x < vec4f(p.max)))",
    ref: (x, { min, max }) => Math.min(Math.max(x, min), max),
    refGrad: (x, _y, { min, max }) => (x > min && x < max ? 1 : 0),
    domain: [-1e4, 1e4],
    kinks: ({ min, max }) => [min, max],
  }),
  leakyRelu: row({
    name: "leakyRelu",
    keepsZero: true,
    params: { slope: 0.01 },
    wgsl: "select(x, p.slope * x, x < vec4f(0.0))",
    grad: "select(vec4f(p.slope), vec4f(1.0), x > vec4f(0.0))",
    ref: (x, { slope }) => (x < 0 ? slope * x : x),
    refGrad: (x, _y, { slope }) => (x > 0 ? 1 : slope),
    domain: [-1e4, 1e4],
    kinks: () => [0],
    paper: "Maas et al. 2013, Rectifier nonlinearities improve neural network acoustic models",
  }),
  elu: row({
    name: "elu",
    keepsZero: true,
    params: { alpha: 1 },
    refuse: ({ alpha }) => refuseNegative("alpha", alpha),
    functions: EXPM1_WGSL,
    wgsl: "select(x, p.alpha * expm1(min(x, vec4f(0.0))), x < vec4f(0.0))",
    grad: "select(y + p.alpha, vec4f(1.0), y > vec4f(0.0))",
    ref: (x, { alpha }) => (x < 0 ? alpha * Math.expm1(x) : x),
    refGrad: (_x, y, { alpha }) => (y > 0 ? 1 : y + alpha),
    domain: [-200, 1e4],
    kinks: () => [0],
    paper:
      "Clevert et al. 2016, Fast and accurate deep network learning by exponential linear units",
  }),
  softplus: row({
    name: "softplus",
    params: { beta: 1 },
    refuse: ({ beta }) => refuseNotPositive("beta", beta),
    functions: LOG1P_WGSL + SIGMOID_WGSL,
    wgsl: "select(x, vec4f(0.0), x < vec4f(0.0)) + log1p(exp(-abs(p.beta * x))) / p.beta",
    grad: "sigmoid(p.beta * x)",
    ref: (x, { beta }) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(beta * x))) / beta,
    refGrad: (x, _y, { beta }) => sigmoid(beta * x),
    domain: [-200, 1e4],
    paper: "Dugas et al. 2001, Incorporating second-order functional knowledge",
  }),
  softShrink: row({
    name: "softShrink",
    keepsZero: true,
    params: { lambda: 0.5 },
    refuse: ({ lambda }) => refuseNegative("lambda", lambda),
    wgsl: "x - clamp(x, vec4f(-p.lambda), vec4f(p.lambda))",
    grad: "select(vec4f(0.0), vec4f(1.0), y != vec4f(0.0))",
    ref: (x, { lambda }) => x - Math.min(Math.max(x, -lambda), lambda),
    refGrad: (_x, y) => (y !== 0 ? 1 : 0),
    domain: [-1e4, 1e4],
    kinks: ({ lambda }) => [-lambda, lambda],
    paper: "Donoho and Johnstone 1994, Ideal spatial adaptation by wavelet shrinkage",
  }),
  hardShrink: row({
    name: "hardShrink",
    keepsZero: true,
    params: { lambda: 0.5 },
    refuse: ({ lambda }) => refuseNegative("lambda", lambda),
    wgsl: "select(x, vec4f(0.0), abs(x) <= vec4f(p.lambda))",
    grad: "select(vec4f(0.0), vec4f(1.0), y != vec4f(0.0))",
    ref: (x, { lambda }) => (Math.abs(x) <= lambda ? 0 : x),
    refGrad: (_x, y) => (y !== 0 ? 1 : 0),
    domain: [-1e4, 1e4],
    kinks: ({ lambda }) => [-lambda, lambda],
  }),
  threshold: row({
    name: "threshold",
    params: { threshold: 0, value: 0 },
    wgsl: "select(x, vec4f(p.value), x <= vec4f(p.threshold))",
    grad: "select(vec4f(0.0), vec4f(1.0), x > vec4f(p.threshold))",
    ref: (x, { threshold, value }) => (x <= threshold ? value : x),
    refGrad: (x, _y, { threshold }) => (x > threshold ? 1 : 0),
    domain: [-1e4, 1e4],
    kinks: ({ threshold }) => [threshold],
  }),
  hardSigmoid: row({
    name: "hardSigmoid",
    params: { alpha: 0.2, beta: 0.5 },
    wgsl: `select(select(p.alpha * x + p.beta, vec4f(1.0), p.alpha * x + p.beta > vec4f(1.0)),
      vec4f(0.0), p.alpha * x + p.beta < vec4f(0.0))`,
    grad: "select(vec4f(0.0), vec4f(p.alpha), (y > vec4f(0.0)) & (y < vec4f(1.0)))",
    ref: (x, { alpha, beta }) => Math.max(0, Math.min(1, alpha * x + beta)),
    refGrad: (_x, y, { alpha }) => (y > 0 && y < 1 ? alpha : 0),
    domain: [-1e4, 1e4],
    kinks: ({ alpha, beta }) => (alpha === 0 ? [] : [-beta / alpha, (1 - beta) / alpha]),
  }),
  hardSwish: row({
    name: "hardSwish",
    keepsZero: true,
    wgsl: `select(select(x * (x / 6.0 + 0.5), x, x > vec4f(3.0)), vec4f(0.0), x < vec4f(-3.0))`,
    grad: `select(select(x / 3.0 + 0.5, vec4f(1.0), x > vec4f(3.0)), vec4f(0.0),
      x < vec4f(-3.0))`,
    ref: (x) => x * Math.max(0, Math.min(1, x / 6 + 0.5)),
    refGrad: (x) => (x > 3 ? 1 : x < -3 ? 0 : x / 3 + 0.5),
    domain: [-1e4, 1e4],
    kinks: () => [-3, 3],
    paper: "Howard et al. 2019, Searching for MobileNetV3",
  }),
  gelu: row({
    name: "gelu",
    keepsZero: true,
    functions: NORMAL_WGSL,
    wgsl: "x * normalBelow(x)",
    grad: "normalBelow(x) + x * normalDensity(x)",
    ref: (x) => x * 0.5 * erfc(-x * Math.SQRT1_2),
    refGrad: (x) =>
      0.5 * erfc(-x * Math.SQRT1_2) + x * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI),
    domain: [-100, 1e4],
    paper: "Hendrycks and Gimpel 2016, Gaussian error linear units",
  }),
  swish: row({
    name: "swish",
    keepsZero: true,
    params: { beta: 1 },
    functions: SIGMOID_WGSL,
    wgsl: "x * sigmoid(p.beta * x)",
    grad: "sigmoid(p.beta * x) * (1.0 + p.beta * x * sigmoid(-p.beta * x))",
    ref: (x, { beta }) => x * sigmoid(beta * x),
    refGrad: (x, _y, { beta }) => sigmoid(beta * x) * (1 + beta * x * sigmoid(-beta * x)),
    domain: [-200, 1e4],
    paper: "Ramachandran et al. 2017, Searching for activation functions",
  }),
} as const;
