import { multiMarginLoss } from "../../ops/row_loss/mod.ts";
import type { Tensor } from "../../tensor.ts";
import { Criterion } from "./criterion.ts";
import { type LabelCriterionOptions, labelOptions } from "./cross_entropy.ts";

/** Hinge of the right class against each other one: see `multiMarginLoss()`. */
export class MultiMarginLoss extends Criterion {
  readonly #options: Omit<Parameters<typeof multiMarginLoss>[2], "reduction">;

  /** `margin` and `power` are 1 when left out. */
  constructor(
    options: LabelCriterionOptions & { readonly margin?: number; readonly power?: 1 | 2 } = {},
  ) {
    super(options);
    const { margin = 1, power = 1 } = options;
    this.#options = { ...labelOptions(options), margin, power };
  }

  /** The loss of scores `[..., c]` or `[n, c, h, w]` and u32 targets `[...]` or `[n, h, w]`. */
  override forward(scores: Tensor, target: Tensor): Tensor {
    return multiMarginLoss(scores, target, { ...this.#options, reduction: this.reduction });
  }
}
