/** Sizes of a pair and of what lies in memory between its stages. */
export interface StereoSizes {
  /** Pixels of either picture; the width is a multiple of 4. */
  readonly width: number;
  readonly height: number;
  /** Disparities that are tried, a multiple of 16; the first is `-LEAD`. */
  readonly candidates: number;
}

/**
 * Disparities below 0 that are tried too. What is very far must be able to err to either side, or its
 * mean would come out too near.
 */
export const LEAD = 2;

/** Stands where there is no disparity; all others are more. */
export const NONE = -LEAD - 100;

/** Disparities whose costs share a `vec4<u32>`, one byte each. */
export const BLOCK = 16;

/** Pixels around a picture of brightness, so that no census looks outside: left and right, above and below. */
export const MARGIN_X = 4;
export const MARGIN_Y = 3;

/** Numbers of one picture of brightness, its margin included. */
export function brightnessSizes({ width, height }: StereoSizes) {
  const stride = width + 2 * MARGIN_X;
  const rows = height + 2 * MARGIN_Y;
  return { stride, rows, count: stride * rows };
}

/** Directions in which costs are gathered, `(right, down)` each: four along rows and columns, four across. */
export const DIRECTIONS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
] as const;
