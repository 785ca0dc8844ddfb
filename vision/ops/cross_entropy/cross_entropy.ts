import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { sameShape, showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { imageInput } from "../image_input.ts";
import { type CrossEntropyOptions, crossEntropyReference } from "./cross_entropy_ref.ts";
import {
  crossEntropyBackward,
  crossEntropyMean,
  crossEntropyParts,
  MOST_PARTS,
} from "./cross_entropy.wgsl.ts";

function sizes(logits: Tensor, ignore: number) {
  const { n, c, h, w } = imageInput(logits, "take the cross-entropy of");
  return { plane: h * w, groups: Math.ceil(c / 4), channels: c, pixels: n * h * w, ignore };
}

/** The operation behind {@link crossEntropy}; its third input is the weight of each class. */
export const crossEntropyOp = defineOp<
  readonly [Tensor, Tensor, Tensor],
  CrossEntropyOptions,
  Tensor
>({
  name: "cross_entropy",
  paper: "Bridle 1990; Bishop 1995, Neural Networks for Pattern Recognition, section 6.9",
  forward: ([x, target, weights], { ignoreLabel }) => {
    const { device } = x;
    const params = sizes(x, ignoreLabel);
    const count = Math.min(params.pixels, MOST_PARTS);
    const parts = device.empty([count, 2]);
    device.dispatch(crossEntropyParts, {
      bindings: { x, labels: target, weights, parts },
      params: { lanes: count, ...params },
      workgroups: lanes(count),
    });
    const loss = device.empty([]);
    const total = device.empty([]);
    device.dispatch(crossEntropyMean, {
      bindings: { parts, loss, total },
      params: { parts: count },
      workgroups: [1, 1, 1],
    });
    return { output: loss, saved: total };
  },
  // nll = log(sum_j exp x_j) - x_t, so dnll/dx_i = exp(x_i) / sum_j exp(x_j) - [i = t].
  backward: (dloss, { inputs: [x, target, weights], saved: total, options }) => {
    const { device } = x;
    const dx = device.empty(x.shape);
    const params = sizes(x, options.ignoreLabel);
    device.dispatch(crossEntropyBackward, {
      bindings: { x, labels: target, weights, total, dloss, dx },
      params: { lanes: params.pixels, ...params },
      workgroups: lanes(params.pixels),
    });
    return [dx, null, null];
  },
  reference: crossEntropyReference,
});

/**
 * Softmax cross-entropy of each pixel, averaged over the pixels that count:
 * `loss = sum_i w[t_i] (log(sum_j exp(x_ij)) - x_i,t_i) / sum_i w[t_i]`, over all pixels `i` whose
 * target `t_i` is a channel. Where no pixel counts, or all weigh nothing, loss and gradient are 0.
 *
 * @param logits `[n, c, h, w]`.
 * @param target u32 `[n, h, w]`: the right channel of each pixel; `ignoreLabel` (255) and anything
 *   else that is no channel does not count.
 * @param options `weights` f32 `[c]`: how much each class counts, at least 0; 1 when left out.
 * @returns A scalar.
 * @throws {ShapeError} If the sizes do not fit.
 */
export function crossEntropy(
  logits: Tensor,
  target: Tensor,
  options: { readonly ignoreLabel?: number; readonly weights?: Tensor } = {},
): Tensor {
  const { n, c, h, w } = imageInput(logits, "take the cross-entropy of");
  if (target.dtype !== "u32" || !sameShape(target.shape, [n, h, w])) {
    throw new ShapeError(
      `Cannot take the cross-entropy of ${showShape(logits.shape)}: the target must be u32 ` +
        `${showShape([n, h, w])}, got ${target.dtype} ${showShape(target.shape)}`,
    );
  }
  const weights = options.weights ?? logits.device.ones([c]);
  if (weights.dtype !== "f32" || !sameShape(weights.shape, [c])) {
    throw new ShapeError(
      `Cannot weigh the classes of ${showShape(logits.shape)}: want weights f32 ${
        showShape([c])
      }, ` +
        `got ${weights.dtype} ${showShape(weights.shape)}`,
    );
  }
  return crossEntropyOp([logits, target, weights], { ignoreLabel: options.ignoreLabel ?? 255 });
}
