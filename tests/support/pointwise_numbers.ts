import type { PointwiseName, PointwiseParams } from "../../vision/ops/pointwise/mod.ts";

/** Numbers of pointwise operations other than the usual ones, some of which make `f(0)` or its slope special. */
export const OTHER_NUMBERS: Readonly<Partial<Record<PointwiseName, readonly PointwiseParams[]>>> = {
  scaledTanh: [{ a: 0.5, b: -2 }],
  hardTanh: [{ min: 0.5, max: 3 }, { min: -3, max: -1 }],
  leakyRelu: [{ slope: -0.3 }],
  elu: [{ alpha: 0.3 }],
  softplus: [{ beta: 3 }],
  softShrink: [{ lambda: 0 }],
  hardShrink: [{ lambda: 1.5 }],
  threshold: [{ threshold: 1, value: -7 }, { threshold: -1, value: 2 }],
  hardSigmoid: [{ alpha: 1 / 6, beta: 0.6 }, { alpha: 0.2, beta: 0 }],
  swish: [{ beta: 1.7 }],
  clamp: [{ min: 1, max: 1.5 }, { min: 0, max: Infinity }, { min: -Infinity, max: -2 }],
  power: [{ exponent: -1.5 }, { exponent: 0 }, { exponent: 0.5 }, { exponent: 1 }],
  affine: [{ a: -3, b: 2 }, { a: 0, b: 0 }],
};
