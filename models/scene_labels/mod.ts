import { restore } from "../labelling/label_model.ts";
import { train } from "../labelling/recipe.ts";
import type { Model } from "../model.ts";
import { evaluate } from "./evaluate.ts";
import { makeFigure } from "./figure.ts";
import { sceneModel } from "./recipe.ts";

/**
 * Scene labels: a small fully convolutional net that names the class of every pixel of a frame,
 * off the road and on it, trained on frames of the world rendered as it goes.
 *
 * @see Long, Shelhamer, Darrell 2015, "Fully convolutional networks for semantic segmentation"
 */
export const sceneLabels: Model = {
  train: (options) => train(sceneModel, options),
  evaluate,
  figure: (options) => makeFigure(options),
  restore: (options) => restore(sceneModel, options),
};
