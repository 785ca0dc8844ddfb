import { avgPool2d } from "../ops/avg_pool2d/mod.ts";
import type { Padding, Pair } from "../ops/conv2d/mod.ts";
import { globalAvgPool2d, globalMaxPool2d } from "../ops/global_pool2d/mod.ts";
import { logProbPool2d } from "../ops/log_prob_pool2d/mod.ts";
import { lpPool2d } from "../ops/lp_pool2d/mod.ts";
import { maxPool2d } from "../ops/max_pool2d/mod.ts";
import { maxout } from "../ops/maxout/mod.ts";
import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";

/** Where the windows of a pooling layer lie. */
export interface PoolingOptions {
  /** The window's size when left out. */
  readonly stride?: Pair;
  /** 0 when left out. */
  readonly padding?: Padding;
}

/** Largest of each window: see `maxPool2d()`. */
export class MaxPool2d extends Module {
  readonly #kernel: Pair;
  readonly #options: PoolingOptions;

  /** `kernel` is the window's sides, and the stride where none is given. */
  constructor(kernel: Pair, options: PoolingOptions = {}) {
    super();
    this.#kernel = kernel;
    this.#options = options;
  }

  /** Pooled images. */
  override forward(x: Tensor): Tensor {
    return maxPool2d(x, this.#kernel, this.#options);
  }
}

/** Mean of each window: see `avgPool2d()`. */
export class AvgPool2d extends Module {
  readonly #kernel: Pair;
  readonly #options: PoolingOptions & { readonly countIncludePad?: boolean };

  /** `kernel` is the window's sides, and the stride where none is given. */
  constructor(kernel: Pair, options: PoolingOptions & { readonly countIncludePad?: boolean } = {}) {
    super();
    this.#kernel = kernel;
    this.#options = options;
  }

  /** Pooled images. */
  override forward(x: Tensor): Tensor {
    return avgPool2d(x, this.#kernel, this.#options);
  }
}

/** p-norm of each window: see `lpPool2d()`. */
export class LpPool2d extends Module {
  readonly #kernel: Pair;
  readonly #power: number;
  readonly #options: PoolingOptions;

  /** `kernel` is the window's sides, and the stride where none is given. */
  constructor(kernel: Pair, power: number, options: PoolingOptions = {}) {
    super();
    this.#kernel = kernel;
    this.#power = power;
    this.#options = options;
  }

  /** Pooled images. */
  override forward(x: Tensor): Tensor {
    return lpPool2d(x, this.#kernel, this.#power, this.#options);
  }
}

/** Soft maximum of each window: see `logProbPool2d()`. */
export class LogProbPool2d extends Module {
  readonly #kernel: Pair;
  readonly #sharpness: number;
  readonly #options: PoolingOptions & { readonly reduction?: "mean" | "sum" };

  /** `kernel` is the window's sides, and the stride where none is given. */
  constructor(
    kernel: Pair,
    sharpness: number,
    options: PoolingOptions & { readonly reduction?: "mean" | "sum" } = {},
  ) {
    super();
    this.#kernel = kernel;
    this.#sharpness = sharpness;
    this.#options = options;
  }

  /** Pooled images. */
  override forward(x: Tensor): Tensor {
    return logProbPool2d(x, this.#kernel, this.#sharpness, this.#options);
  }
}

/** Mean of each map: see `globalAvgPool2d()`. */
export class GlobalAvgPool2d extends Module {
  /** `[n, c, 1, 1]`. */
  override forward(x: Tensor): Tensor {
    return globalAvgPool2d(x);
  }
}

/** Largest of each map: see `globalMaxPool2d()`. */
export class GlobalMaxPool2d extends Module {
  /** `[n, c, 1, 1]`. */
  override forward(x: Tensor): Tensor {
    return globalMaxPool2d(x);
  }
}

/** Largest of neighbouring maps: see `maxout()`. */
export class Maxout extends Module {
  readonly #pieces: number;

  /** `pieces` is the number of maps that compete. */
  constructor(pieces: number) {
    super();
    this.#pieces = pieces;
  }

  /** `[n, c / pieces, h, w]`. */
  override forward(x: Tensor): Tensor {
    return maxout(x, this.#pieces);
  }
}
