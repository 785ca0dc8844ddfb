import { klDivLoss, softCrossEntropy } from "../../ops/row_loss/mod.ts";
import type { Tensor } from "../../tensor.ts";
import { Criterion } from "./criterion.ts";

/** Divergence of target probabilities from log-probabilities, for each row: see `klDivLoss()`. */
export class KLDivLoss extends Criterion {
  /** Input and target are of one shape, `[..., c]` or `[n, c, h, w]`; `weights` has a number for each row. */
  override forward(input: Tensor, target: Tensor, weights?: Tensor): Tensor {
    const { reduction } = this;
    return klDivLoss(input, target, { reduction, ...(weights ? { weights } : {}) });
  }
}

/** Cross-entropy of the softmax of logits with target probabilities: see `softCrossEntropy()`. */
export class SoftCrossEntropyLoss extends Criterion {
  /** Logits and target are of one shape, `[..., c]` or `[n, c, h, w]`; `weights` has a number for each row. */
  override forward(logits: Tensor, target: Tensor, weights?: Tensor): Tensor {
    const { reduction } = this;
    return softCrossEntropy(logits, target, { reduction, ...(weights ? { weights } : {}) });
  }
}
