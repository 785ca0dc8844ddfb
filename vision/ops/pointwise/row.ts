/** Named numbers of a pointwise operation, with their values where none are given. */
export type PointwiseParams = Readonly<Record<string, number>>;

/**
 * One pointwise operation `y = f(x)`; kernels, gradient, function, module and tests follow from the row.
 * Its numbers are uniforms, so that one pipeline serves all values.
 */
export interface PointwiseRow<P extends PointwiseParams = PointwiseParams> {
  /** Name of the operation and of its function. */
  readonly name: string;
  /** Names and usual values of the numbers that `wgsl` and `grad` know as `p.name`. */
  readonly params?: P;
  /** What the numbers must be like, where they are not. */
  readonly refuse?: (params: P) => string | null;
  /** WGSL functions that the expressions call. */
  readonly functions?: string;
  /**
   * Whether `y` is 0 and the slope is finite at 0 for all numbers, however a driver rounds. Then the spare
   * channels of images stay 0 by themselves; otherwise they are put back to 0.
   */
  readonly keepsZero?: true;
  /** `y`, a WGSL expression of `x: vec4f`. */
  readonly wgsl: string;
  /** `dy/dx`, a WGSL expression of `x` and `y`; only what it names is kept for it. */
  readonly grad: string;
  /** `y` in f64. */
  readonly ref: (x: number, params: P) => number;
  /** `dy/dx` in f64. */
  readonly refGrad: (x: number, y: number, params: P) => number;
  /** Inputs that it must be right on, ugly ends included. */
  readonly domain: readonly [number, number];
  /** Where the derivative jumps; gradient checks keep away from these. */
  readonly kinks?: (params: P) => readonly number[];
  /** Where it was described first, or best. */
  readonly paper?: string;
}

/** A row whose functions know the names of its numbers. */
export function row<P extends PointwiseParams = Readonly<Record<never, number>>>(
  row: PointwiseRow<P>,
): PointwiseRow<P> {
  return row;
}
