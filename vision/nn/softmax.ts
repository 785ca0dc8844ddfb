import { logSoftmax } from "../ops/log_softmax/mod.ts";
import { softmax } from "../ops/softmax/mod.ts";
import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";

/** Softmax of the classes: see `softmax()`. */
export class SoftMax extends Module {
  /** Same shape. */
  override forward(x: Tensor): Tensor {
    return softmax(x);
  }
}

/** Logarithm of the softmax of the classes: see `logSoftmax()`. What `ClassNLLCriterion` wants. */
export class LogSoftMax extends Module {
  /** Same shape. */
  override forward(x: Tensor): Tensor {
    return logSoftmax(x);
  }
}
