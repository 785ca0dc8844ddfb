import type { Device } from "../device.ts";
import type { Padding, Pair } from "../ops/conv2d/mod.ts";
import { locallyConnected2d } from "../ops/locally_connected2d/mod.ts";
import { windowGeometry } from "../ops/window_geometry.ts";
import type { Random } from "../random.ts";
import type { Tensor } from "../tensor.ts";
import { type Initialiser, lecunNormal } from "./initialiser.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** What a {@link LocallyConnected2d} takes beside its sizes. */
export interface LocallyConnected2dLayerOptions {
  /** Draws the weights; biases start at 0. */
  readonly random: Random;
  /** 1 when left out. */
  readonly stride?: Pair;
  /** Rings of zeros around the image; 0 when left out. */
  readonly padding?: Padding;
  /** `false` for none. */
  readonly bias?: boolean;
  /** {@link lecunNormal} when left out. */
  readonly initialiser?: Initialiser;
}

/** Sizes of the images that a {@link LocallyConnected2d} takes. */
export interface LocallyConnected2dImages {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Windows as those of a convolution, with weights of their own at every place: `[n, c, h, w]` to
 * `[n, outputs, oh, ow]`, for images of one size; see `locallyConnected2d()`.
 *
 * @see LeCun 1989, "Generalization and Network Design Strategies".
 */
export class LocallyConnected2d extends Module {
  /** `[outputs, c, kh, kw, oh, ow]`. */
  readonly weight: Parameter;
  /** `[outputs, oh, ow]`, or none. */
  readonly bias: Parameter | null;
  readonly #options: { readonly stride: Pair; readonly padding: Padding };

  /**
   * A layer with weights drawn by `options.random` and biases of 0.
   *
   * @param kernel Side of square windows, or height and width.
   */
  constructor(
    device: Device,
    images: LocallyConnected2dImages,
    outputs: number,
    kernel: Pair,
    options: LocallyConnected2dLayerOptions,
  ) {
    super();
    const { random, stride = 1, padding = 0, bias = true, initialiser = lecunNormal } = options;
    const { channels: c, height, width } = images;
    const g = windowGeometry([1, c, height, width], { kernel, stride, padding }, "connect locally");
    const units = g.oh * g.ow;
    const taps = c * g.kh * g.kw;
    const count = outputs * taps;
    const weights = new Float32Array(count * units);
    // The weights of each place are drawn as those of a convolution; in memory places are neighbours.
    for (let unit = 0; unit < units; unit++) {
      const drawn = initialiser([outputs, c, g.kh, g.kw], random);
      for (let i = 0; i < count; i++) weights[i * units + unit] = drawn[i]!;
    }
    this.weight = new Parameter(device, weights, [outputs, c, g.kh, g.kw, g.oh, g.ow]);
    this.bias = bias
      ? new Parameter(device, new Float32Array(outputs * units), [outputs, g.oh, g.ow])
      : null;
    this.#options = { stride, padding };
  }

  /** `[n, outputs, oh, ow]`. */
  override forward(x: Tensor): Tensor {
    return locallyConnected2d(x, this.weight, this.bias, this.#options);
  }
}
