import type { SGDOptions } from "./sgd.ts";

/** Weights and velocities of one parameter, in f64. */
export interface SGDState {
  readonly weight: Float64Array<ArrayBuffer>;
  readonly velocity: Float64Array<ArrayBuffer>;
}

/**
 * One step of SGD on several parameters, slow and obvious.
 *
 * @param done Steps done before.
 */
export function sgdStepRef(
  states: readonly SGDState[],
  gradients: readonly Float64Array[],
  options: SGDOptions,
  done: number,
): void {
  const { lr, momentum = 0, dampening = 0, nesterov = false } = options;
  const clipped = gradientsRef(gradients, states.map(({ weight }) => weight), options, done);
  states.forEach(({ weight, velocity }, k) => {
    for (let i = 0; i < weight.length; i++) {
      const g = clipped[k]![i]!;
      const taken = momentum === 0 || done === 0 ? g : (1 - dampening) * g;
      velocity[i] = momentum * velocity[i]! + taken;
      weight[i]! -= lr * (nesterov ? g + momentum * velocity[i]! : velocity[i]!);
    }
  });
}

/** Gradients as they are followed: clipped by norm, then by value, then with the pulls of L2 and L1. */
export function gradientsRef(
  gradients: readonly Float64Array[],
  weights: readonly Float64Array[],
  options: Omit<SGDOptions, "lr">,
  done: number,
): Float64Array<ArrayBuffer>[] {
  const { clipNorm = Infinity, clipValue = Infinity } = options;
  const { weightDecay = 0, weightDecayFrom = 0, l1 = 0, l1From = 0 } = options;
  const norm = Math.sqrt(
    gradients.reduce((sum, g) => g.reduce((part, value) => part + value ** 2, sum), 0),
  );
  const scale = norm > clipNorm ? clipNorm / norm : 1;
  return gradients.map((gradient, k) =>
    Float64Array.from(gradient, (value, i) => {
      const w = weights[k]![i]!;
      let g = Math.max(-clipValue, Math.min(clipValue, scale * value));
      if (done >= weightDecayFrom) g += weightDecay * w;
      if (done >= l1From) g += l1 * Math.sign(w);
      return g;
    })
  );
}
