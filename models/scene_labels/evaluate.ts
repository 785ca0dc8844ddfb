import { ConfusionMatrix } from "../../vision/mod.ts";
import type { EvaluateOptions } from "../model.ts";
import { CLASSES } from "./classes.ts";
import { labelledFrames } from "./labelled_frames.ts";
import { terrainOf } from "./scenario_shares.ts";

/**
 * Labels `count` frames of worlds `seed`, `seed + 1`, ... and scores them against what the pixels
 * really are.
 *
 * @returns `pixelAccuracy`, `meanIoU` (over classes present), `majorityAccuracy`, `frames`; the first three
 *   again for the frames off the road and on it alone, `offroad_...` and `road_...`; and for each class
 *   present `iou_CLASS` and `share_CLASS`, its share of all pixels of a class.
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {RangeError} If a world's number would be no seed.
 */
export async function evaluate(options: EvaluateOptions): Promise<Record<string, number>> {
  const all = new ConfusionMatrix(CLASSES.length);
  const halves = {
    offroad: new ConfusionMatrix(CLASSES.length),
    road: new ConfusionMatrix(CLASSES.length),
  };
  const pixels = new Float64Array(256);
  let done = 0;
  for await (const { setting: { scenario }, predicted, truth } of labelledFrames(options)) {
    halves[terrainOf(scenario)].add(predicted, truth);
    for (const channel of truth) pixels[channel]!++;
    options.onFrame(++done);
  }
  for (const half of Object.values(halves)) all.merge(half);
  const metrics: Record<string, number> = { ...scoresOf("", all), frames: done };
  for (const [terrain, half] of Object.entries(halves)) {
    Object.assign(metrics, scoresOf(`${terrain}_`, half));
  }
  const counted = pixels.subarray(0, CLASSES.length).reduce((sum, count) => sum + count, 0);
  CLASSES.forEach((name, k) => {
    const iou = all.iou(k);
    if (!Number.isNaN(iou)) metrics[`iou_${name}`] = iou;
    if (pixels[k]! > 0) metrics[`share_${name}`] = pixels[k]! / counted;
  });
  return metrics;
}

/** Nothing where no pixel was counted. */
function scoresOf(prefix: string, confusion: ConfusionMatrix): Record<string, number> {
  const { pixelAccuracy, meanIoU, majorityAccuracy } = confusion;
  return Object.fromEntries(
    Object.entries({ pixelAccuracy, meanIoU, majorityAccuracy })
      .filter(([, score]) => !Number.isNaN(score))
      .map(([name, score]) => [prefix + name, score]),
  );
}
