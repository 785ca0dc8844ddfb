import { ConfusionMatrix, Readback, type ReadTicket } from "../../vision/mod.ts";
import type { EvaluateOptions } from "../mod.ts";
import { CLASSES } from "./classes.ts";
import { CHANNEL_OF_LABEL, FrameRenderer, scoringFrames } from "./dataset.ts";
import { TerrainLabeller } from "./labeller.ts";
import { RECIPE } from "./recipe.ts";

/** Frames taken from each world: every fourth frame is somewhere never seen. */
export const FRAMES_PER_WORLD = 4;
/** Frames under way at a time, so that reading back never holds up drawing. */
const IN_FLIGHT = 4;

/**
 * Labels `count` frames of worlds `seed`, `seed + 1`, ... and scores them against what the pixels
 * really are.
 *
 * @returns `pixelAccuracy`, `meanIoU` (over classes present), `majorityAccuracy`, `frames`, and
 *   `iou_CLASS` for each class present.
 * @throws {CheckpointError} If the weights are broken or another net's.
 */
export async function evaluate(options: EvaluateOptions): Promise<Record<string, number>> {
  const { device, weights, seed, count } = options;
  const frames = await FrameRenderer.create(
    device.gpu,
    scoringFrames(seed, FRAMES_PER_WORLD),
    RECIPE,
  );
  const { colour, ids } = frames.camera.textures();
  const channels = Uint8Array.from(CLASSES, (_, channel) => channel);
  const labeller = new TerrainLabeller(device, weights, colour, channels);
  const confusion = new ConfusionMatrix(CLASSES.length);
  const readback = new Readback(device.gpu);
  const tickets: ReadTicket[] = [];
  let done = 0;
  const score = async (keep: number) => {
    while (tickets.length > keep) {
      const [labels, idBytes] = await tickets.shift()!;
      const truth = new Uint32Array(idBytes!.buffer);
      confusion.add(labels!, Uint8Array.from(truth, (id) => CHANNEL_OF_LABEL[id >>> 24]!));
      options.onFrame(++done);
    }
  };
  for (let index = 0; index < count; index++) {
    frames.render(index);
    const encoder = device.gpu.createCommandEncoder();
    labeller.encode(encoder);
    const buffer = device.bufferOf(labeller.labels.storage);
    tickets.push(readback.enqueue(encoder, [
      { buffer, size: RECIPE.width * RECIPE.height },
      { texture: ids, bytesPerPixel: 4 },
    ]));
    device.gpu.queue.submit([encoder.finish()]);
    await score(IN_FLIGHT - 1);
  }
  await score(0);
  readback.dispose();
  labeller.dispose();
  frames.dispose();
  const metrics: Record<string, number> = {
    pixelAccuracy: confusion.pixelAccuracy,
    meanIoU: confusion.meanIoU,
    majorityAccuracy: confusion.majorityAccuracy,
    frames: done,
  };
  CLASSES.forEach((name, k) => {
    const iou = confusion.iou(k);
    if (!Number.isNaN(iou)) metrics[`iou_${name}`] = iou;
  });
  return metrics;
}
