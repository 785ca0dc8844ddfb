import { defineOp, type Op } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { sameShape, showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { checkReduction, partsOf, type Reduction, sumLoss } from "../loss_sum/mod.ts";
import {
  type ElementwiseLossInputs,
  type ElementwiseLossOptions,
  elementwiseLossReference,
} from "./elementwise_loss_ref.ts";
import { elementwiseLossBackward, elementwiseLossForward } from "./elementwise_loss.wgsl.ts";
import { ELEMENTWISE_LOSSES, type ElementwiseLossRow } from "./rows.ts";

function sizes(
  [x, , weights]: ElementwiseLossInputs,
  { reduction, margin }: ElementwiseLossOptions,
) {
  const fours = x.storage.bytes / 16;
  const [, c = 1, h = 1, w = 1] = x.shape;
  const where = x.layout === "c4"
    ? { plane: h * w, groups: Math.ceil(c / 4), channels: c }
    : { plane: 1, groups: fours, channels: x.size };
  return {
    fours,
    ...where,
    mask: where.channels % 4 > 0 ? 1 : 0,
    weighted: weights ? 1 : 0,
    reduced: reduction === "none" ? 0 : 1,
    margin,
  };
}

function check(row: ElementwiseLossRow, inputs: ElementwiseLossInputs): void {
  const [x, target] = inputs;
  const names = ["input", "target", "weights"];
  inputs.forEach((tensor, i) => {
    if (!tensor) return;
    const fits = sameShape(tensor.shape, x.shape) && tensor.layout === x.layout;
    if (tensor.dtype !== "f32" || !fits) {
      throw new ShapeError(
        `Cannot take the ${row.name} of ${showShape(x.shape)}: want ${names[i]} f32 ` +
          `${showShape(x.shape)} stored as ${x.layout}, got ${tensor.dtype} ` +
          `${showShape(tensor.shape)} stored as ${tensor.layout}`,
      );
    }
  });
  const fixed = row.ofDifference ? inputs[2] : inputs[2]?.tracked ? inputs[2] : target;
  if (x.device.tracing.gradientsOn && fixed?.tracked) {
    throw new TypeError(
      `Cannot take the ${row.name}: it has no gradient for its ${
        fixed === target ? "target" : "weights"
      }, got one that wants a gradient`,
    );
  }
}

/** Makes the operation of a row of the table. */
export function elementwiseLossOp(
  row: ElementwiseLossRow,
): Op<ElementwiseLossInputs, ElementwiseLossOptions> {
  const forward = elementwiseLossForward(row);
  const backward = elementwiseLossBackward(row);
  return defineOp<ElementwiseLossInputs, ElementwiseLossOptions, Tensor | null>({
    name: row.name,
    ...(row.paper ? { paper: row.paper } : {}),
    forward: (inputs, options) => {
      check(row, inputs);
      const reduction = checkReduction(options.reduction);
      const [x, target, weights] = inputs;
      const { device } = x;
      const params = sizes(inputs, options);
      const whole = reduction === "none";
      const count = whole ? params.fours : partsOf(device, params.fours);
      const elements = device.empty(whole ? x.shape : [4], whole ? { layout: x.layout } : {});
      const pairs = device.empty(whole ? [2] : [count, 2]);
      device.dispatch(forward, {
        bindings: { input: x, wanted: target, weights: weights ?? x, elements, pairs },
        params: { lanes: count, ...params },
        workgroups: lanes(count),
      });
      if (whole) return { output: elements, saved: null };
      const { loss, total } = sumLoss(pairs, count, reduction);
      return { output: loss, saved: total };
    },
    // loss = sum_i w_i f(x_i, t_i) / total, so dx_i = dloss w_i f'(x_i, t_i) / total; where f is of x - t
    // alone, dt_i = -dx_i.
    backward: (dloss, { inputs, saved: total, options, wanted }) => {
      const [x, target, weights] = inputs;
      const params = sizes(inputs, options);
      const gradient = (sign: number) => {
        const dx = x.device.empty(x.shape, { layout: x.layout });
        x.device.dispatch(backward, {
          bindings: {
            input: x,
            wanted: target,
            weights: weights ?? x,
            total: total ?? dloss,
            dloss,
            dx,
          },
          params: { lanes: params.fours, ...params, sign },
          workgroups: lanes(params.fours),
        });
        return dx;
      };
      return [wanted[0] ? gradient(1) : null, wanted[1] ? gradient(-1) : null, null];
    },
    reference: elementwiseLossReference(row),
  });
}

/** The operations of the table, by name. */
export const elementwiseLossOps = {
  mseLoss: elementwiseLossOp(ELEMENTWISE_LOSSES.mseLoss),
  l1Loss: elementwiseLossOp(ELEMENTWISE_LOSSES.l1Loss),
  smoothL1Loss: elementwiseLossOp(ELEMENTWISE_LOSSES.smoothL1Loss),
  bceLoss: elementwiseLossOp(ELEMENTWISE_LOSSES.bceLoss),
  bceWithLogitsLoss: elementwiseLossOp(ELEMENTWISE_LOSSES.bceWithLogitsLoss),
  softMarginLoss: elementwiseLossOp(ELEMENTWISE_LOSSES.softMarginLoss),
  hingeLoss: elementwiseLossOp(ELEMENTWISE_LOSSES.hingeLoss),
} as const satisfies Record<
  keyof typeof ELEMENTWISE_LOSSES,
  Op<ElementwiseLossInputs, ElementwiseLossOptions>
>;

/** Options of the losses of single elements. */
export interface LossOptions {
  /** `mean` (`sum(w l) / sum(w)`), `sum` or `none` (each `w l`). */
  readonly reduction: Reduction;
  /** f32 of the shape and layout of the input, at least 0: how much each element counts; 1 when left out. */
  readonly weights?: Tensor;
}

/** Whether a margin is one: finite and positive. */
function checkMargin(name: string, margin: number): number {
  if (!(margin > 0 && margin < Infinity)) {
    throw new RangeError(`Cannot take a loss with ${name} ${margin}: want a positive number`);
  }
  return margin;
}

function apply(
  kind: keyof typeof ELEMENTWISE_LOSSES,
  x: Tensor,
  target: Tensor,
  { reduction, weights }: LossOptions,
  margin = 1,
): Tensor {
  return elementwiseLossOps[kind]([x, target, weights ?? null], { reduction, margin });
}

/**
 * Squared error: `l = (x - t)^2`, for a tensor of any shape and layout and a target of the same. Either may
 * ask for a gradient.
 *
 * @throws {ShapeError} If target or weights are not as `x`.
 * @throws {TypeError} If the weights ask for a gradient.
 * @throws {RangeError} If the reduction is none of the three.
 */
export function mseLoss(x: Tensor, target: Tensor, options: LossOptions): Tensor {
  return apply("mseLoss", x, target, options);
}

/** Absolute error: `l = |x - t|`, with slope 0 at 0; arguments and errors as those of {@link mseLoss}. */
export function l1Loss(x: Tensor, target: Tensor, options: LossOptions): Tensor {
  return apply("l1Loss", x, target, options);
}

/**
 * Squared error near 0 and absolute error beyond: `l = (x - t)^2 / (2 beta)` where `|x - t| < beta` (1 when
 * left out), else `|x - t| - beta / 2`; arguments and errors as those of {@link mseLoss}.
 */
export function smoothL1Loss(
  x: Tensor,
  target: Tensor,
  options: LossOptions & { readonly beta?: number },
): Tensor {
  return apply("smoothL1Loss", x, target, options, checkMargin("beta", options.beta ?? 1));
}

/**
 * Binary cross-entropy of probabilities: `l = -t log x - (1 - t) log(1 - x)` for `x` and `t` in 0..1. A
 * logarithm of 0 counts as -100. Where there are logits, {@link bceWithLogitsLoss} is exact. Arguments and
 * errors as those of {@link mseLoss}, but a target has no gradient.
 */
export function bceLoss(x: Tensor, target: Tensor, options: LossOptions): Tensor {
  return apply("bceLoss", x, target, options);
}

/**
 * Binary cross-entropy of logits: `l = t log(1 + exp(-x)) + (1 - t) log(1 + exp(x))` for `t` in 0..1, which is
 * {@link bceLoss} of `1 / (1 + exp(-x))` without its overflow. Arguments and errors as there.
 */
export function bceWithLogitsLoss(x: Tensor, target: Tensor, options: LossOptions): Tensor {
  return apply("bceWithLogitsLoss", x, target, options);
}

/** Logistic loss: `l = log(1 + exp(-t x))` for `t` of -1 or 1; arguments and errors as those of {@link bceLoss}. */
export function softMarginLoss(x: Tensor, target: Tensor, options: LossOptions): Tensor {
  return apply("softMarginLoss", x, target, options);
}

/**
 * Hinge: `l = max(0, margin - t x)` for `t` of -1 or 1 and a margin of 1 when left out; arguments and errors as
 * those of {@link bceLoss}.
 */
export function hingeLoss(
  x: Tensor,
  target: Tensor,
  options: LossOptions & { readonly margin?: number },
): Tensor {
  return apply("hingeLoss", x, target, options, checkMargin("margin", options.margin ?? 1));
}
