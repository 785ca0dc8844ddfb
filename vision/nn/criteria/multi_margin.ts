import { multiMarginLoss } from "../../ops/row_loss/mod.ts";
import type { Tensor } from "../../tensor.ts";
import { LabelCriterion } from "./criterion.ts";
import { type LabelCriterionOptions, labelOptions } from "./cross_entropy.ts";

/** Hinge of the right class against each other one: see `multiMarginLoss()`. */
export class MultiMarginLoss extends LabelCriterion {
  readonly #options: Omit<Parameters<typeof multiMarginLoss>[2], "reduction">;

  /** `margin` and `power` are 1 when left out. */
  constructor(
    options: LabelCriterionOptions & { readonly margin?: number; readonly power?: 1 | 2 } = {},
  ) {
    super(options);
    const { margin = 1, power = 1 } = options;
    this.#options = { ...labelOptions(options), margin, power };
  }

  protected override loss(scores: Tensor, target: Tensor): Tensor {
    return multiMarginLoss(scores, target, { ...this.#options, reduction: this.reduction });
  }
}
