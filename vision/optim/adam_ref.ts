import type { AdamOptions } from "./adam.ts";
import { gradientsRef } from "./sgd_ref.ts";

/** Weights and moments of one parameter, in f64. */
export interface AdamState {
  readonly weight: Float64Array<ArrayBuffer>;
  readonly mean: Float64Array<ArrayBuffer>;
  readonly square: Float64Array<ArrayBuffer>;
}

/**
 * One step of Adam on several parameters, slow and obvious.
 *
 * @param done Steps done before.
 */
export function adamStepRef(
  states: readonly AdamState[],
  gradients: readonly Float64Array[],
  options: AdamOptions,
  done: number,
): void {
  const { lr = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decoupled = false } = options;
  const { weightDecay = 0, weightDecayFrom = 0 } = options;
  const decay = decoupled && done >= weightDecayFrom ? weightDecay : 0;
  const followed = gradientsRef(
    gradients,
    states.map(({ weight }) => weight),
    decoupled ? { ...options, weightDecay: 0 } : options,
    done,
  );
  const t = done + 1;
  states.forEach(({ weight, mean, square }, k) => {
    for (let i = 0; i < weight.length; i++) {
      const g = followed[k]![i]!;
      mean[i] = beta1 * mean[i]! + (1 - beta1) * g;
      square[i] = beta2 * square[i]! + (1 - beta2) * g ** 2;
      const m = mean[i]! / (1 - beta1 ** t);
      const v = square[i]! / (1 - beta2 ** t);
      weight[i]! -= lr * (m / (Math.sqrt(v) + epsilon) + decay * weight[i]!);
    }
  });
}
