import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { type Shape, showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { type Padding, type Pair, sides } from "../conv2d/geometry.ts";
import { imageInput } from "../image_input.ts";
import {
  type WindowGeometry,
  windowGeometry,
  type WindowOptions,
  windowParams,
} from "../window_geometry.ts";
import { gatherWindowsReference, scatterWindowsReference } from "./windows_ref.ts";
import { gatherWindowsKernel, scatterWindowsKernel } from "./windows.wgsl.ts";

/** How {@link scatterWindows} goes about it. */
export interface ScatterWindowsOptions extends WindowOptions {
  /** Of the images. */
  readonly shape: Shape;
}

function params(g: WindowGeometry) {
  return { ...windowParams(g), channels: g.c, groups: Math.ceil(g.c / 4) };
}

function gather(x: Tensor, options: WindowOptions): Tensor {
  const g = windowGeometry(x.shape, options, "gather windows of");
  const y = x.device.empty([g.n, g.oh * g.ow, g.c * g.kh * g.kw], { layout: "linear" });
  const count = g.n * g.oh * g.ow * Math.ceil(g.c / 4) * g.kh * g.kw;
  x.device.dispatch(gatherWindowsKernel, {
    bindings: { x, y },
    params: { lanes: count, ...params(g) },
    workgroups: lanes(count),
  });
  return y;
}

function scatter(x: Tensor, { shape, ...options }: ScatterWindowsOptions): Tensor {
  const g = windowGeometry(shape, options, "scatter windows to");
  const y = x.device.empty(shape);
  const count = y.storage.bytes / 16;
  x.device.dispatch(scatterWindowsKernel, {
    bindings: { x, y },
    params: { lanes: count, ...params(g) },
    workgroups: lanes(count),
  });
  return y;
}

/** The operation behind {@link gatherWindows}. */
export const gatherWindowsOp = defineOp<readonly [Tensor], WindowOptions>({
  name: "gather_windows",
  forward: ([x], options) => ({ output: gather(x, options), saved: undefined }),
  // A pixel stands once in every window that covers it, so the gradient is the sum over them.
  backward: (dy, { inputs: [x], options }) => [scatter(dy, { ...options, shape: x.shape })],
  reference: gatherWindowsReference,
});

/** The operation behind {@link scatterWindows}. */
export const scatterWindowsOp = defineOp<readonly [Tensor], ScatterWindowsOptions>({
  name: "scatter_windows",
  forward: ([x], options) => ({ output: scatter(x, options), saved: undefined }),
  backward: (dy, { options: { shape: _, ...options } }) => [gather(dy, options)],
  reference: scatterWindowsReference,
});

/** Where windows lie. */
interface Steps {
  /** 1 when left out. */
  readonly stride?: Pair;
  /** Rings of zeros around the image; 0 when left out. */
  readonly padding?: Padding;
}

/**
 * Every window of an image as a row (im2col): row `i ow + j`, column `(c kh + ky) kw + kx` is
 * `x[n, c, i s + ky - p, j s + kx - p]`, zero outside the image. Columns are in the order of a kernel
 * `[o, c, kh, kw]`, so that a convolution is a product with `[o, c kh kw]` transposed.
 *
 * @param x Images `[n, c, h, w]`.
 * @param kernel Sides of the window.
 * @returns Linear `[n, oh ow, c kh kw]`.
 * @throws {ShapeError} If `x` holds no c4 images, or the window exceeds them.
 * @throws {RangeError} If window, stride or padding is no integer in range.
 */
export function gatherWindows(x: Tensor, kernel: Pair, options: Steps = {}): Tensor {
  imageInput(x, "gather windows of");
  return gatherWindowsOp([x], { ...options, kernel });
}

/**
 * Adds windows up to images (col2im): each pixel is the sum of the places where it stands in the rows of
 * {@link gatherWindows}, of which this is the adjoint and the gradient.
 *
 * @param x Linear `[n, oh ow, c kh kw]`.
 * @param size Height and width of the images.
 * @param kernel Sides of the window.
 * @returns Images `[n, c, h, w]`.
 * @throws {ShapeError} If `x` is not of the number of windows and a multiple of their size.
 * @throws {RangeError} If window, stride or padding is no integer in range.
 */
export function scatterWindows(
  x: Tensor,
  size: readonly [height: number, width: number],
  kernel: Pair,
  options: Steps = {},
): Tensor {
  const [n, windows, columns] = x.shape;
  const [kh, kw] = sides(kernel);
  const rows = x.shape.length === 3 && x.layout === "linear" && x.dtype === "f32";
  if (!rows || n === undefined || columns === undefined || columns % (kh * kw) !== 0) {
    throw new ShapeError(
      `Cannot scatter windows ${
        showShape(x.shape)
      }: want linear f32 [n, windows, c * ${kh} * ${kw}]`,
    );
  }
  const shape = [n, columns / (kh * kw), ...size];
  const { oh, ow } = windowGeometry(shape, { ...options, kernel }, "scatter windows to");
  if (windows !== oh * ow) {
    throw new ShapeError(
      `Cannot scatter windows ${showShape(x.shape)} to ${showShape(shape)}: want ${oh} x ${ow} ` +
        `windows, got ${windows}`,
    );
  }
  return scatterWindowsOp([x], { ...options, kernel, shape });
}
