import { defineOp } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { imageInput } from "../image_input.ts";
import { maxPoolReference } from "./max_pool2d_ref.ts";
import { maxPoolBackward, maxPoolForward, maxPoolInference } from "./max_pool2d.wgsl.ts";
import { type MaxPool2dOptions, pooledShape } from "./window.ts";

function sizes(x: Shape, y: Shape, { kernel, stride }: MaxPool2dOptions) {
  return { iw: x[3]!, ih: x[2]!, ow: y[3]!, oh: y[2]!, kernel, stride };
}

/** The operation behind {@link maxPool2d}. */
export const maxPool2dOp = defineOp<readonly [Tensor], MaxPool2dOptions, Tensor | null>({
  name: "max_pool2d",
  paper: "Yamaguchi et al. 1990; Riesenhuber and Poggio 1999, Nature Neuroscience 2(11)",
  forward: ([x], options, tracked) => {
    const { device } = x;
    imageInput(x, "max-pool");
    const y = device.empty(pooledShape(x.shape, options));
    const count = y.storage.bytes / 16;
    const params = { lanes: count, ...sizes(x.shape, y.shape, options) };
    if (!tracked) {
      device.dispatch(maxPoolInference, {
        bindings: { x, y },
        params,
        workgroups: lanes(count),
      });
      return { output: y, saved: null };
    }
    const taps = device.empty([count], { dtype: "u32" });
    device.dispatch(maxPoolForward, {
      bindings: { x, y, taps },
      params,
      workgroups: lanes(count),
    });
    return { output: y, saved: taps };
  },
  backward: (dy, { inputs: [x], output, saved, options }) => {
    const dx = x.device.empty(x.shape);
    const count = dx.storage.bytes / 16;
    x.device.dispatch(maxPoolBackward, {
      bindings: { dy, taps: saved!, dx },
      params: {
        lanes: count,
        ...sizes(x.shape, output.shape, options),
        // Further windows than the last that may cover a pixel too.
        reach: Math.ceil(options.kernel / options.stride) - 1,
      },
      workgroups: lanes(count),
    });
    return [dx];
  },
  reference: maxPoolReference,
});

/**
 * Largest of each window: `y[n, c, i, j] = max over ky, kx of x[n, c, i s + ky, j s + kx]`. Of equal
 * values the first, row by row, gets the gradient.
 *
 * @param x Images `[n, c, h, w]`.
 * @param kernel Side of the window, 1 to 16; the stride too, where none is given.
 * @returns `[n, c, floor((h - k) / s) + 1, floor((w - k) / s) + 1]`.
 * @throws {ShapeError} If the window exceeds the images.
 * @throws {RangeError} If window or stride is no integer in range.
 */
export function maxPool2d(
  x: Tensor,
  kernel: number,
  { stride = kernel }: { readonly stride?: number } = {},
): Tensor {
  return maxPool2dOp([x], { kernel, stride });
}
