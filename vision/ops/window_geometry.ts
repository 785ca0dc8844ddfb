import { ShapeError } from "../errors.ts";
import { imageSizes, type Shape, showShape } from "../shape.ts";
import { conv2dSteps, type Padding, type Pair, sides } from "./conv2d/geometry.ts";

/** Windows that slide over images, in pixels. */
export interface WindowOptions {
  /** Height and width of the window; one number for a square. */
  readonly kernel: Pair;
  /** Step of the window. */
  readonly stride?: Pair;
  /** Rings around the image that windows may reach into; 0 when left out. */
  readonly padding?: Padding;
}

/** All sizes of windows over images `[n, c, h, w]`: `oh` rows of `ow` windows. */
export interface WindowGeometry {
  readonly n: number;
  readonly c: number;
  readonly h: number;
  readonly w: number;
  readonly oh: number;
  readonly ow: number;
  readonly kh: number;
  readonly kw: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly top: number;
  readonly left: number;
}

/**
 * Checks windows and counts them: `oh = floor((h + top + bottom - kh) / stride) + 1`, `ow` likewise. What
 * does not fill a window at the right or the bottom is dropped. The stride is 1 when left out.
 *
 * @throws {ShapeError} If the window exceeds the images.
 * @throws {RangeError} If an option is no integer in its range.
 */
export function windowGeometry(
  shape: Shape,
  { kernel, stride = 1, padding = 0 }: WindowOptions,
  action: string,
): WindowGeometry {
  const { n, c, h, w } = imageSizes(shape, action);
  const [kh, kw] = sides(kernel);
  for (const side of [kh, kw]) {
    if (!Number.isInteger(side) || side < 1) {
      throw new RangeError(
        `Cannot ${action} with a window of ${side}: want a positive integer for each side`,
      );
    }
  }
  const steps = conv2dSteps(`${action} ${showShape(shape)}`, { stride, padding });
  const { strideY, strideX, top, left, bottom, right } = steps;
  const [paddedY, paddedX] = [h + top + bottom, w + left + right];
  if (paddedY < kh || paddedX < kw) {
    throw new ShapeError(
      `Cannot ${action} ${showShape(shape)}: a window of ${kh} x ${kw} exceeds ${paddedY} x ` +
        `${paddedX} pixels`,
    );
  }
  const oh = Math.floor((paddedY - kh) / strideY) + 1;
  const ow = Math.floor((paddedX - kw) / strideX) + 1;
  return { n, c, h, w, oh, ow, kh, kw, strideY, strideX, top, left };
}

/**
 * The same for pooling: the stride is the window's size when left out, and every window holds a pixel.
 *
 * @throws {ShapeError} If the window exceeds the images.
 * @throws {RangeError} If an option is no integer in its range, or padding is not narrower than the window.
 */
export function poolGeometry(
  shape: Shape,
  options: WindowOptions,
  action: string,
): WindowGeometry {
  const { kernel, stride = kernel, padding = 0 } = options;
  const g = windowGeometry(shape, { kernel, stride, padding }, action);
  const { top, left, bottom, right } = conv2dSteps(action, { padding });
  if (Math.max(top, bottom) >= g.kh || Math.max(left, right) >= g.kw) {
    throw new RangeError(
      `Cannot ${action} with padding [${[top, left, bottom, right].join(", ")}]: want less than ` +
        `the window of ${g.kh} x ${g.kw} on every side`,
    );
  }
  return g;
}

/** The result's shape of a pooling. */
export function pooledShape({ n, c, oh, ow }: WindowGeometry): Shape {
  return [n, c, oh, ow];
}

/** A geometry as the kernels' `WINDOW_PARAMS` take it. */
export function windowParams(g: WindowGeometry) {
  return {
    iw: g.w,
    ih: g.h,
    ow: g.ow,
    oh: g.oh,
    kh: g.kh,
    kw: g.kw,
    sy: g.strideY,
    sx: g.strideX,
    top: g.top,
    left: g.left,
    // Further windows than the last that may cover a pixel too.
    reachY: Math.ceil(g.kh / g.strideY) - 1,
    reachX: Math.ceil(g.kw / g.strideX) - 1,
  };
}
