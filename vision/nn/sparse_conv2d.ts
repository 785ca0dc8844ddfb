import type { Device } from "../device.ts";
import { conv2d, type Pair, sides } from "../ops/conv2d/mod.ts";
import { checkTable, expandKernels, type KernelTable } from "../ops/expand_kernels/mod.ts";
import type { Tensor } from "../tensor.ts";
import { type Conv2dLayerOptions, operationOptions } from "./conv2d.ts";
import { initialiserBefore } from "./initialiser.ts";
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
   * A layer with weights drawn by `options.random`, those of each output together and by its own fans, and
   * biases of 0.
   *
   * @param kernel Side of square kernels, or height and width.
   * @throws {RangeError} If the table names a map that there is not, or a pair twice.
   */
  constructor(
    device: Device,
    table: KernelTable,
    kernel: Pair,
    options: Omit<Conv2dLayerOptions, "groups">,
  ) {
    super();
    const { random, bias = true, activation } = options;
    const initialiser = options.initialiser ?? initialiserBefore(activation);
    const [kh, kw] = sides(kernel);
    checkTable(table);
    const { pairs } = table;
    const taps = kh * kw;
    const weights = new Float32Array(pairs.length * taps);
    for (let output = 0; output < table.outputs; output++) {
      const own = [...pairs.keys()].filter((pair) => pairs[pair]![0] === output);
      if (own.length === 0) continue;
      const inputs = new Set(own.map((pair) => pairs[pair]![1]));
      // Inputs may go into different numbers of outputs: their mean counts.
      const reached = pairs.filter(([, input]) => inputs.has(input)).length;
      const drawn = initialiser([1, own.length, kh, kw], random, {
        fanIn: own.length * taps,
        fanOut: reached / own.length * taps,
      });
      own.forEach((pair, i) => weights.set(drawn.subarray(i * taps, (i + 1) * taps), pair * taps));
    }
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
