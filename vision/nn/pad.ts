import { type Margin, pad, type PadMode } from "../ops/pad/mod.ts";
import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";

/** A margin around images: see `pad()`. */
export class Pad extends Module {
  readonly #margin: Partial<Margin>;
  readonly #options: { readonly mode?: PadMode; readonly value?: number };

  /** Sides left out of `margin` are 0. */
  constructor(
    margin: Partial<Margin>,
    options: { readonly mode?: PadMode; readonly value?: number } = {},
  ) {
    super();
    this.#margin = margin;
    this.#options = options;
  }

  /** `[n, c, top + h + bottom, left + w + right]`. */
  override forward(x: Tensor): Tensor {
    return pad(x, this.#margin, this.#options);
  }
}
