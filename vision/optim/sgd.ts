import type { Module } from "../nn/module.ts";
import { type GradientOptions, ParameterUpdates } from "./optimizer.ts";
import { momentumKernels, plainKernels } from "./sgd.wgsl.ts";

/** What an {@link SGD} takes. */
export interface SGDOptions extends GradientOptions {
  /** Learning rate. */
  readonly lr: number;
  /** Share of the last update that is kept, 0 when left out: then no velocity takes up memory. */
  readonly momentum?: number;
  /**
   * Share of each gradient that does not go into the velocity, 0 when left out; the first gradient goes
   * into it whole. Without a momentum there is nothing to dampen.
   */
  readonly dampening?: number;
  /** Whether each update looks one velocity ahead; wants a momentum and no dampening. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent with momentum (Polyak 1964; Sutskever et al. 2013):
 * `g = gradient + weightDecay w + l1 sign(w)`, `v = momentum v + (1 - dampening) g` (of the first
 * step `v = g`), `w = w - lr v`, and with Nesterov's look ahead `w = w - lr (g + momentum v)`. One kernel run updates several parameters.
 * The rate may be changed between replays of a recorded step.
 *
 * @example
 * ```ts
 * import { Conv2d, cosine, counterRandom, crossEntropy, record, requestDevice, SGD } from "../mod.ts";
 * const device = await requestDevice();
 * const net = new Conv2d(device, 3, 2, 3, { padding: 1, random: counterRandom(1) });
 * const images = device.zeros([1, 3, 6, 8]);
 * const target = device.zeros([1, 6, 8], { dtype: "u32" });
 * const sgd = new SGD(net, { lr: 0.1, momentum: 0.9 });
 * const step = record(device, () => {
 *   sgd.zeroGrad();
 *   const loss = crossEntropy(net.forward(images), target);
 *   loss.backward();
 *   sgd.step();
 *   return loss;
 * });
 * for (let i = 0; i < 5; i++) {
 *   sgd.lr = cosine(0.1, 5)(i);
 *   step.run();
 * }
 * await step.outputs.item();
 * ```
 */
export class SGD extends ParameterUpdates {
  /**
   * Optimises the parameters of a module, each once however often it is used.
   *
   * @throws {RangeError} If an option is no number in its range, or Nesterov's rule is asked for
   *   without momentum or with dampening.
   * @throws {TypeError} If the module has no parameters.
   */
  constructor(module: Module, options: SGDOptions) {
    const { lr, momentum = 0, dampening = 0, nesterov = false, ...gradient } = options;
    for (const [name, value] of Object.entries({ momentum, dampening })) {
      if (!Number.isFinite(value) || value < 0) {
        throw new RangeError(`Cannot optimise with ${name} ${value}: want a number of at least 0`);
      }
    }
    if (nesterov && (momentum === 0 || dampening > 0)) {
      throw new RangeError(
        `Cannot look ahead with momentum ${momentum} and dampening ${dampening}: ` +
          "want a momentum above 0 and no dampening",
      );
    }
    if (momentum === 0) {
      super(module, lr, gradient, { states: [], kernel: plainKernels, params: {} });
      return;
    }
    super(module, lr, gradient, {
      states: ["velocity"],
      kernel: momentumKernels,
      params: {
        momentum,
        share: 1 - dampening,
        ahead: nesterov ? momentum : 1,
        here: nesterov ? 1 : 0,
      },
      counts: dampening > 0,
    });
  }
}
