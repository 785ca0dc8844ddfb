import type { Device } from "../device.ts";
import { lanes } from "../kernel/kernel.ts";
import type { Uniforms } from "../kernel/uniforms.ts";
import type { Module } from "../nn/module.ts";
import type { Parameter } from "../nn/parameter.ts";
import type { Tensor } from "../tensor.ts";
import { SGD_STEP, sgdKernel } from "./sgd.wgsl.ts";

/** What an {@link SGD} takes. */
export interface SGDOptions {
  /** Learning rate. */
  readonly lr: number;
  /** Share of the last update that is kept, 0 when left out. */
  readonly momentum?: number;
  /** Pull of each weight towards 0, relative to its size (L2), 0 when left out. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent with momentum (Polyak 1964; Sutskever et al. 2013) and weight decay:
 * `v = momentum v + g + weightDecay w`, `w = w - lr v`; one kernel for each parameter. The rate may
 * be changed between replays of a recorded step.
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
export class SGD {
  readonly #device: Device;
  readonly #parameters: readonly { name: string; parameter: Parameter; velocity: Tensor }[];
  readonly #rate: Uniforms<typeof SGD_STEP>;
  readonly #momentum: number;
  readonly #weightDecay: number;

  /**
   * Optimises the parameters of a module, each once however often it is used.
   *
   * @throws {RangeError} If an option is no number in its range.
   * @throws {TypeError} If the module has no parameters.
   */
  constructor(module: Module, { lr, momentum = 0, weightDecay = 0 }: SGDOptions) {
    for (const [name, value] of Object.entries({ lr, momentum, weightDecay })) {
      if (!Number.isFinite(value) || value < 0) {
        throw new RangeError(`Cannot optimise with ${name} ${value}: want a number of at least 0`);
      }
    }
    const named = [...module.namedParameters()];
    if (!named[0]) throw new TypeError("Cannot optimise: the module has no parameters");
    this.#device = named[0][1].device;
    const seen = new Set<Parameter>();
    this.#parameters = named.filter(([, parameter]) => {
      return !seen.has(parameter) && seen.add(parameter);
    }).map(([name, parameter]) => ({
      name,
      parameter,
      velocity: this.#device.zeros(parameter.shape, { layout: "linear" }),
    }));
    this.#rate = this.#device.uniforms(SGD_STEP, { rate: lr });
    this.#momentum = momentum;
    this.#weightDecay = weightDecay;
  }

  /**
   * Learning rate of the steps to come, replays included.
   *
   * @throws {RangeError} If it is set to less than 0 or to no finite number.
   */
  get lr(): number {
    return this.#rate.values.rate;
  }

  set lr(rate: number) {
    if (!Number.isFinite(rate) || rate < 0) {
      throw new RangeError(
        `Cannot set the learning rate to ${rate}: want a number of at least 0`,
      );
    }
    this.#rate.set({ rate });
  }

  /** Forgets the gradients, for the next `backward()` to start from nothing. */
  zeroGrad(): void {
    for (const { parameter } of this.#parameters) parameter.grad = null;
  }

  /** Notes down one update of every parameter that has a gradient. */
  step(): void {
    for (const { parameter, velocity } of this.#parameters) {
      if (!parameter.grad) continue;
      const count = parameter.storage.bytes / 16;
      this.#device.dispatch(sgdKernel, {
        bindings: { gradient: parameter.grad, weight: parameter, velocity, step: this.#rate },
        params: { lanes: count, momentum: this.#momentum, decay: this.#weightDecay },
        workgroups: lanes(count),
      });
    }
  }

  /** The velocities, by the names of their parameters: all that a resumed run needs beside them. */
  state(): Readonly<Record<string, Tensor>> {
    return Object.fromEntries(this.#parameters.map(({ name, velocity }) => [name, velocity]));
  }

  /** Gives the velocities' memory back. */
  dispose(): void {
    for (const { velocity } of this.#parameters) velocity.dispose();
    this.#rate.dispose();
  }
}
