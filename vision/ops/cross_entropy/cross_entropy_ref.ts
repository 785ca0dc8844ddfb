import type { OpReference } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { rowLossOps } from "../row_loss/mod.ts";

/** What the operation takes. */
export interface CrossEntropyOptions {
  /** Target of pixels that do not count. */
  readonly ignoreLabel: number;
  /** `mean` when left out. */
  readonly reduction?: "mean" | "sum";
}

const { reference } = rowLossOps.crossEntropy;

const settings = ({ ignoreLabel, reduction = "mean" }: CrossEntropyOptions) => ({
  ignoreLabel,
  reduction,
  margin: 1,
  power: 1,
});

/** Softmax cross-entropy in f64: that of rows, of which a pixel's channels are one. */
export const crossEntropyReference: OpReference<
  readonly [Tensor, Tensor, Tensor],
  CrossEntropyOptions
> = {
  forward: (inputs, options) => reference.forward(inputs, settings(options)),
  backward: (gradient, inputs, options) => reference.backward(gradient, inputs, settings(options)),
};
