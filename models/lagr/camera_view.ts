/**
 * Pinhole of the left eye of a rectified pair, pixels; pixel centres at whole numbers. A point `(x, y, z)` of
 * its optical frame (x right, y down, z forward, metres) is seen at `(fx x / z + cx, fy y / z + cy)`, and its
 * disparity is `fx baseline / z`.
 */
export interface PinholeView {
  width: number;
  height: number;
  fx: number;
  fy: number;
  cx: number;
  cy: number;
  /** Between the eyes, metres. */
  baseline: number;
}

/** A point of the optical frame, metres, or a direction in it. */
export type OpticalPoint = readonly [x: number, y: number, z: number];

/**
 * The view of the same eye through pixels `factor` times as wide and as high: what is left of a picture
 * whose blocks of `factor` x `factor` pixels were averaged into one.
 *
 * @throws {RangeError} If the picture cannot be divided so.
 *
 * @example
 * ```ts
 * import { coarserView } from "./camera_view.ts";
 * const eye = { width: 320, height: 240, fx: 190, fy: 190, cx: 159.5, cy: 119.5, baseline: 0.12 };
 * coarserView(eye, 2); // 160 x 120, fx 95, cx 79.5
 * ```
 */
export function coarserView(view: PinholeView, factor: number): PinholeView {
  const { width, height } = view;
  if (!Number.isInteger(factor) || factor < 1 || width % factor !== 0 || height % factor !== 0) {
    throw new RangeError(
      `Cannot divide a picture of ${width} x ${height} by ${factor}: wanted a whole divisor of both`,
    );
  }
  const centre = (c: number) => (c + 0.5) / factor - 0.5;
  return {
    width: width / factor,
    height: height / factor,
    fx: view.fx / factor,
    fy: view.fy / factor,
    cx: centre(view.cx),
    cy: centre(view.cy),
    baseline: view.baseline,
  };
}
