import type { Reduction } from "../../ops/loss_sum/mod.ts";
import { showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { Module } from "../module.ts";

/** What every criterion takes. */
export interface CriterionOptions {
  /**
   * What is given back of the losses of a batch: their mean over what counts (when left out), their sum, or
   * each.
   */
  readonly reduction?: Reduction;
}

/** A module of an input and a target that gives how bad the input is. */
export abstract class Criterion extends Module {
  /** What becomes of the losses of a batch. */
  readonly reduction: Reduction;

  /** The mean when no reduction is named. */
  constructor({ reduction = "mean" }: CriterionOptions = {}) {
    super();
    this.reduction = reduction;
  }

  /** A scalar, or with reduction `none` a loss for each part; `weights` say how much each part counts. */
  abstract override forward(input: Tensor, target: Tensor, weights?: Tensor): Tensor;
}

/** A criterion whose target is a label: its weights are those of the classes, and belong to its options. */
export abstract class LabelCriterion extends Criterion {
  /**
   * The loss of rows of classes `[..., c]` or `[n, c, h, w]` and u32 targets `[...]` or `[n, h, w]`.
   *
   * @throws {TypeError} If there are weights for each row, of which there are none here.
   */
  override forward(input: Tensor, target: Tensor, weights?: Tensor): Tensor {
    if (weights) {
      throw new TypeError(
        `Cannot weigh each row in a ${this.constructor.name}: want weights [c] of the classes in its ` +
          `options, got ${showShape(weights.shape)} beside the target`,
      );
    }
    return this.loss(input, target);
  }

  /** What {@link forward} gives. */
  protected abstract loss(input: Tensor, target: Tensor): Tensor;
}
