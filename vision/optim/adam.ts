import type { Module } from "../nn/module.ts";
import { adamKernels } from "./adam.wgsl.ts";
import { type GradientOptions, ParameterUpdates } from "./optimizer.ts";

/** What an {@link Adam} takes. */
export interface AdamOptions extends GradientOptions {
  /** Learning rate, 0.001 when left out. */
  readonly lr?: number;
  /** Decay of the mean of gradients, 0.9 when left out. */
  readonly beta1?: number;
  /** Decay of the mean of their squares, 0.999 when left out. */
  readonly beta2?: number;
  /** Keeps the quotient finite, 1e-8 when left out. */
  readonly epsilon?: number;
  /**
   * Whether weight decay pulls at the weights themselves, `w = w - lr weightDecay w`, apart from the
   * moments (AdamW: Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization"), instead of
   * going into the gradient.
   */
  readonly decoupled?: boolean;
}

/**
 * Adam (Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization"): each weight moves by about
 * the learning rate, whatever the size of its gradients. With `m` and `v` the decaying means of the
 * gradient and of its square, each divided by `1 - beta^t` to undo their start at 0:
 * `w = w - lr m / (sqrt(v) + epsilon)`. The step `t` is counted on the device and saved with the state.
 *
 * @example
 * ```ts
 * import { Adam, Conv2d, counterRandom, requestDevice } from "../mod.ts";
 * const device = await requestDevice();
 * const net = new Conv2d(device, 3, 2, 3, { random: counterRandom(1) });
 * const adamW = new Adam(net, { lr: 1e-3, weightDecay: 0.01, decoupled: true, clipNorm: 1 });
 * ```
 */
export class Adam extends ParameterUpdates {
  /**
   * Optimises the parameters of a module, each once however often it is used.
   *
   * @throws {RangeError} If an option is no number in its range.
   * @throws {TypeError} If the module has no parameters.
   */
  constructor(module: Module, options: AdamOptions = {}) {
    const { lr = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decoupled = false, ...rest } =
      options;
    for (const [name, value] of Object.entries({ beta1, beta2 })) {
      if (!(value >= 0 && value < 1)) {
        throw new RangeError(`Cannot optimise with ${name} ${value}: want a number in [0, 1)`);
      }
    }
    if (!(Number.isFinite(epsilon) && epsilon > 0)) {
      throw new RangeError(`Cannot optimise with epsilon ${epsilon}: want a number above 0`);
    }
    super(module, lr, rest, {
      states: ["mean", "square"],
      kernel: adamKernels,
      params: {
        beta1,
        share1: 1 - beta1,
        beta2,
        share2: 1 - beta2,
        epsilon,
        apart: decoupled ? 1 : 0,
      },
      averages: [beta1, beta2],
    });
  }
}
