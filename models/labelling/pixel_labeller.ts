import {
  argmaxChannels,
  counterRandom,
  type Device,
  Holdings,
  imageSettings,
  type Module,
  type Normalisation,
  type Plan,
  type PrepareOptions,
  record,
  type Tensor,
  textureToTensor,
  tune,
} from "../../vision/mod.ts";
import { LabelNet, type LabelNetDesign, loadLabelNet } from "./label_net.ts";

/** How colour is brought to the range that nets which label pixels are trained on. */
export const NORMALISATION: Normalisation = {
  mean: [0.45, 0.45, 0.4],
  deviation: [0.22, 0.22, 0.25],
};

/**
 * A trained net on a camera: reads the camera's colour texture where it lies and leaves a label id
 * per pixel on the device. Recorded once; {@link encode} only replays.
 *
 * @example
 * ```ts ignore
 * const labeller = PixelLabeller.load(device, TERRAIN_NET, weights, camera.colour, LABEL_OF_CHANNEL);
 * labeller.encode(encoder);
 * device.gpu.queue.submit([encoder.finish()]);
 * const labels = await labeller.labels.read(); // u8 [1, h, w]
 * ```
 */
export class PixelLabeller {
  readonly #holdings = new Holdings();
  readonly #plan: Plan<Tensor>;

  /**
   * @param net From `[1, 3, h, w]`, normalised, to logits `[1, classes, h, w]`; the labeller's own from now on,
   *   given back with it or where it cannot be made.
   * @param colour The picture to label, `rgba8unorm-srgb`.
   * @param labelOfChannel Label id of each output channel.
   */
  constructor(
    device: Device,
    net: Module,
    colour: GPUTexture,
    labelOfChannel: Uint8Array<ArrayBuffer>,
  ) {
    const holdings = this.#holdings;
    try {
      holdings.hold(net);
      const input = holdings.hold(device.zeros([1, 3, colour.height, colour.width]));
      const table = holdings.hold(
        device.tensor(labelOfChannel, [labelOfChannel.length], { dtype: "u32" }),
      );
      const settings = holdings.hold(imageSettings(device));
      this.#plan = holdings.hold(record(device, () =>
        device.noGrad(() => {
          textureToTensor(colour, input, settings, NORMALISATION);
          return argmaxChannels(net.forward(input), table);
        })));
    } catch (error) {
      holdings.dispose();
      throw error;
    }
  }

  /**
   * The net of a design on a camera.
   *
   * @param weights A safetensors file.
   * @param colour The picture to label, `rgba8unorm-srgb`.
   * @param labelOfChannel Label id of each output channel.
   * @throws {CheckpointError} If the weights are broken or another net's.
   */
  static load(
    device: Device,
    design: LabelNetDesign,
    weights: Uint8Array,
    colour: GPUTexture,
    labelOfChannel: Uint8Array<ArrayBuffer>,
  ): PixelLabeller {
    return new PixelLabeller(device, loadLabelNet(device, design, weights), colour, labelOfChannel);
  }

  /** Label id per pixel of the last picture, u8 `[1, h, w]`. */
  get labels(): Tensor {
    return this.#plan.outputs;
  }

  /** Appends the labelling of what the texture holds then. */
  encode(encoder: GPUCommandEncoder, descriptor: GPUComputePassDescriptor = {}): void {
    this.#plan.encode(encoder, descriptor);
  }

  dispose(): void {
    this.#holdings.dispose();
  }
}

/** Measures a net's kernels for pictures of that size on the device's adapter, where none was chosen yet. */
export async function tuneLabeller(
  device: Device,
  design: LabelNetDesign,
  width: number,
  height: number,
  options: PrepareOptions = {},
): Promise<void> {
  const holdings = new Holdings();
  try {
    const net = holdings.hold(new LabelNet(device, design, counterRandom(0)));
    const input = holdings.hold(device.zeros([1, 3, height, width]));
    await tune(device, () => device.noGrad(() => net.forward(input)), options);
  } finally {
    holdings.dispose();
  }
}
