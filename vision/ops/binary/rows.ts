/** One operation `y = f(a, b)`; kernels, gradients, function and tests follow from the row. */
export interface BinaryRow {
  /** Name of the operation and of its function. */
  readonly name: string;
  /** `y`, a WGSL expression of `a` and `b`, each a `vec4f`. */
  readonly wgsl: string;
  /** `dy/da` and `dy/db`, WGSL expressions of `a` and `b`; only what they name is kept for them. */
  readonly grads: readonly [string, string];
  /** `y` in f64. */
  readonly ref: (a: number, b: number) => number;
  /** `dy/da` and `dy/db` in f64. */
  readonly refGrads: (a: number, b: number) => readonly [number, number];
}

/** A slope that is 1 everywhere: the gradient is handed on as it is. */
export const ONE = "vec4f(1.0)";

/** 1 where `holds`, a half where the two are equal, 0 elsewhere. */
const share = (holds: string) =>
  `select(select(vec4f(0.0), vec4f(1.0), ${holds}), vec4f(0.5), a == b)`;

/** `a` where `holds`, `b` where its opposite does, and NaN where one of them is. */
const choose = (holds: string, opposite: string) =>
  `select(select(a + b, b, ${opposite}), a, ${holds})`;

const refShare = (holds: boolean, equal: boolean): readonly [number, number] =>
  equal ? [0.5, 0.5] : holds ? [1, 0] : [0, 1];

/** The table: a new operation of two tensors is one more row. */
export const BINARY = {
  add: {
    name: "add",
    wgsl: "a + b",
    grads: [ONE, ONE],
    ref: (a, b) => a + b,
    refGrads: () => [1, 1],
  },
  sub: {
    name: "sub",
    wgsl: "a - b",
    grads: [ONE, "vec4f(-1.0)"],
    ref: (a, b) => a - b,
    refGrads: () => [1, -1],
  },
  mul: {
    name: "mul",
    wgsl: "a * b",
    grads: ["b", "a"],
    ref: (a, b) => a * b,
    refGrads: (a, b) => [b, a],
  },
  div: {
    name: "div",
    wgsl: "a / b",
    // The square of b may overflow or vanish where the slope does not.
    grads: ["1.0 / b", "-(a / b) / b"],
    ref: (a, b) => a / b,
    refGrads: (a, b) => [1 / b, -(a / b) / b],
  },
  maximum: {
    name: "maximum",
    wgsl: choose("a >= b", "b > a"),
    grads: [share("a > b"), share("b > a")],
    ref: Math.max,
    refGrads: (a, b) => refShare(a > b, a === b),
  },
  minimum: {
    name: "minimum",
    wgsl: choose("a <= b", "b < a"),
    grads: [share("a < b"), share("b < a")],
    ref: Math.min,
    refGrads: (a, b) => refShare(a < b, a === b),
  },
} as const satisfies Readonly<Record<string, BinaryRow>>;
