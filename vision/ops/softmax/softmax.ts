import { defineOp, type Op } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { imageInput } from "../image_input.ts";
import { rowsOf, teamOf } from "../reduce/team.ts";
import { softmaxReference } from "./softmax_ref.ts";
import {
  softmaxBackward,
  softmaxForward,
  softmaxRowsBackward,
  softmaxRowsForward,
} from "./softmax.wgsl.ts";

function pixelsOf(x: Tensor, log: number) {
  const { n, c, h, w } = imageInput(x, "take the softmax of");
  return { lanes: n * h * w, plane: h * w, groups: Math.ceil(c / 4), channels: c, log };
}

function sizes(x: Tensor, log: number) {
  const { rows, length } = rowsOf(x.shape);
  const team = teamOf(length);
  return { params: { rows, length, team, log }, workgroups: lanes(rows * team) };
}

/** Makes the softmax, or its logarithm: one pair of kernels serves both. */
export function softmaxKind(
  name: string,
  kind: "softmax" | "log",
): Op<readonly [Tensor], undefined> {
  const log = kind === "log" ? 1 : 0;
  return defineOp<readonly [Tensor], undefined>({
    name,
    paper:
      "Bridle 1990, Probabilistic interpretation of feedforward classification network outputs",
    forward: ([x]) => {
      if (x.dtype !== "f32" || x.shape.length === 0) {
        throw new ShapeError(
          `Cannot take the ${name} of ${x.dtype} ${
            showShape(x.shape)
          }: want f32 of one axis or more`,
        );
      }
      const y = x.device.empty(x.shape, { layout: x.layout });
      if (x.layout === "c4") {
        const params = pixelsOf(x, log);
        const workgroups = lanes(params.lanes);
        x.device.dispatch(softmaxForward, { bindings: { x, y }, params, workgroups });
      } else x.device.dispatch(softmaxRowsForward, { bindings: { x, y }, ...sizes(x, log) });
      return { output: y, saved: undefined };
    },
    // y_i = e_i / s, so dy_i/dx_j = y_i ([i = j] - y_j) and dx_j = y_j (dy_j - sum_i y_i dy_i);
    // of z = log y, dz_i/dx_j = [i = j] - y_j and dx_j = dz_j - exp(z_j) sum_i dz_i.
    backward: (dy, { output: y }) => {
      const dx = y.device.empty(y.shape, { layout: y.layout });
      const bindings = { y, dy, dx };
      if (y.layout === "c4") {
        const params = pixelsOf(y, log);
        y.device.dispatch(softmaxBackward, { bindings, params, workgroups: lanes(params.lanes) });
      } else y.device.dispatch(softmaxRowsBackward, { bindings, ...sizes(y, log) });
      return [dx];
    },
    reference: softmaxReference(kind),
  });
}

/** The operation behind {@link softmax}. */
export const softmaxOp = softmaxKind("softmax", "softmax");

/**
 * Softmax over the channels of each pixel of images, over the last axis of any other tensor:
 * `y_i = exp(x_i) / sum_j exp(x_j)`. No exponential overflows, however large `x`.
 *
 * @param x Images `[n, c, h, w]` in layout c4, or linear `[..., c]`.
 * @returns Same shape; what is taken over sums to 1.
 * @throws {ShapeError} If `x` is a scalar or not f32.
 */
export function softmax(x: Tensor): Tensor {
  return softmaxOp([x], undefined);
}
