import { crossEntropy } from "../ops/cross_entropy/mod.ts";
import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";

/** Mean softmax cross-entropy over the pixels that count: see `crossEntropy()`. */
export class CrossEntropyLoss extends Module {
  readonly #options: { ignoreLabel?: number; weights?: Tensor };

  /** Options are those of `crossEntropy()`. */
  constructor(options: { readonly ignoreLabel?: number; readonly weights?: Tensor } = {}) {
    super();
    this.#options = options;
  }

  /** The scalar loss of logits `[n, c, h, w]` and u32 targets `[n, h, w]`. */
  override forward(logits: Tensor, target: Tensor): Tensor {
    return crossEntropy(logits, target, this.#options);
  }
}
