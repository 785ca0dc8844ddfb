import { evaluate } from "../labelling/evaluate.ts";
import { restore } from "../labelling/label_model.ts";
import { train } from "../labelling/recipe.ts";
import type { Model } from "../model.ts";
import { makeFigure } from "./figure.ts";
import { terrainModel } from "./recipe.ts";

/**
 * Terrain labels: a small fully convolutional net that names the class of every pixel of an off-road
 * frame, trained on frames of the world rendered as it goes.
 *
 * @see Long, Shelhamer, Darrell 2015, "Fully convolutional networks for semantic segmentation"
 */
export const terrainLabels: Model = {
  train: (options) => train(terrainModel, options),
  evaluate: (options) => evaluate(terrainModel, options),
  figure: (options) => makeFigure(options),
  restore: (options) => restore(terrainModel, options),
};
