import type { Device } from "../device.ts";
import { embedding } from "../ops/embedding/mod.ts";
import type { Random } from "../random.ts";
import { normal } from "../random.ts";
import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/**
 * A learned vector for each of `rows` symbols: see `embedding()`. Torch 7 calls it `LookupTable`. The vectors
 * start normal, of mean 0 and standard deviation `deviation` (1 when left out).
 *
 * @example
 * ```ts
 * import { counterRandom, Embedding, requestDevice } from "../mod.ts";
 * const device = await requestDevice();
 * const words = new Embedding(device, 100, 8, { random: counterRandom(1) });
 * const sentence = device.tensor([4, 99, 4], [3], { dtype: "u32" });
 * console.assert(words.forward(sentence).shape.join() === "3,8");
 * ```
 */
export class Embedding extends Module {
  /** `[rows, width]`. */
  readonly weight: Parameter;

  /**
   * A table of random vectors.
   *
   * @throws {ShapeError} If a size is no positive integer.
   */
  constructor(
    device: Device,
    rows: number,
    width: number,
    { random, deviation = 1 }: { readonly random: Random; readonly deviation?: number },
  ) {
    super();
    const data = new Float32Array(rows * width).map(() => deviation * normal(random));
    this.weight = new Parameter(device, data, [rows, width]);
  }

  /** u32 `[...]` -> `[..., width]`. */
  override forward(indices: Tensor): Tensor {
    return embedding(this.weight, indices);
  }
}
