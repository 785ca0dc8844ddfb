import type { Device } from "../device.ts";
import { conv2d } from "../ops/conv2d/mod.ts";
import type { Random } from "../random.ts";
import type { Tensor } from "../tensor.ts";
import { type Initialiser, kaimingNormal, lecunNormal } from "./initialiser.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** What a {@link Conv2d} takes beside its sizes. */
export interface Conv2dLayerOptions {
  /** Draws the weights; biases start at 0. */
  readonly random: Random;
  /** 1 when left out. */
  readonly stride?: number;
  /** Rings of zeros around the image; 0 when left out. */
  readonly padding?: number;
  /** `false` for none. */
  readonly bias?: boolean;
  /** Applied to the output in the same kernel. */
  readonly activation?: "relu";
  /** {@link kaimingNormal} before a ReLU, {@link lecunNormal} otherwise, when left out. */
  readonly initialiser?: Initialiser;
}

/**
 * Convolution with learned kernels: `[n, inputs, h, w]` to `[n, outputs, oh, ow]`; see `conv2d()`.
 *
 * @see LeCun et al. 1989, "Backpropagation Applied to Handwritten Zip Code Recognition".
 */
export class Conv2d extends Module {
  /** `[outputs, inputs, kernel, kernel]`. */
  readonly weight: Parameter;
  /** `[outputs]`, or none. */
  readonly bias: Parameter | null;
  readonly #options: { stride: number; padding: number; activation?: "relu" };

  /**
   * A layer with weights drawn by `options.random` and biases of 0.
   *
   * @param kernel Side of the square kernels.
   */
  constructor(
    device: Device,
    inputs: number,
    outputs: number,
    kernel: number,
    options: Conv2dLayerOptions,
  ) {
    super();
    const { random, stride = 1, padding = 0, bias = true, activation } = options;
    const initialiser = options.initialiser ?? (activation ? kaimingNormal : lecunNormal);
    const shape = [outputs, inputs, kernel, kernel];
    this.weight = new Parameter(device, initialiser(shape, random), shape);
    this.bias = bias ? new Parameter(device, new Float32Array(outputs), [outputs]) : null;
    this.#options = { stride, padding, ...(activation ? { activation } : {}) };
  }

  /** Convolved images. */
  override forward(x: Tensor): Tensor {
    return conv2d(x, this.weight, this.bias, this.#options);
  }
}
