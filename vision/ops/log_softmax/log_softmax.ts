import type { Tensor } from "../../tensor.ts";
import { softmaxKind } from "../softmax/softmax.ts";

/** The operation behind {@link logSoftmax}: the kernels of the softmax, told to keep the logarithm. */
export const logSoftmaxOp = softmaxKind("log_softmax", "log");

/**
 * Logarithm of the softmax over the channels of each pixel of images, over the last axis of any other
 * tensor: `y_i = x_i - log(sum_j exp(x_j))`, finite where the softmax itself would round to 0.
 *
 * @param x Images `[n, c, h, w]` in layout c4, or linear `[..., c]`.
 * @returns Same shape; the exponentials of what is taken over sum to 1.
 * @throws {ShapeError} If `x` is a scalar or not f32.
 */
export function logSoftmax(x: Tensor): Tensor {
  return logSoftmaxOp([x], undefined);
}
