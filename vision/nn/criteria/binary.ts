import {
  bceLoss,
  bceWithLogitsLoss,
  hingeLoss,
  softMarginLoss,
} from "../../ops/elementwise_loss/mod.ts";
import type { Tensor } from "../../tensor.ts";
import { Criterion, type CriterionOptions } from "./criterion.ts";

/** Binary cross-entropy of probabilities, targets in 0..1: see `bceLoss()`. */
export class BCELoss extends Criterion {
  /** Input, target and weights are of one shape and layout. */
  override forward(input: Tensor, target: Tensor, weights?: Tensor): Tensor {
    const { reduction } = this;
    return bceLoss(input, target, { reduction, ...(weights ? { weights } : {}) });
  }
}

/** Binary cross-entropy of logits, targets in 0..1: see `bceWithLogitsLoss()`. */
export class BCEWithLogitsLoss extends Criterion {
  /** Input, target and weights are of one shape and layout. */
  override forward(input: Tensor, target: Tensor, weights?: Tensor): Tensor {
    const { reduction } = this;
    return bceWithLogitsLoss(input, target, { reduction, ...(weights ? { weights } : {}) });
  }
}

/** Logistic loss `log(1 + exp(-t x))`, targets -1 or 1: see `softMarginLoss()`. */
export class SoftMarginLoss extends Criterion {
  /** Input, target and weights are of one shape and layout. */
  override forward(input: Tensor, target: Tensor, weights?: Tensor): Tensor {
    const { reduction } = this;
    return softMarginLoss(input, target, { reduction, ...(weights ? { weights } : {}) });
  }
}

/** Hinge `max(0, margin - t x)`, targets -1 or 1: see `hingeLoss()`. */
export class HingeLoss extends Criterion {
  readonly #margin: number;

  /** `margin` is 1 when left out. */
  constructor(options: CriterionOptions & { readonly margin?: number } = {}) {
    super(options);
    this.#margin = options.margin ?? 1;
  }

  /** Input, target and weights are of one shape and layout. */
  override forward(input: Tensor, target: Tensor, weights?: Tensor): Tensor {
    const options = { reduction: this.reduction, margin: this.#margin };
    return hingeLoss(input, target, { ...options, ...(weights ? { weights } : {}) });
  }
}
