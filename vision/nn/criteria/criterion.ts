import type { Reduction } from "../../ops/loss_sum/mod.ts";
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
