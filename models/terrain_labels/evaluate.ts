import { ConfusionMatrix } from "../../vision/mod.ts";
import type { EvaluateOptions } from "../model.ts";
import { CLASSES } from "./classes.ts";
import { labelledFrames } from "./labelled_frames.ts";

/**
 * Labels `count` frames of worlds `seed`, `seed + 1`, ... and scores them against what the pixels
 * really are.
 *
 * @returns `pixelAccuracy`, `meanIoU` (over classes present), `majorityAccuracy`, `frames`, and
 *   `iou_CLASS` for each class present.
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {RangeError} If a world's number would be no seed.
 */
export async function evaluate(options: EvaluateOptions): Promise<Record<string, number>> {
  const confusion = new ConfusionMatrix(CLASSES.length);
  let done = 0;
  for await (const { predicted, truth } of labelledFrames(options)) {
    confusion.add(predicted, truth);
    options.onFrame(++done);
  }
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
