import type { Device } from "../device.ts";
import { matmul } from "../ops/matmul/mod.ts";
import type { Random } from "../random.ts";
import type { Tensor } from "../tensor.ts";
import { type Initialiser, initialiserBefore } from "./initialiser.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** What a {@link Linear} takes beside its sizes. */
export interface LinearLayerOptions {
  /** Draws the weights; biases start at 0. */
  readonly random: Random;
  /** `false` for none. */
  readonly bias?: boolean;
  /** Applied to the output in the same kernel. */
  readonly activation?: "relu";
  /** {@link kaimingNormal} before a ReLU, {@link lecunNormal} otherwise, when left out. */
  readonly initialiser?: Initialiser;
}

/**
 * Fully connected layer: `y = act(x w^T + b)`, `[..., inputs]` to `[..., outputs]`, of two axes or more;
 * see `matmul()`. Images are flattened first.
 *
 * @see Rosenblatt 1958, "The Perceptron".
 *
 * @example
 * ```ts
 * import { counterRandom, Linear, requestDevice, Sequential } from "../mod.ts";
 * const device = await requestDevice();
 * const random = counterRandom(1);
 * const net = new Sequential(
 *   new Linear(device, 784, 1000, { random, activation: "relu" }),
 *   new Linear(device, 1000, 10, { random }),
 * );
 * await net.forward(device.zeros([32, 784])).read(); // Logits [32, 10]
 * ```
 */
export class Linear extends Module {
  /** `[outputs, inputs]`. */
  readonly weight: Parameter;
  /** `[outputs]`, or none. */
  readonly bias: Parameter | null;
  readonly #activation: "relu" | undefined;

  /** A layer with weights drawn by `options.random` and biases of 0. */
  constructor(device: Device, inputs: number, outputs: number, options: LinearLayerOptions) {
    super();
    const { random, bias = true, activation } = options;
    const initialiser = options.initialiser ?? initialiserBefore(activation);
    const shape = [outputs, inputs];
    this.weight = new Parameter(device, initialiser(shape, random), shape);
    this.bias = bias ? new Parameter(device, new Float32Array(outputs), [outputs]) : null;
    this.#activation = activation;
  }

  /** `[..., outputs]`. */
  override forward(x: Tensor): Tensor {
    const activation = this.#activation;
    return matmul(x, this.weight, {
      transposeB: true,
      bias: this.bias,
      ...(activation ? { activation } : {}),
    });
  }
}
