import { isNan } from "../../kernel/nan.wgsl.ts";
import { refuseBounds } from "./activation_rows.ts";
import { row } from "./row.ts";

/** `x ** e`: by the logarithm of `|x|`, with the sign of an odd power of a negative number. */
const POWER_WGSL = `
fn power(x: vec4f, e: f32) -> vec4f {
  if (e == 0.0) { return vec4f(1.0); }
  let zero = select(vec4f(0.0), 1.0 / abs(x), vec4<bool>(e < 0.0));
  let size = select(pow(abs(x), vec4f(e)), zero, x == vec4f(0.0));
  let odd = abs(e) % 2.0 == 1.0;
  // No real power: the root of a negative number is NaN, made so that no compiler foresees it.
  let negative = select(sqrt(min(x, vec4f(0.0))), select(size, -size, odd), vec4<bool>(e == floor(e)));
  return select(select(size, negative, x < vec4f(0.0)), x, ${isNan("x")});
}
fn powerSlope(x: vec4f, e: f32) -> vec4f {
  // 0 times an infinite power would be NaN.
  if (e == 0.0) { return vec4f(0.0); }
  return e * power(x, e - 1.0);
}`;

/** Elementary functions. */
export const FUNCTION_ROWS = {
  abs: row({
    name: "abs",
    keepsZero: true,
    wgsl: "abs(x)",
    grad: "sign(x)",
    ref: Math.abs,
    refGrad: Math.sign,
    domain: [-1e4, 1e4],
    kinks: () => [0],
    paper: "Jarrett et al. 2009, What is the best multi-stage architecture for object recognition?",
  }),
  neg: row({
    name: "neg",
    keepsZero: true,
    wgsl: "-x",
    grad: "vec4f(-1.0)",
    ref: (x) => -x,
    refGrad: () => -1,
    domain: [-1e4, 1e4],
  }),
  sign: row({
    name: "sign",
    keepsZero: true,
    // sign() of NaN may be 0.
    wgsl: "select(select(x, vec4f(1.0), x > vec4f(0.0)), vec4f(-1.0), x < vec4f(0.0))",
    grad: "vec4f(0.0)",
    ref: Math.sign,
    refGrad: () => 0,
    domain: [-1e4, 1e4],
    kinks: () => [0],
  }),
  exp: row({
    name: "exp",
    wgsl: "exp(x)",
    grad: "y",
    ref: Math.exp,
    refGrad: (_x, y) => y,
    domain: [-80, 20],
  }),
  log: row({
    name: "log",
    wgsl: "log(x)",
    grad: "1.0 / x",
    ref: Math.log,
    refGrad: (x) => 1 / x,
    domain: [0.01, 1e4],
  }),
  sqrt: row({
    name: "sqrt",
    wgsl: "sqrt(x)",
    grad: "0.5 / y",
    ref: Math.sqrt,
    refGrad: (_x, y) => 0.5 / y,
    domain: [0.01, 1e4],
  }),
  square: row({
    name: "square",
    keepsZero: true,
    wgsl: "x * x",
    grad: "2.0 * x",
    ref: (x) => x * x,
    refGrad: (x) => 2 * x,
    domain: [-1e4, 1e4],
  }),
  reciprocal: row({
    name: "reciprocal",
    wgsl: "1.0 / x",
    grad: "-y * y",
    ref: (x) => 1 / x,
    refGrad: (_x, y) => -y * y,
    domain: [0.01, 1e4],
  }),
  clamp: row({
    name: "clamp",
    params: { min: -Infinity, max: Infinity },
    refuse: refuseBounds,
    wgsl: "select(select(x, vec4f(p.max), x > vec4f(p.max)), vec4f(p.min), x < vec4f(p.min))",
    grad: "select(vec4f(0.0), vec4f(1.0), (x >= vec4f(p.min)) & (x <= vec4f(p.max)))",
    ref: (x, { min, max }) => Math.min(Math.max(x, min), max),
    refGrad: (x, _y, { min, max }) => (x >= min && x <= max ? 1 : 0),
    domain: [-1e4, 1e4],
    kinks: ({ min, max }) => [min, max],
  }),
  power: row({
    name: "power",
    params: { exponent: 2 },
    functions: POWER_WGSL,
    wgsl: "power(x, p.exponent)",
    grad: "powerSlope(x, p.exponent)",
    ref: (x, { exponent }) => x ** exponent,
    refGrad: (x, _y, { exponent }) => (exponent === 0 ? 0 : exponent * x ** (exponent - 1)),
    domain: [0.01, 100],
  }),
  affine: row({
    name: "affine",
    params: { a: 1, b: 0 },
    wgsl: "p.a * x + p.b",
    grad: "vec4f(p.a)",
    ref: (x, { a, b }) => a * x + b,
    refGrad: (_x, _y, { a }) => a,
    domain: [-1e4, 1e4],
  }),
} as const;
