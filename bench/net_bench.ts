import { median } from "../agents/session/median.ts";
import { PixelLabeller, tuneLabeller } from "../models/labelling/pixel_labeller.ts";
import { CHANNELS } from "../models/terrain_labels/dataset.ts";
import { TERRAIN_NET } from "../models/terrain_labels/model.ts";
import { TextureUsage } from "../vision/gpu_flags.ts";
import type { Device } from "../vision/mod.ts";

const SIZES = [[160, 120], [320, 240]] as const;

/**
 * Milliseconds that the shipped terrain net takes for one picture, from the camera's texture to label
 * ids on the device: `net_ms_<width>x<height>`, the median batch of replays, its wait shared out.
 *
 * @param effort Replays between two waits for the device, and how often so many.
 */
export async function benchNet(
  device: Device,
  weights: Uint8Array,
  { batch = 20, batches = 7 } = {},
): Promise<Record<string, number>> {
  const { gpu } = device;
  const figures: Record<string, number> = {};
  for (const [width, height] of SIZES) {
    await tuneLabeller(device, TERRAIN_NET, width, height);
    const colour = gpu.createTexture({
      size: [width, height],
      format: "rgba8unorm-srgb",
      usage: TextureUsage.textureBinding | TextureUsage.copyDst,
    });
    const labeller = PixelLabeller.load(device, TERRAIN_NET, weights, colour, CHANNELS.labels);
    const times: number[] = [];
    for (let round = 0; round <= batches; round++) {
      const started = performance.now();
      for (let k = 0; k < batch; k++) {
        const encoder = gpu.createCommandEncoder();
        labeller.encode(encoder);
        gpu.queue.submit([encoder.finish()]);
      }
      await gpu.queue.onSubmittedWorkDone();
      // The first batch compiles.
      if (round > 0) times.push((performance.now() - started) / batch);
    }
    figures[`net_ms_${width}x${height}`] = median(times);
    labeller.dispose();
    colour.destroy();
  }
  return figures;
}
