import { maxPool2d } from "../ops/max_pool2d/mod.ts";
import { resize, type ResizeMode } from "../ops/resize/mod.ts";
import { imageSizes } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";

/** Largest of each window: see `maxPool2d()`. */
export class MaxPool2d extends Module {
  readonly #kernel: number;
  readonly #stride: number;

  /** `kernel` is the side of the window, and the stride where none is given. */
  constructor(kernel: number, { stride = kernel }: { readonly stride?: number } = {}) {
    super();
    this.#kernel = kernel;
    this.#stride = stride;
  }

  /** Pooled images. */
  override forward(x: Tensor): Tensor {
    return maxPool2d(x, this.#kernel, { stride: this.#stride });
  }
}

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
