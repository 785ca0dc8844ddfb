import { ConfusionMatrix } from "../../vision/mod.ts";
import { classIous, countLabels, scores } from "../labelling/evaluate.ts";
import type { EvaluateOptions } from "../model.ts";
import { CLASSES } from "./classes.ts";
import { sceneModel } from "./recipe.ts";
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
  const halves = await countLabels(sceneModel, options, ({ scenario }) => terrainOf(scenario));
  const all = new ConfusionMatrix(CLASSES.length);
  for (const half of halves.values()) all.merge(half);
  const metrics = { ...scores(all), frames: options.count };
  for (const [terrain, half] of halves) Object.assign(metrics, scores(half, `${terrain}_`));
  return { ...metrics, ...classIous(all, CLASSES), ...classShares(all) };
}

/** `share_CLASS` of each class that is in the truth. */
function classShares(counts: ConfusionMatrix): Record<string, number> {
  const { total } = counts;
  const pixels = CLASSES.map((name, k) => [`share_${name}`, counts.pixels(k)] as const);
  return Object.fromEntries(
    pixels.filter(([, count]) => count > 0).map(([name, count]) => [name, count / total]),
  );
}
