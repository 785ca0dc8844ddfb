import {
  counterRandom,
  type Device,
  Holdings,
  idsToTarget,
  type ImageSettings,
  imageSettings,
  type Plan,
  record,
  type TargetSettings,
  targetSettings,
  type Tensor,
  textureToTensor,
} from "../../vision/mod.ts";
import { NORMALISATION } from "./pixel_labeller.ts";
import type { RenderedFrames } from "./dataset/rendered_frames.ts";

/** How batches are made. */
export interface RenderedBatchesOptions {
  /** Still the caller's own: disposed of after the batches. */
  readonly frames: RenderedFrames<unknown>;
  /** Channel of the net for each label id, 256 of them. */
  readonly channelOfLabel: Uint8Array<ArrayBuffer>;
  /** Frames of a batch. */
  readonly batch: number;
  /** Of the variation. */
  readonly seed: number;
}

/**
 * The batches that a net which labels pixels is trained on: rendered, converted and varied on the device.
 * The batch of a step depends on the frames, the seed and the step alone.
 */
export class RenderedBatches {
  /** `[batch, 3, h, w]`, normalised. */
  readonly images: Tensor;
  /** Channels, u32 `[batch, h, w]`. */
  readonly targets: Tensor;
  readonly #frames: RenderedFrames<unknown>;
  readonly #seed: number;
  readonly #batch: number;
  readonly #holdings = new Holdings();
  readonly #convert: Plan<void>;
  readonly #image: ImageSettings;
  readonly #target: TargetSettings;

  constructor(device: Device, { frames, channelOfLabel, batch, seed }: RenderedBatchesOptions) {
    this.#frames = frames;
    this.#seed = seed;
    this.#batch = batch;
    const { colour, spec: { width, height } } = frames.camera;
    const holdings = this.#holdings;
    try {
      this.images = holdings.hold(device.zeros([batch, 3, height, width]));
      this.targets = holdings.hold(device.zeros([batch, height, width], { dtype: "u32" }));
      this.#image = holdings.hold(imageSettings(device));
      this.#target = holdings.hold(targetSettings(device));
      const table = holdings.hold(device.tensor(channelOfLabel, [256], { dtype: "u32" }));
      const ids = frames.camera.picture("ids");
      this.#convert = holdings.hold(record(device, () => {
        textureToTensor(colour, this.images, this.#image, { ...NORMALISATION, varied: true });
        idsToTarget(ids, this.targets, this.#target, table);
      }));
    } catch (error) {
      holdings.dispose();
      throw error;
    }
  }

  /** Submits the making of the batch of step `step`. */
  fill(step: number): void {
    for (let slot = 0; slot < this.#batch; slot++) {
      const index = step * this.#batch + slot;
      this.#frames.render(index);
      this.#vary(slot, index);
      this.#convert.run();
    }
  }

  /** What a camera and a mirror may do to a frame: mirroring, colour cast, response curve, noise. */
  #vary(slot: number, index: number): void {
    const random = counterRandom(this.#seed, index + 1);
    const around = (spread: number) => 1 + spread * (2 * random() - 1);
    const mirror = random() < 0.5 ? 1 : 0;
    const gain = around(0.12);
    this.#image.set({
      slot,
      mirror,
      gainR: gain * around(0.05),
      gainG: gain * around(0.05),
      gainB: gain * around(0.05),
      gamma: around(0.12),
      contrast: around(0.12),
      noise: 0.025 * random(),
      seed: index,
    });
    this.#target.set({ slot, mirror });
  }

  dispose(): void {
    this.#holdings.dispose();
  }
}
