import {
  argmaxChannels,
  counterRandom,
  type Device,
  type ImageSettings,
  imageSettings,
  loadCheckpoint,
  type Normalisation,
  type Plan,
  type PrepareOptions,
  record,
  type Tensor,
  textureToTensor,
  tune,
} from "../../vision/mod.ts";
import { TerrainNet } from "./model.ts";

/** How colour is brought to the range that the net was trained on. */
export const NORMALISATION: Normalisation = {
  mean: [0.45, 0.45, 0.4],
  deviation: [0.22, 0.22, 0.25],
};

/**
 * The trained net on a camera: reads the camera's colour texture where it lies and leaves a label id
 * per pixel on the device. Recorded once; {@link encode} only replays.
 *
 * @example
 * ```ts ignore
 * const labeller = new TerrainLabeller(device, weights, camera.colour, LABEL_OF_CHANNEL);
 * labeller.encode(encoder);
 * device.gpu.queue.submit([encoder.finish()]);
 * const labels = await labeller.labels.read(); // u8 [1, h, w]
 * ```
 */
export class TerrainLabeller {
  readonly #net: TerrainNet;
  readonly #input: Tensor;
  readonly #table: Tensor;
  readonly #settings: ImageSettings;
  readonly #plan: Plan<Tensor>;

  /**
   * @param weights A safetensors file.
   * @param colour The picture to label, `rgba8unorm-srgb`.
   * @param labelOfChannel Label id of each output channel.
   * @throws {CheckpointError} If the weights are broken or another net's.
   */
  constructor(
    device: Device,
    weights: Uint8Array,
    colour: GPUTexture,
    labelOfChannel: Uint8Array<ArrayBuffer>,
  ) {
    // The first weights are overwritten at once; any stream will do.
    this.#net = new TerrainNet(device, counterRandom(0));
    loadCheckpoint(weights, this.#net);
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

/** Measures the net's kernels for pictures of that size on the device's adapter, where none was chosen yet. */
export async function tuneLabeller(
  device: Device,
  width: number,
  height: number,
  options: PrepareOptions = {},
): Promise<void> {
  const net = new TerrainNet(device, counterRandom(0));
  const input = device.zeros([1, 3, height, width]);
  await tune(device, () => device.noGrad(() => net.forward(input)), options);
  input.dispose();
  net.dispose();
}
