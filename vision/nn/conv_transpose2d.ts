import type { Device } from "../device.ts";
import { convTranspose2d } from "../ops/conv_transpose2d/mod.ts";
import { type Pair, sides } from "../ops/conv2d/mod.ts";
import type { Tensor } from "../tensor.ts";
import { checkGroups, type Conv2dLayerOptions, operationOptions } from "./conv2d.ts";
import { initialiserBefore } from "./initialiser.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** What a {@link ConvTranspose2d} takes beside its sizes. */
export interface ConvTranspose2dLayerOptions extends Conv2dLayerOptions {
  /** Rows and columns more at the bottom and at the right; 0 when left out. */
  readonly outputPadding?: Pair;
}

/**
 * Transposed convolution with learned kernels: `[n, inputs, h, w]` to the larger `[n, outputs, oh, ow]`;
 * see `convTranspose2d()`.
 *
 * @see Zeiler et al. 2010, "Deconvolutional Networks".
 */
export class ConvTranspose2d extends Module {
  /** `[inputs, outputs / groups, kernel, kernel]`. */
  readonly weight: Parameter;
  /** `[outputs]`, or none. */
  readonly bias: Parameter | null;
  readonly #options: ReturnType<typeof operationOptions> & { readonly outputPadding: Pair };

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
    options: ConvTranspose2dLayerOptions,
  ) {
    super();
    const { random, bias = true, activation, groups = 1, outputPadding = 0 } = options;
    const initialiser = options.initialiser ?? initialiserBefore(activation);
    const [kh, kw] = sides(kernel);
    checkGroups(inputs, outputs, groups);
    const shape = [inputs, outputs / groups, kh, kw];
    // An output is summed over the inputs of its group and the taps that reach it: about one in a stride.
    const { stride, ...others } = operationOptions(options);
    const [strideY, strideX] = sides(stride);
    const fanIn = inputs / groups * Math.ceil(kh / strideY) * Math.ceil(kw / strideX);
    const fanOut = outputs / groups * kh * kw;
    const drawn = initialiser(shape, random, { fanIn, fanOut });
    this.weight = new Parameter(device, drawn, shape);
    this.bias = bias ? new Parameter(device, new Float32Array(outputs), [outputs]) : null;
    this.#options = { ...others, stride, outputPadding };
  }

  /** Images grown by the stride. */
  override forward(x: Tensor): Tensor {
    return convTranspose2d(x, this.weight, this.bias, this.#options);
  }
}
