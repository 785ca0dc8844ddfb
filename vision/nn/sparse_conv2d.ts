import type { Device } from "../device.ts";
import { conv2d, type Pair } from "../ops/conv2d/mod.ts";
import { expandKernels, type KernelTable } from "../ops/expand_kernels/mod.ts";
import type { Tensor } from "../tensor.ts";
import { type Conv2dLayerOptions, kernelSides, operationOptions } from "./conv2d.ts";
import { kaimingNormal, lecunNormal } from "./initialiser.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/**
 * Convolution whose output maps each see the input maps that a table says: `[n, inputs, h, w]` to
 * `[n, outputs, oh, ow]`. Only kernels of real connections are parameters.
 *
 * @see LeCun et al. 1998, "Gradient-Based Learning Applied to Document Recognition", layer C3.
 */
export class SparseConv2d extends Module {
  /** `[pairs of the table, kernel, kernel]`. */
  readonly weight: Parameter;
  /** `[outputs]`, or none. */
  readonly bias: Parameter | null;
  readonly #table: KernelTable;
  readonly #options: ReturnType<typeof operationOptions>;

  /**
   * A layer with weights drawn by `options.random`, each output's by its own fan-in, and biases of 0.
   *
   * @param kernel Side of square kernels, or height and width.
   */
  constructor(
    device: Device,
    table: KernelTable,
    kernel: Pair,
    options: Omit<Conv2dLayerOptions, "groups">,
  ) {
    super();
    const { random, bias = true, activation } = options;
    const initialiser = options.initialiser ?? (activation ? kaimingNormal : lecunNormal);
    const [kh, kw] = kernelSides(kernel);
    const fanIn = new Array<number>(table.outputs).fill(0);
    for (const [output] of table.pairs) fanIn[output]!++;
    const weights = new Float32Array(table.pairs.length * kh * kw);
    table.pairs.forEach(([output], k) => {
      // As many numbers as one of the output's kernels has, drawn for all that the output sums.
      const drawn = initialiser([1, fanIn[output]!, kh, kw], random);
      weights.set(drawn.subarray(0, kh * kw), k * kh * kw);
    });
    this.weight = new Parameter(device, weights, [table.pairs.length, kh, kw]);
    this.bias = bias
      ? new Parameter(device, new Float32Array(table.outputs), [table.outputs])
      : null;
    this.#table = table;
    this.#options = operationOptions(options);
  }

  /** Convolved images. */
  override forward(x: Tensor): Tensor {
    return conv2d(x, expandKernels(this.weight, this.#table), this.bias, this.#options);
  }
}
