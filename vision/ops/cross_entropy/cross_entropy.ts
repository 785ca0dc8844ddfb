import { defineOp } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import { imageInput } from "../image_input.ts";
import { partsOf, type Reduction, sumLoss } from "../loss_sum/mod.ts";
import { checkRows, IGNORE_LABEL, rowLossOps } from "../row_loss/mod.ts";
import { type CrossEntropyOptions, crossEntropyReference } from "./cross_entropy_ref.ts";
import { crossEntropyBackward, crossEntropyParts } from "./cross_entropy.wgsl.ts";

function sizes(logits: Tensor, ignore: number) {
  const { n, c, h, w } = imageInput(logits, "take the cross-entropy of");
  return { plane: h * w, groups: Math.ceil(c / 4), channels: c, pixels: n * h * w, ignore };
}

/** The operation behind {@link crossEntropy} of images that is reduced; its third input is the weight of each class. */
export const crossEntropyOp = defineOp<
  readonly [Tensor, Tensor, Tensor],
  CrossEntropyOptions,
  Tensor
>({
  name: "cross_entropy",
  paper: "Bridle 1990; Bishop 1995, Neural Networks for Pattern Recognition, section 6.9",
  forward: ([x, target, weights], { ignoreLabel, reduction = "mean" }) => {
    const { device } = x;
    const params = sizes(x, ignoreLabel);
    const count = partsOf(device, params.pixels);
    const parts = device.empty([count, 2]);
    device.dispatch(crossEntropyParts, {
      bindings: { x, labels: target, weights, parts },
      params: { lanes: count, ...params },
      workgroups: lanes(count),
    });
    const { loss, total } = sumLoss(parts, count, reduction);
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
 * Softmax cross-entropy of each row of classes:
 * `l_i = log(sum_j exp(x_ij)) - x_i,t_i`, by default averaged over the rows that count:
 * `sum_i w[t_i] l_i / sum_i w[t_i]`, over all `i` whose target `t_i` is a class. Where none counts, or all
 * weigh nothing, loss and gradient are 0.
 *
 * @param logits Images `[n, c, h, w]` in layout c4, of which each pixel is a row, or linear `[..., c]`.
 * @param target u32 `[n, h, w]` or `[...]`: the right class of each row. What is no class, `c` and above,
 *   does not count.
 * @param options `ignoreLabel`: a class that does not count either; none when left out. `weights` f32 `[c]`: how much each class counts, at least 0; 1 when left out. `reduction`:
 *   `mean` when left out, `sum` or `none`.
 * @returns A scalar, or with reduction `none` one loss for each row.
 * @throws {ShapeError} If the sizes do not fit.
 * @throws {TypeError} If the weights ask for a gradient.
 * @throws {RangeError} If the reduction is none of the three.
 */
export function crossEntropy(
  logits: Tensor,
  target: Tensor,
  options: {
    readonly ignoreLabel?: number;
    readonly weights?: Tensor;
    readonly reduction?: Reduction;
  } = {},
): Tensor {
  const { ignoreLabel = IGNORE_LABEL, weights = null, reduction = "mean" } = options;
  checkRows("cross-entropy", "label", [logits, target, weights]);
  // A pixel's channels are read four at a time where they can be.
  if (logits.layout === "c4" && (reduction === "mean" || reduction === "sum")) {
    const weigh = weights ?? logits.device.ones([logits.shape[1]!]);
    return crossEntropyOp([logits, target, weigh], { ignoreLabel, reduction });
  }
  const settings = { ignoreLabel, reduction, margin: 1, power: 1 };
  return rowLossOps.crossEntropy([logits, target, weights], settings);
}
