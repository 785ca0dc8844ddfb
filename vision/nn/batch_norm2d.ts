import type { Device } from "../device.ts";
import { ShapeError } from "../errors.ts";
import { batchNorm } from "../ops/batch_norm/mod.ts";
import { showShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { StateTensor } from "./state_tensor.ts";

/** What a {@link BatchNorm2d} or {@link BatchNorm1d} takes beside its size. */
export interface BatchNormLayerOptions {
  /** Added to the variance; 1e-5 when left out. */
  readonly eps?: number;
  /** Share of each batch in the running statistics; 0.1 when left out. */
  readonly momentum?: number;
  /** `false` for no learned scale and shift. */
  readonly affine?: boolean;
}

/** What the two kinds of batch normalisation have in common. */
export abstract class BatchNorm extends Module {
  /** Scale `[channels]`, 1 at first, or none. */
  readonly weight: Parameter | null;
  /** Shift `[channels]`, 0 at first, or none. */
  readonly bias: Parameter | null;
  /** What is used for the mean once the net is trained. */
  readonly runningMean: StateTensor;
  /** What is used for the variance once the net is trained. */
  readonly runningVariance: StateTensor;
  readonly #rank: number;
  readonly #options: { readonly eps?: number; readonly momentum?: number };

  /** A layer for tensors of `rank` sizes, of scale 1 and shift 0. */
  constructor(rank: number, device: Device, channels: number, options: BatchNormLayerOptions) {
    super();
    const { affine = true, ...rest } = options;
    const filled = (value: number) => new Float32Array(channels).fill(value);
    this.weight = affine ? new Parameter(device, filled(1), [channels]) : null;
    this.bias = affine ? new Parameter(device, filled(0), [channels]) : null;
    this.runningMean = new StateTensor(device, filled(0), [channels]);
    this.runningVariance = new StateTensor(device, filled(1), [channels]);
    this.#rank = rank;
    this.#options = rest;
  }

  /** Same shape; in training also takes the running statistics closer to those of the batch. */
  override forward(x: Tensor): Tensor {
    if (x.shape.length !== this.#rank) {
      throw new ShapeError(
        `Cannot normalise the batch ${showShape(x.shape)}: want ${this.#rank} sizes, got ` +
          `${x.shape.length}`,
      );
    }
    return batchNorm(x, {
      train: this.mode === "train",
      ...(this.weight && this.bias ? { gamma: this.weight, beta: this.bias } : {}),
      mean: this.runningMean,
      variance: this.runningVariance,
      ...this.#options,
    });
  }
}

/**
 * Batch normalisation of images `[n, channels, h, w]`: by the statistics of the batch in training, by
 * their running means afterwards. See `batchNorm()`.
 *
 * @see Ioffe and Szegedy 2015, "Batch Normalization".
 */
export class BatchNorm2d extends BatchNorm {
  /** A layer of scale 1 and shift 0. */
  constructor(device: Device, channels: number, options: BatchNormLayerOptions = {}) {
    super(4, device, channels, options);
  }
}

/** The same of rows `[n, features]`. */
export class BatchNorm1d extends BatchNorm {
  /** A layer of scale 1 and shift 0. */
  constructor(device: Device, features: number, options: BatchNormLayerOptions = {}) {
    super(2, device, features, options);
  }
}
