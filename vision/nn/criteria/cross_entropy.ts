import { crossEntropy } from "../../ops/cross_entropy/mod.ts";
import { nllLoss } from "../../ops/row_loss/mod.ts";
import type { Tensor } from "../../tensor.ts";
import { type CriterionOptions, LabelCriterion } from "./criterion.ts";

/** Options of criteria whose target is a label. */
export interface LabelCriterionOptions extends CriterionOptions {
  /** Label of what does not count, though it is a class; none when left out. What is no class never counts. */
  readonly ignoreLabel?: number;
  /** f32 `[c]`: how much each class counts; 1 when left out. */
  readonly weights?: Tensor;
}

/** What the operations take of the options of a criterion. */
export function labelOptions({ ignoreLabel, weights }: LabelCriterionOptions) {
  return {
    ...(ignoreLabel === undefined ? {} : { ignoreLabel }),
    ...(weights ? { weights } : {}),
  };
}

/** Softmax cross-entropy of what counts: see `crossEntropy()`. */
export class CrossEntropyLoss extends LabelCriterion {
  readonly #options: ReturnType<typeof labelOptions>;

  /** Options are those of `crossEntropy()`. */
  constructor(options: LabelCriterionOptions = {}) {
    super(options);
    this.#options = labelOptions(options);
  }

  protected override loss(logits: Tensor, target: Tensor): Tensor {
    return crossEntropy(logits, target, { ...this.#options, reduction: this.reduction });
  }
}

/**
 * Negative log-likelihood of log-probabilities, as they come from `LogSoftMax`: see `nllLoss()`.
 *
 * @example
 * ```ts
 * import { ClassNLLCriterion, LogSoftMax, requestDevice } from "../../mod.ts";
 * const device = await requestDevice();
 * const scores = device.tensor([0, 0, 0, 0], [2, 2], { requiresGrad: true });
 * const target = device.tensor([0, 1], [2], { dtype: "u32" });
 * const loss = new ClassNLLCriterion().forward(new LogSoftMax().forward(scores), target);
 * loss.backward(); // scores.grad: [-0.25, 0.25, 0.25, -0.25]
 * console.assert(Math.abs(await loss.item() - Math.log(2)) < 1e-6);
 * ```
 */
export class ClassNLLCriterion extends LabelCriterion {
  readonly #options: ReturnType<typeof labelOptions>;

  /** Options are those of `nllLoss()`. */
  constructor(options: LabelCriterionOptions = {}) {
    super(options);
    this.#options = labelOptions(options);
  }

  protected override loss(input: Tensor, target: Tensor): Tensor {
    return nllLoss(input, target, { ...this.#options, reduction: this.reduction });
  }
}
