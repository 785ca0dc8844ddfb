import type { Device } from "../device.ts";
import { ShapeError } from "../errors.ts";
import { conv2d, type Padding, type Pair, sides } from "../ops/conv2d/mod.ts";
import type { Random } from "../random.ts";
import type { Tensor } from "../tensor.ts";
import { type Initialiser, initialiserBefore } from "./initialiser.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** What a {@link Conv2d} takes beside its sizes. */
export interface Conv2dLayerOptions {
  /** Draws the weights; biases start at 0. */
  readonly random: Random;
  /** 1 when left out. */
  readonly stride?: Pair;
  /** Rings of zeros around the image; 0 when left out. */
  readonly padding?: Padding;
  /** Distance of neighbouring taps; 1 when left out. */
  readonly dilation?: Pair;
  /** Parts of the channels that see each other alone; 1 when left out. */
  readonly groups?: number;
  /** `false` for none. */
  readonly bias?: boolean;
  /** Applied to the output in the same kernel. */
  readonly activation?: "relu";
  /** {@link kaimingNormal} before a ReLU, {@link lecunNormal} otherwise, when left out. */
  readonly initialiser?: Initialiser;
}

/** Options of the operation behind a convolution layer. */
export function operationOptions(
  { stride = 1, padding = 0, dilation = 1, groups = 1, activation }: Omit<
    Conv2dLayerOptions,
    "random"
  >,
) {
  return { stride, padding, dilation, groups, ...(activation ? { activation } : {}) };
}

/** @throws {ShapeError} If the groups do not divide the channels. */
export function checkGroups(inputs: number, outputs: number, groups: number): void {
  if (inputs % groups !== 0 || outputs % groups !== 0) {
    throw new ShapeError(
      `Cannot make a convolution of ${inputs} to ${outputs} channels: ${groups} groups must divide both`,
    );
  }
}

/**
 * Convolution with learned kernels: `[n, inputs, h, w]` to `[n, outputs, oh, ow]`; see `conv2d()`.
 *
 * @see LeCun et al. 1989, "Backpropagation Applied to Handwritten Zip Code Recognition".
 */
export class Conv2d extends Module {
  /** `[outputs, inputs / groups, kernel, kernel]`. */
  readonly weight: Parameter;
  /** `[outputs]`, or none. */
  readonly bias: Parameter | null;
  readonly #options: ReturnType<typeof operationOptions>;

  /**
   * A layer with weights drawn by `options.random` and biases of 0.
   *
   * @param kernel Side of square kernels, or height and width.
   */
  constructor(
    device: Device,
    inputs: number,
    outputs: number,
    kernel: Pair,
    options: Conv2dLayerOptions,
  ) {
    super();
    const { random, bias = true, activation, groups = 1 } = options;
    const initialiser = options.initialiser ?? initialiserBefore(activation);
    checkGroups(inputs, outputs, groups);
    const shape = [outputs, inputs / groups, ...sides(kernel)];
    this.weight = new Parameter(device, initialiser(shape, random), shape);
    this.bias = bias ? new Parameter(device, new Float32Array(outputs), [outputs]) : null;
    this.#options = operationOptions(options);
  }

  /** Convolved images. */
  override forward(x: Tensor): Tensor {
    return conv2d(x, this.weight, this.bias, this.#options);
  }
}
