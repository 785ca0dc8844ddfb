import { defineOp } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import type { Padding, Pair } from "../conv2d/geometry.ts";
import { imageInput } from "../image_input.ts";
import { pooledShape, poolGeometry, type WindowOptions, windowParams } from "../window_geometry.ts";
import { logProbPoolReference } from "./log_prob_pool2d_ref.ts";
import {
  logProbPoolBackward,
  logProbPoolForward,
  logProbPoolInference,
} from "./log_prob_pool2d.wgsl.ts";

/** What {@link logProbPool2d} computes. */
export interface LogProbPool2dOptions extends WindowOptions {
  /** b, above 0. */
  readonly sharpness: number;
  /** Whether the exponentials are averaged or added up. */
  readonly reduction: "mean" | "sum";
}

/** What the gradient needs of each window. */
interface Saved {
  readonly maxima: Tensor;
  /** Of `exp(b (x - maximum))`. */
  readonly sums: Tensor;
}

/** The operation behind {@link logProbPool2d}. */
export const logProbPool2dOp = defineOp<readonly [Tensor], LogProbPool2dOptions, Saved | null>({
  name: "log_prob_pool2d",
  forward: ([x], options, tracked) => {
    imageInput(x, "log-prob-pool");
    const { sharpness } = options;
    if (!Number.isFinite(sharpness) || sharpness <= 0) {
      throw new RangeError(
        `Cannot log-prob-pool with a sharpness of ${sharpness}: want a number > 0`,
      );
    }
    const g = poolGeometry(x.shape, options, "log-prob-pool");
    const y = x.device.empty(pooledShape(g));
    const count = y.storage.bytes / 16;
    const params = {
      lanes: count,
      ...windowParams(g),
      sharpness,
      mean: +(options.reduction === "mean"),
      groups: Math.ceil(g.c / 4),
      channels: g.c,
    };
    const call = { params, workgroups: lanes(count) };
    if (!tracked) {
      x.device.dispatch(logProbPoolInference, { bindings: { x, y }, ...call });
      return { output: y, saved: null };
    }
    const [maxima, sums] = [x.device.empty(y.shape), x.device.empty(y.shape)];
    x.device.dispatch(logProbPoolForward, { bindings: { x, y, maxima, sums }, ...call });
    return { output: y, saved: { maxima, sums } };
  },
  // dy/dx = exp(b x) / sum exp(b x), with the mean too: a softmax over the window.
  backward: (dy, { inputs: [x], saved, options }) => {
    const g = poolGeometry(x.shape, options, "log-prob-pool");
    const dx = x.device.empty(x.shape);
    const count = dx.storage.bytes / 16;
    x.device.dispatch(logProbPoolBackward, {
      bindings: { x, ...saved!, dy, dx },
      params: { lanes: count, ...windowParams(g), sharpness: options.sharpness },
      workgroups: lanes(count),
    });
    return [dx];
  },
  reference: logProbPoolReference,
});

/**
 * Soft maximum of each window: `y = (1 / b) log((1 / N) sum over the window of exp(b x))`: towards the mean
 * as b shrinks, towards the largest as b grows. With `sum` the factor 1 / N is left out, which adds
 * `log(N) / b`. N counts the pixels within the image: padding has no part. The largest is taken out
 * before exponentials are, so that none overflows.
 *
 * @param x Images `[n, c, h, w]`.
 * @param kernel Sides of the window; the stride too, where none is given.
 * @param sharpness b, above 0.
 * @param options.reduction `mean` when left out.
 * @param options.padding Rings around the image, narrower than the window; 0 when left out.
 * @returns `[n, c, floor((h + 2 p - k) / s) + 1, floor((w + 2 p - k) / s) + 1]`.
 * @throws {ShapeError} If the window exceeds the images.
 * @throws {RangeError} If the sharpness is not above 0, or window, stride or padding is no integer in
 *   range.
 */
export function logProbPool2d(
  x: Tensor,
  kernel: Pair,
  sharpness: number,
  options: {
    readonly stride?: Pair;
    readonly padding?: Padding;
    readonly reduction?: "mean" | "sum";
  } = {},
): Tensor {
  return logProbPool2dOp([x], { reduction: "mean", ...options, kernel, sharpness });
}
