import { defineOp, type Op } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { sameShape, showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { checkReduction, type Reduction, sumLoss } from "../loss_sum/mod.ts";
import { rowsOf, teamOf } from "../reduce/team.ts";
import {
  type RowLossInputs,
  type RowLossOptions,
  rowLossReference,
  rowShape,
} from "./row_loss_ref.ts";
import { gradientNeedsInput, rowLossBackward, rowLossForward } from "./row_loss.wgsl.ts";
import { ROW_LOSSES, type RowLossRow } from "./rows.ts";

/** Label that does not count where none is named: no class is so large, so none is lost. */
export const IGNORE_LABEL = 0xffffffff;

/** How the kernels walk the rows. */
function sizes([x, , weights]: RowLossInputs, options: RowLossOptions) {
  const { rows, length } = rowsOf(x.shape);
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const groups = Math.ceil(c / 4);
  const where = x.layout === "c4"
    ? {
      rows: n * h * w,
      classes: c,
      stored: groups * 4,
      team: 1,
      plane: h * w,
      image: groups * h * w * 4,
      stride: h * w * 4,
    }
    : {
      rows,
      classes: length,
      stored: length,
      team: teamOf(length),
      plane: 1,
      image: length,
      stride: 4,
    };
  return {
    ...where,
    weighted: weights ? 1 : 0,
    reduced: options.reduction === "none" ? 0 : 1,
    ignore: options.ignoreLabel,
    power: options.power,
    margin: options.margin,
  };
}

/**
 * Checks rows of classes against their labels or probabilities, and weights.
 *
 * @throws {ShapeError} If something does not fit.
 */
export function checkRows(
  name: string,
  target: RowLossRow["target"],
  [x, wanted, weights]: RowLossInputs,
): void {
  const rank = x.shape.length;
  if (x.dtype !== "f32" || (x.layout === "c4" ? rank !== 4 : rank === 0 || rank === 4)) {
    throw new ShapeError(
      `Cannot take the ${name} of ${showShape(x.shape)} stored as ${x.layout}: want f32 rows of ` +
        "classes [n, c], or images [n, c, h, w] stored as c4",
    );
  }
  const classes = x.layout === "c4" ? x.shape[1]! : x.shape.at(-1)!;
  const rows = rowShape(x.shape);
  const say = (what: string, want: string, got: Tensor) => {
    throw new ShapeError(
      `Cannot take the ${name} of ${showShape(x.shape)}: the ${what} must be ${want}, got ` +
        `${got.dtype} ${showShape(got.shape)}` +
        (want.includes("stored") ? ` stored as ${got.layout}` : ""),
    );
  };
  if (target === "label") {
    if (wanted.dtype !== "u32" || !sameShape(wanted.shape, rows)) {
      say("target", `u32 ${showShape(rows)}`, wanted);
    }
  } else if (
    wanted.dtype !== "f32" || !sameShape(wanted.shape, x.shape) || wanted.layout !== x.layout
  ) say("target", `f32 ${showShape(x.shape)} stored as ${x.layout}`, wanted);
  const shape = target === "label" ? [classes] : rows;
  if (weights && (weights.dtype !== "f32" || !sameShape(weights.shape, shape))) {
    say("weights", `f32 ${showShape(shape)}`, weights);
  }
  if (x.device.tracing.gradientsOn && (wanted.tracked || weights?.tracked)) {
    throw new TypeError(
      `Cannot take the ${name}: it has no gradient for its ${
        wanted.tracked ? "target" : "weights"
      }, got one that wants a gradient`,
    );
  }
}

/** Makes the operation of a row of the table. */
export function rowLossOp(row: RowLossRow): Op<RowLossInputs, RowLossOptions> {
  const forward = rowLossForward(row);
  const backward = rowLossBackward(row);
  const needsInput = gradientNeedsInput(row);
  return defineOp<RowLossInputs, RowLossOptions, Tensor | null>({
    name: row.name,
    ...(row.paper ? { paper: row.paper } : {}),
    forward: (inputs, options) => {
      checkRows(row.name, row.target, inputs);
      const reduction = checkReduction(options.reduction);
      const [x, wanted, weights] = inputs;
      const params = sizes(inputs, options);
      const whole = reduction === "none";
      const out = x.device.empty(whole ? rowShape(x.shape) : [params.rows, 2]);
      x.device.dispatch(forward, {
        bindings: { x, wanted, weights: weights ?? x, out },
        params,
        workgroups: lanes(params.rows * params.team),
      });
      if (whole) return { output: out, saved: null };
      const { loss, total } = sumLoss(out, params.rows, reduction);
      return { output: loss, saved: total };
    },
    // loss = sum_i w_i l_i / total and each x is of one row alone: dx = dloss w_i dl_i/dx / total. Where p is
    // the softmax of x: d(log sum exp x)/dx_j = p_j, so cross-entropy has p_j sum_k t_k - t_j.
    backward: (dloss, { inputs, saved: total, options }) => {
      const [x, wanted, weights] = inputs;
      const params = sizes(inputs, options);
      const dx = x.device.empty(x.shape, { layout: x.layout });
      x.device.dispatch(backward, {
        bindings: {
          // What is not needed is not kept for it.
          x: needsInput ? x : dloss,
          wanted,
          weights: weights ?? dloss,
          total: total ?? dloss,
          dloss,
          dx,
        },
        params,
        workgroups: lanes(params.rows * params.team),
      });
      return [dx, null, null];
    },
    reference: rowLossReference(row),
  });
}

/** The operations of the table, by name. */
export const rowLossOps = {
  nllLoss: rowLossOp(ROW_LOSSES.nllLoss),
  crossEntropy: rowLossOp(ROW_LOSSES.crossEntropy),
  softCrossEntropy: rowLossOp(ROW_LOSSES.softCrossEntropy),
  klDivLoss: rowLossOp(ROW_LOSSES.klDivLoss),
  multiMarginLoss: rowLossOp(ROW_LOSSES.multiMarginLoss),
} as const satisfies Record<keyof typeof ROW_LOSSES, Op<RowLossInputs, RowLossOptions>>;

/** Options of losses whose target is a label. */
export interface LabelLossOptions {
  /** `mean` (`sum(w l) / sum(w)`), `sum` or `none` (each `w l`). */
  readonly reduction: Reduction;
  /** f32 `[c]`, at least 0: how much each class counts; 1 when left out. */
  readonly weights?: Tensor;
  /**
   * Label of rows that do not count, though it is a class; none when left out. Labels that are no class, `c`
   * and above, never count.
   */
  readonly ignoreLabel?: number;
}

/** Options of losses whose target is a probability for each class. */
export interface SoftLossOptions {
  /** `mean` (`sum(w l) / sum(w)`), `sum` or `none` (each `w l`), over the rows. */
  readonly reduction: Reduction;
  /** f32, one for each row, at least 0: how much it counts; 1 when left out. */
  readonly weights?: Tensor;
}

function apply(
  kind: keyof typeof ROW_LOSSES,
  x: Tensor,
  target: Tensor,
  options: LabelLossOptions | SoftLossOptions,
  { margin = 1, power = 1 } = {},
): Tensor {
  const { reduction, weights = null } = options;
  const ignoreLabel = "ignoreLabel" in options ? options.ignoreLabel ?? IGNORE_LABEL : IGNORE_LABEL;
  return rowLossOps[kind]([x, target, weights], { reduction, ignoreLabel, margin, power });
}

/**
 * Negative log-likelihood: `l = -x_t` of log-probabilities `x` and the right class `t`.
 *
 * @param x Rows `[..., c]`, or images `[n, c, h, w]` in layout c4.
 * @param target u32 `[...]` or `[n, h, w]`.
 * @returns A scalar, or with reduction `none` one loss for each row, 0 where it does not count.
 * @throws {ShapeError} If the sizes do not fit.
 * @throws {TypeError} If target or weights ask for a gradient.
 * @throws {RangeError} If the reduction is none of the three.
 */
export function nllLoss(x: Tensor, target: Tensor, options: LabelLossOptions): Tensor {
  return apply("nllLoss", x, target, options);
}

/**
 * Multi-class hinge: `l = sum_(j != t) max(0, margin - x_t + x_j)^power / c`. Arguments and errors as those of
 * {@link nllLoss}.
 *
 * @param options `margin` 1, `power` 1 (or 2) when left out.
 */
export function multiMarginLoss(
  x: Tensor,
  target: Tensor,
  options: LabelLossOptions & { readonly margin?: number; readonly power?: 1 | 2 },
): Tensor {
  const { margin = 1, power = 1 } = options;
  if (!(margin > 0 && margin < Infinity) || (power !== 1 && power !== 2)) {
    throw new RangeError(
      `Cannot take a loss with margin ${margin} and power ${power}: want a positive margin, power 1 or 2`,
    );
  }
  return apply("multiMarginLoss", x, target, options, { margin, power });
}

/**
 * Cross-entropy of a softmax with a distribution: `l = sum_j t_j (log(sum_k exp(x_k)) - x_j)`. The target need
 * not sum to 1.
 *
 * @param x Rows of logits `[..., c]`, or images `[n, c, h, w]` in layout c4.
 * @param target f32 of the same shape and layout, without a gradient.
 * @returns A scalar, or with reduction `none` one loss for each row.
 * @throws {ShapeError} If the sizes do not fit.
 * @throws {TypeError} If target or weights ask for a gradient.
 * @throws {RangeError} If the reduction is none of the three.
 */
export function softCrossEntropy(x: Tensor, target: Tensor, options: SoftLossOptions): Tensor {
  return apply("softCrossEntropy", x, target, options);
}

/**
 * Kullback-Leibler divergence of a distribution from log-probabilities: `l = sum_j t_j (log t_j - x_j)`, with
 * `0 log 0 = 0`; a mean is over rows, not over elements, so that it is a divergence. Arguments and errors as
 * those of {@link softCrossEntropy}.
 */
export function klDivLoss(x: Tensor, target: Tensor, options: SoftLossOptions): Tensor {
  return apply("klDivLoss", x, target, options);
}
