import type { Device } from "../device.ts";
import { dropout } from "../ops/dropout/mod.ts";
import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";
import { StateTensor } from "./state_tensor.ts";

/** What a {@link Dropout} or {@link SpatialDropout} takes. */
export interface DropoutLayerOptions {
  /** Share that is dropped, at least 0 and at most `1 - 2^-24`; 0.5 when left out. */
  readonly rate?: number;
  /** Draws differ by seed; layers of one net need different ones. */
  readonly seed: number;
}

/** What the two kinds of dropout have in common: a counter of steps. */
export abstract class Dropping extends Module {
  /** Number of the next training step: each step drops others, a resumed run the same. */
  readonly step: StateTensor;
  readonly #settings: { readonly rate: number; readonly seed: number; readonly maps: boolean };

  /** A layer at step 0 that drops maps or numbers. */
  constructor(device: Device, { rate = 0.5, seed }: DropoutLayerOptions, maps: boolean) {
    super();
    this.step = new StateTensor(device, [0], [1]);
    this.#settings = { rate, seed, maps };
  }

  /** Same shape; `x` itself once the net is trained. */
  override forward(x: Tensor): Tensor {
    if (this.mode === "evaluate" || this.#settings.rate === 0) return x;
    return dropout(x, { ...this.#settings, step: this.step });
  }
}

/**
 * Drops single numbers while the net is trained: see `dropout()`.
 *
 * @see Hinton et al. 2012, "Improving neural networks by preventing co-adaptation of feature detectors".
 */
export class Dropout extends Dropping {
  /** A layer at step 0. */
  constructor(device: Device, options: DropoutLayerOptions) {
    super(device, options, false);
  }
}

/**
 * Drops whole maps of images while the net is trained, since neighbouring pixels say much the same.
 *
 * @see Tompson et al. 2015, "Efficient Object Localization Using Convolutional Networks".
 */
export class SpatialDropout extends Dropping {
  /** A layer at step 0. */
  constructor(device: Device, options: DropoutLayerOptions) {
    super(device, options, true);
  }
}
