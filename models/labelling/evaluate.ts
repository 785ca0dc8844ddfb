import { ConfusionMatrix } from "../../vision/mod.ts";
import type { EvaluateOptions } from "../model.ts";
import type { LabelModel } from "./label_model.ts";
import { labelledFrames } from "./labelled_frames.ts";

/**
 * Labels `count` frames of worlds `seed`, `seed + 1`, ... and counts labels against what the pixels really are.
 *
 * @param partOf Names the part of the frames that one belongs to.
 * @returns The counts of each part, by name.
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {RangeError} If a world's number would be no seed.
 */
export async function countLabels<Setting>(
  model: LabelModel<string, Setting>,
  options: EvaluateOptions,
  partOf: (setting: Setting) => string,
): Promise<ReadonlyMap<string, ConfusionMatrix>> {
  const parts = new Map<string, ConfusionMatrix>();
  let done = 0;
  for await (const { setting, predicted, truth } of labelledFrames(model, options)) {
    const part = partOf(setting);
    if (!parts.has(part)) parts.set(part, new ConfusionMatrix(model.classes.length));
    parts.get(part)!.add(predicted, truth);
    options.onFrame(++done);
  }
  return parts;
}

/**
 * Labels `count` frames of worlds `seed`, `seed + 1`, ... and scores them against what the pixels
 * really are.
 *
 * @returns `pixelAccuracy`, `meanIoU` (over classes present), `majorityAccuracy`, `frames`, and
 *   `iou_CLASS` for each class present.
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {RangeError} If a world's number would be no seed.
 */
export async function evaluate(
  model: LabelModel,
  options: EvaluateOptions,
): Promise<Record<string, number>> {
  const [counts] = (await countLabels(model, options, () => "all")).values();
  return { ...scores(counts!), frames: options.count, ...classIous(counts!, model.classes) };
}

/** `pixelAccuracy`, `meanIoU` and `majorityAccuracy`, each behind a prefix; nothing where no pixel was counted. */
export function scores(counts: ConfusionMatrix, prefix = ""): Record<string, number> {
  const { pixelAccuracy, meanIoU, majorityAccuracy } = counts;
  return Object.fromEntries(
    Object.entries({ pixelAccuracy, meanIoU, majorityAccuracy })
      .filter(([, score]) => !Number.isNaN(score))
      .map(([name, score]) => [prefix + name, score]),
  );
}

/** `iou_CLASS` of each class that is in the truth. */
export function classIous(
  counts: ConfusionMatrix,
  classes: readonly string[],
): Record<string, number> {
  return Object.fromEntries(
    classes.map((name, k) => [`iou_${name}`, counts.iou(k)] as const)
      .filter(([, iou]) => !Number.isNaN(iou)),
  );
}
