import type { Device } from "../device.ts";
import { divisiveNorm, localContrastNorm } from "../ops/divisive_norm/mod.ts";
import { gaussianWindow, type LocalOptions } from "../ops/local_mean/mod.ts";
import {
  localResponseNorm,
  type LocalResponseNormOptions,
} from "../ops/local_response_norm/mod.ts";
import { subtractiveNorm } from "../ops/subtractive_norm/mod.ts";
import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";

/** The bell that a neighbourhood is weighed by. */
export interface NeighbourhoodOptions {
  /** Side of the square window, odd; 9 when left out. */
  readonly size?: number;
  /** Width of the bell in pixels; a quarter of the side when left out. */
  readonly sigma?: number;
}

/** What the three local normalisations have in common: a window. */
export abstract class LocalNorm extends Module {
  readonly #window: Tensor;
  readonly #apply: (x: Tensor, options: LocalOptions) => Tensor;

  /** A layer that applies `apply` with a Gaussian window. */
  constructor(
    device: Device,
    { size = 9, sigma }: NeighbourhoodOptions,
    apply: (x: Tensor, options: LocalOptions) => Tensor,
  ) {
    super();
    const weights = gaussianWindow(size, sigma);
    this.#window = device.tensor(weights, [size]);
    this.#apply = apply;
  }

  /** Same shape; `mask`, f32 `[n, h, w]`, is 0 for pixels that count for nothing. */
  override forward(x: Tensor, mask?: Tensor): Tensor {
    return this.#apply(x, { window: this.#window, ...(mask ? { mask } : {}) });
  }

  /** Gives the memory of the window back. */
  protected override disposeOwn(): void {
    this.#window.dispose();
  }
}

/** Images less their local mean: see `subtractiveNorm()`. */
export class SubtractiveNorm extends LocalNorm {
  /** A layer with a Gaussian window. */
  constructor(device: Device, options: NeighbourhoodOptions = {}) {
    super(device, options, subtractiveNorm);
  }
}

/** Images over their local deviation: see `divisiveNorm()`. */
export class DivisiveNorm extends LocalNorm {
  /** A layer with a Gaussian window. */
  constructor(device: Device, options: NeighbourhoodOptions = {}) {
    super(device, options, divisiveNorm);
  }
}

/** Subtractive and then divisive normalisation: see `localContrastNorm()`. */
export class LocalContrastNorm extends LocalNorm {
  /** A layer with a Gaussian window. */
  constructor(device: Device, options: NeighbourhoodOptions = {}) {
    super(device, options, localContrastNorm);
  }
}

/** Numbers over what neighbouring channels say: see `localResponseNorm()`. */
export class LocalResponseNorm extends Module {
  readonly #options: LocalResponseNormOptions;

  /** Options are those of `localResponseNorm()`. */
  constructor(options: LocalResponseNormOptions) {
    super();
    this.#options = options;
  }

  /** Same shape. */
  override forward(x: Tensor): Tensor {
    return localResponseNorm(x, this.#options);
  }
}
