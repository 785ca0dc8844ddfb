import {
  counterRandom,
  type Device,
  loadCheckpoint,
  type PrepareOptions,
} from "../../vision/mod.ts";
import { PixelLabeller, tuneNet } from "../labelling/pixel_labeller.ts";
import { TerrainNet } from "./model.ts";

/** The trained terrain net on a camera; see {@link PixelLabeller}. */
export class TerrainLabeller extends PixelLabeller {
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
    super(device, terrainNet(device, weights), colour, labelOfChannel);
  }
}

/**
 * The net of these weights, as in use.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 */
export function terrainNet(device: Device, weights: Uint8Array): TerrainNet {
  // The first weights are overwritten at once; any stream will do.
  const net = new TerrainNet(device, counterRandom(0));
  try {
    loadCheckpoint(weights, net);
  } catch (error) {
    net.dispose();
    throw error;
  }
  return net.evaluate();
}

/** Measures the net's kernels for pictures of that size on the device's adapter, where none was chosen yet. */
export async function tuneLabeller(
  device: Device,
  width: number,
  height: number,
  options: PrepareOptions = {},
): Promise<void> {
  await tuneNet(device, new TerrainNet(device, counterRandom(0)), width, height, options);
}
