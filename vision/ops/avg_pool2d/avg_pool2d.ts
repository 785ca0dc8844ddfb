import { defineOp } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import type { Padding, Pair } from "../conv2d/geometry.ts";
import { imageInput } from "../image_input.ts";
import { pooledShape, poolGeometry, type WindowOptions, windowParams } from "../window_geometry.ts";
import { avgPoolReference } from "./avg_pool2d_ref.ts";
import { avgPoolBackward, avgPoolForward } from "./avg_pool2d.wgsl.ts";

/** How {@link avgPool2d} averages. */
export interface AvgPool2dOptions extends WindowOptions {
  /** Whether padding counts as zeros; otherwise the mean is over the pixels of the image alone. */
  readonly countIncludePad: boolean;
}

/** The operation behind {@link avgPool2d}. */
export const avgPool2dOp = defineOp<readonly [Tensor], AvgPool2dOptions>({
  name: "avg_pool2d",
  paper: "LeCun et al. 1990, Handwritten digit recognition with a back-propagation network",
  forward: ([x], options) => {
    imageInput(x, "average-pool");
    const g = poolGeometry(x.shape, options, "average-pool");
    const y = x.device.empty(pooledShape(g));
    const count = y.storage.bytes / 16;
    x.device.dispatch(avgPoolForward, {
      bindings: { x, y },
      params: { lanes: count, ...windowParams(g), countIncludePad: +options.countIncludePad },
      workgroups: lanes(count),
    });
    return { output: y, saved: undefined };
  },
  // y = sum over the window / N, so each pixel gets dy / N of every window that covers it.
  backward: (dy, { inputs: [x], options }) => {
    const g = poolGeometry(x.shape, options, "average-pool");
    const dx = x.device.empty(x.shape);
    const count = dx.storage.bytes / 16;
    x.device.dispatch(avgPoolBackward, {
      bindings: { dy, dx },
      params: { lanes: count, ...windowParams(g), countIncludePad: +options.countIncludePad },
      workgroups: lanes(count),
    });
    return [dx];
  },
  reference: avgPoolReference,
});

/**
 * Mean of each window: `y[n, c, i, j] = (1 / N) sum over ky, kx of x[n, c, i s + ky - p, j s + kx - p]`.
 *
 * @param x Images `[n, c, h, w]`.
 * @param kernel Sides of the window; the stride too, where none is given.
 * @param options.padding Rings around the image, narrower than the window; 0 when left out.
 * @param options.countIncludePad Whether padding counts as zeros, so that N is the window's size (when left
 *   out); otherwise N is the number of its pixels within the image.
 * @returns `[n, c, floor((h + 2 p - k) / s) + 1, floor((w + 2 p - k) / s) + 1]`.
 * @throws {ShapeError} If the window exceeds the images.
 * @throws {RangeError} If window, stride or padding is no integer in range.
 */
export function avgPool2d(
  x: Tensor,
  kernel: Pair,
  options: {
    readonly stride?: Pair;
    readonly padding?: Padding;
    readonly countIncludePad?: boolean;
  } = {},
): Tensor {
  return avgPool2dOp([x], { countIncludePad: true, ...options, kernel });
}
