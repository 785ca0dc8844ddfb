import { defineOp } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import { imageInput } from "../image_input.ts";
import { softmaxReference } from "./softmax_ref.ts";
import { softmaxBackward, softmaxForward } from "./softmax.wgsl.ts";

function sizes(x: Tensor) {
  const { n, c, h, w } = imageInput(x, "take the softmax of");
  return { lanes: n * h * w, plane: h * w, groups: Math.ceil(c / 4), channels: c };
}

/** The operation behind {@link softmax}. */
export const softmaxOp = defineOp<readonly [Tensor], undefined>({
  name: "softmax",
  paper: "Bridle 1990, Probabilistic interpretation of feedforward classification network outputs",
  forward: ([x]) => {
    const params = sizes(x);
    const y = x.device.empty(x.shape);
    const workgroups = lanes(params.lanes);
    x.device.dispatch(softmaxForward, { bindings: { x, y }, params, workgroups });
    return { output: y, saved: undefined };
  },
  // y_i = e_i / s, so dy_i/dx_j = y_i ([i = j] - y_j) and dx_j = y_j (dy_j - sum_i y_i dy_i).
  backward: (dy, { output: y }) => {
    const params = sizes(y);
    const dx = y.device.empty(y.shape);
    const workgroups = lanes(params.lanes);
    y.device.dispatch(softmaxBackward, { bindings: { y, dy, dx }, params, workgroups });
    return [dx];
  },
  reference: softmaxReference,
});

/**
 * Softmax over the channels of each pixel: `y_i = exp(x_i) / sum_j exp(x_j)`.
 *
 * @param x Images `[n, c, h, w]`.
 * @returns Same shape; each pixel's channels sum to 1.
 * @throws {ShapeError} If `x` is no image.
 */
export function softmax(x: Tensor): Tensor {
  return softmaxOp([x], undefined);
}
