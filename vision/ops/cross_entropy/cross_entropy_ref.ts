import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { eachPixel } from "../softmax/softmax_ref.ts";

/** What the operation takes. */
export interface CrossEntropyOptions {
  /** Target of pixels that do not count. */
  readonly ignoreLabel: number;
}

/** Calls `visit` for each pixel that counts. */
function eachCounted(
  [x, target, weights]: readonly [RefArray, RefArray, RefArray],
  { ignoreLabel }: CrossEntropyOptions,
  visit: (channels: readonly number[], label: number, weight: number) => void,
): void {
  let pixel = 0;
  eachPixel(x, (channels) => {
    const label = target.data[pixel++]!;
    if (label !== ignoreLabel && label < channels.length) {
      visit(channels, label, weights.data[label]!);
    }
  });
}

/** The largest of some values, and the logarithm of their sum of exponentials. */
function logSumExp(values: readonly number[]): number {
  const largest = Math.max(...values);
  return largest + Math.log(values.reduce((sum, v) => sum + Math.exp(v - largest), 0));
}

/** Softmax cross-entropy in f64. */
export const crossEntropyReference: OpReference<
  readonly [Tensor, Tensor, Tensor],
  CrossEntropyOptions
> = {
  forward: (inputs, options) => {
    const [x] = inputs;
    let sum = 0;
    let total = 0;
    eachCounted(inputs, options, (channels, label, weight) => {
      const values = channels.map((at) => x.data[at]!);
      sum += weight * (logSumExp(values) - values[label]!);
      total += weight;
    });
    return { shape: [], data: Float64Array.of(total > 0 ? sum / total : 0) };
  },
  backward: (gradient, inputs, options) => {
    const [x] = inputs;
    const data = new Float64Array(x.data.length);
    let total = 0;
    eachCounted(inputs, options, (_channels, _label, weight) => total += weight);
    if (!(total > 0)) return [{ shape: x.shape, data }, null, null];
    eachCounted(inputs, options, (channels, label, weight) => {
      const logSum = logSumExp(channels.map((at) => x.data[at]!));
      channels.forEach((at, i) => {
        const share = Math.exp(x.data[at]! - logSum) - (i === label ? 1 : 0);
        data[at] = gradient.data[0]! * weight * share / total;
      });
    });
    return [{ shape: x.shape, data }, null, null];
  },
};
