import { flatten, reshape } from "../ops/reshape/mod.ts";
import type { Layout, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";

/** Another shape of each sample: see `reshape()`. */
export class Reshape extends Module {
  readonly #shape: Shape;
  readonly #options: { readonly layout?: Layout };

  /** `shape` is that of one sample; one of its sizes may be -1. */
  constructor(shape: Shape, options: { readonly layout?: Layout } = {}) {
    super();
    this.#shape = shape;
    this.#options = options;
  }

  /** `[n, ...shape]`. */
  override forward(x: Tensor): Tensor {
    return reshape(x, [x.shape[0] ?? 1, ...this.#shape], this.#options);
  }
}

/** All axes but the first as one: see `flatten()`. */
export class Flatten extends Module {
  /** `[n, c h w]`. */
  override forward(x: Tensor): Tensor {
    return flatten(x);
  }
}
