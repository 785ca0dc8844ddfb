/** One pointwise operation `y = f(x)`; kernels, gradient, function and tests follow from the row. */
export interface PointwiseRow {
  readonly name: string;
  /** `y`, a WGSL expression of `x: vec4f`. */
  readonly wgsl: string;
  /** `dy/dx`, a WGSL expression of `x` and `y`; only what it names is kept for it. */
  readonly grad: string;
  /** `y` in f64. */
  readonly ref: (x: number) => number;
  /** `dy/dx` in f64. */
  readonly refGrad: (x: number, y: number) => number;
  /** Inputs that it must be right on, ugly ends included. */
  readonly domain: readonly [number, number];
  /** Where the derivative jumps; gradient checks keep away from these. */
  readonly kinks?: readonly number[];
  readonly paper?: string;
}

/** The table: a new pointwise operation is one more row. */
export const POINTWISE = {
  relu: {
    name: "relu",
    // max() would turn NaN into 0 and hide it.
    wgsl: "select(x, vec4f(0.0), x < vec4f(0.0))",
    grad: "select(vec4f(0.0), vec4f(1.0), y > vec4f(0.0))",
    ref: (x) => Math.max(x, 0),
    refGrad: (_x, y) => (y > 0 ? 1 : 0),
    domain: [-1e4, 1e4],
    kinks: [0],
    paper: "Jarrett et al. 2009, What is the best multi-stage architecture for object recognition?",
  },
  tanh: {
    name: "tanh",
    // Beyond 15 the f32 result is 1, and some drivers overflow in exp(2 x) there.
    wgsl: "tanh(clamp(x, vec4f(-15.0), vec4f(15.0)))",
    grad: "1.0 - y * y",
    ref: Math.tanh,
    refGrad: (_x, y) => 1 - y * y,
    domain: [-200, 200],
    paper: "LeCun et al. 1998, Efficient BackProp, section 4.4",
  },
} as const satisfies Readonly<Record<string, PointwiseRow>>;
