import { defineOp } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { imageInput } from "../image_input.ts";
import { resizeReference } from "./resize_ref.ts";
import {
  bilinearBackward,
  bilinearForward,
  nearestBackward,
  nearestForward,
} from "./resize.wgsl.ts";
import { resizedShape, type ResizeOptions } from "./sizes.ts";

function sizes(x: Shape, y: Shape) {
  const [, , ih, iw] = x as [number, number, number, number];
  const [, , oh, ow] = y as [number, number, number, number];
  return { iw, ih, ow, oh, sx: iw / ow, sy: ih / oh };
}

/** The operation behind {@link resize}. */
export const resizeOp = defineOp<readonly [Tensor], ResizeOptions>({
  name: "resize",
  forward: ([x], options) => {
    imageInput(x, "resize");
    const y = x.device.empty(resizedShape(x.shape, options));
    const count = y.storage.bytes / 16;
    x.device.dispatch(options.mode === "bilinear" ? bilinearForward : nearestForward, {
      bindings: { x, y },
      params: { lanes: count, ...sizes(x.shape, y.shape) },
      workgroups: lanes(count),
    });
    return { output: y, saved: undefined };
  },
  backward: (dy, { inputs: [x], options }) => {
    const dx = x.device.empty(x.shape);
    const count = dx.storage.bytes / 16;
    x.device.dispatch(options.mode === "bilinear" ? bilinearBackward : nearestBackward, {
      bindings: { dy, dx },
      params: { lanes: count, ...sizes(x.shape, dy.shape) },
      workgroups: lanes(count),
    });
    return [dx];
  },
  reference: resizeReference,
});

/**
 * Resamples images to another size. `bilinear` has pixel centres at half integers and repeats the
 * border (ONNX `half_pixel`, PyTorch `align_corners=False`), without smoothing when it shrinks;
 * `nearest` takes pixel `floor(o i / o_size)` (ONNX `asymmetric` and `floor`, PyTorch `nearest`).
 *
 * @param x Images `[n, c, h, w]`.
 * @returns `[n, c, size[0], size[1]]`.
 * @throws {ShapeError} If `x` is no image.
 * @throws {RangeError} If a size is no positive integer.
 */
export function resize(x: Tensor, options: ResizeOptions): Tensor {
  return resizeOp([x], options);
}

/** {@link resize} by weighing the four pixels around, to `[height, width]`. */
export function resizeBilinear(x: Tensor, size: readonly [number, number]): Tensor {
  return resize(x, { size, mode: "bilinear" });
}

/** {@link resize} by taking the nearest pixel, to `[height, width]`. */
export function resizeNearest(x: Tensor, size: readonly [number, number]): Tensor {
  return resize(x, { size, mode: "nearest" });
}
