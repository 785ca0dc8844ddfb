import { l1Loss, mseLoss, smoothL1Loss } from "../../ops/elementwise_loss/mod.ts";
import type { Tensor } from "../../tensor.ts";
import { Criterion, type CriterionOptions } from "./criterion.ts";

/** Squared error `(x - t)^2`: see `mseLoss()`. */
export class MSELoss extends Criterion {
  /** Input, target and weights are of one shape and layout. */
  override forward(input: Tensor, target: Tensor, weights?: Tensor): Tensor {
    const { reduction } = this;
    return mseLoss(input, target, { reduction, ...(weights ? { weights } : {}) });
  }
}

/** Absolute error `|x - t|`: see `l1Loss()`. */
export class L1Loss extends Criterion {
  /** Input, target and weights are of one shape and layout. */
  override forward(input: Tensor, target: Tensor, weights?: Tensor): Tensor {
    const { reduction } = this;
    return l1Loss(input, target, { reduction, ...(weights ? { weights } : {}) });
  }
}

/** Squared error near 0, absolute error beyond `beta`: see `smoothL1Loss()`. */
export class SmoothL1Loss extends Criterion {
  readonly #beta: number;

  /** `beta` is 1 when left out. */
  constructor(options: CriterionOptions & { readonly beta?: number } = {}) {
    super(options);
    this.#beta = options.beta ?? 1;
  }

  /** Input, target and weights are of one shape and layout. */
  override forward(input: Tensor, target: Tensor, weights?: Tensor): Tensor {
    const options = { reduction: this.reduction, beta: this.#beta };
    return smoothL1Loss(input, target, { ...options, ...(weights ? { weights } : {}) });
  }
}
