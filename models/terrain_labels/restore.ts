import type { RestoredNet, RestoreOptions } from "../model.ts";
import { CLASSES } from "./classes.ts";
import { NORMALISATION } from "../labelling/pixel_labeller.ts";
import { terrainNet } from "./labeller.ts";
import { RECIPE } from "./recipe.ts";

/**
 * The net of these weights, at the size of training.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 */
export function restore({ device, weights }: RestoreOptions): RestoredNet {
  const { mean, deviation } = NORMALISATION;
  return {
    net: terrainNet(device, weights),
    input: [1, 3, RECIPE.height, RECIPE.width],
    description: `x: sRGB-encoded colours of 0 to 1, minus [${mean.join(", ")}], over ` +
      `[${deviation.join(", ")}], rows from the top. y: a score of each class for each pixel: ` +
      `${CLASSES.join(", ")}.`,
  };
}
