import { defineOp } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import type { Padding, Pair } from "../conv2d/geometry.ts";
import { imageInput } from "../image_input.ts";
import { pooledShape, poolGeometry, type WindowOptions, windowParams } from "../window_geometry.ts";
import { lpPoolReference } from "./lp_pool2d_ref.ts";
import { lpPoolBackward, lpPoolForward } from "./lp_pool2d.wgsl.ts";

/** What {@link lpPool2d} computes. */
export interface LpPool2dOptions extends WindowOptions {
  /** The exponent, at least 1. */
  readonly power: number;
}

/** The operation behind {@link lpPool2d}. */
export const lpPool2dOp = defineOp<readonly [Tensor], LpPool2dOptions>({
  name: "lp_pool2d",
  paper:
    "Sermanet, Chintala and LeCun 2012, Convolutional neural networks applied to house numbers",
  forward: ([x], options) => {
    imageInput(x, "Lp-pool");
    const { power } = options;
    if (!Number.isFinite(power) || power < 1) {
      throw new RangeError(`Cannot Lp-pool with a power of ${power}: want a number >= 1`);
    }
    const g = poolGeometry(x.shape, options, "Lp-pool");
    const y = x.device.empty(pooledShape(g));
    const count = y.storage.bytes / 16;
    x.device.dispatch(lpPoolForward[power === 2 ? "energy" : "any"], {
      bindings: { x, y },
      params: { lanes: count, ...windowParams(g), power },
      workgroups: lanes(count),
    });
    return { output: y, saved: undefined };
  },
  // y^p = sum |x|^p, so y^(p - 1) dy/dx = |x|^(p - 1) sign(x): dy/dx = sign(x) (|x| / y)^(p - 1). Where
  // y = 0 there is a corner, and 0 is one of its slopes.
  backward: (dy, { inputs: [x], output: y, options }) => {
    const g = poolGeometry(x.shape, options, "Lp-pool");
    const dx = x.device.empty(x.shape);
    const count = dx.storage.bytes / 16;
    x.device.dispatch(lpPoolBackward[options.power === 2 ? "energy" : "any"], {
      bindings: { x, y, dy, dx },
      params: { lanes: count, ...windowParams(g), power: options.power },
      workgroups: lanes(count),
    });
    return [dx];
  },
  reference: lpPoolReference,
});

/**
 * p-norm of each window: `y = (sum over the window of |x|^p)^(1 / p)`. With p = 1 the sum of absolute
 * values, with p = 2 the root of their energy, towards the largest absolute value as p grows. Computed
 * relative to the largest, so that no power overflows. Padding adds nothing.
 *
 * @param x Images `[n, c, h, w]`.
 * @param kernel Sides of the window; the stride too, where none is given.
 * @param power p, at least 1.
 * @param options.padding Rings around the image, narrower than the window; 0 when left out.
 * @returns `[n, c, floor((h + 2 p - k) / s) + 1, floor((w + 2 p - k) / s) + 1]`.
 * @throws {ShapeError} If the window exceeds the images.
 * @throws {RangeError} If the power is below 1 or not finite, or window, stride or padding is no integer
 *   in range.
 */
export function lpPool2d(
  x: Tensor,
  kernel: Pair,
  power: number,
  options: { readonly stride?: Pair; readonly padding?: Padding } = {},
): Tensor {
  return lpPool2dOp([x], { ...options, kernel, power });
}
