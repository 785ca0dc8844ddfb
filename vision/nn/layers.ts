import { resize, type ResizeMode } from "../ops/resize/mod.ts";
import { imageSizes } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";

/** Images grown by a whole factor: see `resize()`. */
export class Upsample extends Module {
  readonly #factor: number;
  readonly #mode: ResizeMode;

  /** `factor` is that of height and width. */
  constructor(factor: number, mode: ResizeMode = "bilinear") {
    super();
    this.#factor = factor;
    this.#mode = mode;
  }

  /** `[n, c, h factor, w factor]`. */
  override forward(x: Tensor): Tensor {
    const { h, w } = imageSizes(x.shape, "upsample");
    return resize(x, { size: [h * this.#factor, w * this.#factor], mode: this.#mode });
  }
}
