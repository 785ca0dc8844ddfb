import { defineOp } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import type { Padding, Pair } from "../conv2d/geometry.ts";
import { imageInput } from "../image_input.ts";
import { pooledShape, type WindowOptions, windowParams } from "../window_geometry.ts";
import { maxPoolReference } from "./max_pool2d_ref.ts";
import { maxPoolBackward, maxPoolForward, maxPoolInference } from "./max_pool2d.wgsl.ts";
import { maxPoolGeometry } from "./window.ts";

/** The operation behind {@link maxPool2d}. */
export const maxPool2dOp = defineOp<readonly [Tensor], WindowOptions, Tensor | null>({
  name: "max_pool2d",
  paper: "Yamaguchi et al. 1990; Riesenhuber and Poggio 1999, Nature Neuroscience 2(11)",
  forward: ([x], options, tracked) => {
    const { device } = x;
    imageInput(x, "max-pool");
    const g = maxPoolGeometry(x.shape, options);
    const y = device.empty(pooledShape(g));
    const count = y.storage.bytes / 16;
    const call = { params: { lanes: count, ...windowParams(g) }, workgroups: lanes(count) };
    if (!tracked) {
      device.dispatch(maxPoolInference, { bindings: { x, y }, ...call });
      return { output: y, saved: null };
    }
    const taps = device.empty([count], { dtype: "u32" });
    device.dispatch(maxPoolForward, { bindings: { x, y, taps }, ...call });
    return { output: y, saved: taps };
  },
  backward: (dy, { inputs: [x], saved, options }) => {
    const dx = x.device.empty(x.shape);
    const count = dx.storage.bytes / 16;
    x.device.dispatch(maxPoolBackward, {
      bindings: { dy, taps: saved!, dx },
      params: { lanes: count, ...windowParams(maxPoolGeometry(x.shape, options)) },
      workgroups: lanes(count),
    });
    return [dx];
  },
  reference: maxPoolReference,
});

/**
 * Largest of each window: `y[n, c, i, j] = max over ky, kx of x[n, c, i s + ky - p, j s + kx - p]`;
 * padding never is the largest, NaN always is. Of equal values the first, row by row, gets the gradient.
 *
 * @param x Images `[n, c, h, w]`.
 * @param kernel Sides of the window, 1 to 16; the stride too, where none is given.
 * @param options.padding Rings around the image, narrower than the window; 0 when left out.
 * @returns `[n, c, floor((h + 2 p - k) / s) + 1, floor((w + 2 p - k) / s) + 1]`.
 * @throws {ShapeError} If the window exceeds the images.
 * @throws {RangeError} If window, stride or padding is no integer in range.
 */
export function maxPool2d(
  x: Tensor,
  kernel: Pair,
  options: { readonly stride?: Pair; readonly padding?: Padding } = {},
): Tensor {
  return maxPool2dOp([x], { ...options, kernel });
}
