import {
  argmaxChannels,
  type Device,
  type ImageSettings,
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
 * const labeller = new PixelLabeller(device, net, camera.colour, LABEL_OF_CHANNEL);
 * labeller.encode(encoder);
 * device.gpu.queue.submit([encoder.finish()]);
 * const labels = await labeller.labels.read(); // u8 [1, h, w]
 * ```
 */
export class PixelLabeller {
  readonly #net: Module;
  readonly #input: Tensor;
  readonly #table: Tensor;
  readonly #settings: ImageSettings;
  readonly #plan: Plan<Tensor>;

  /**
   * @param net From `[1, 3, h, w]`, normalised, to logits `[1, classes, h, w]`; the labeller's own from now on.
   * @param colour The picture to label, `rgba8unorm-srgb`.
   * @param labelOfChannel Label id of each output channel.
   */
  constructor(
    device: Device,
    net: Module,
    colour: GPUTexture,
    labelOfChannel: Uint8Array<ArrayBuffer>,
  ) {
    this.#net = net;
    this.#input = device.zeros([1, 3, colour.height, colour.width]);
    this.#table = device.tensor(labelOfChannel, [labelOfChannel.length], { dtype: "u32" });
    this.#settings = imageSettings(device);
    this.#plan = record(device, () =>
      device.noGrad(() => {
        textureToTensor(colour, this.#input, this.#settings, NORMALISATION);
        return argmaxChannels(this.#net.forward(this.#input), this.#table);
      }));
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
    this.#plan.dispose();
    this.#input.dispose();
    this.#settings.dispose();
    this.#table.dispose();
    this.#net.dispose();
  }
}

/**
 * Measures a net's kernels for pictures of that size on the device's adapter, where none was chosen yet.
 *
 * @param net Disposed of afterwards.
 */
export async function tuneNet(
  device: Device,
  net: Module,
  width: number,
  height: number,
  options: PrepareOptions = {},
): Promise<void> {
  const input = device.zeros([1, 3, height, width]);
  await tune(device, () => device.noGrad(() => net.forward(input)), options);
  input.dispose();
  net.dispose();
}
