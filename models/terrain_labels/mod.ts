import type { Model } from "../model.ts";
import { evaluate } from "./evaluate.ts";
import { makeFigure } from "./figure.ts";
import { train } from "./recipe.ts";
import { restore } from "./restore.ts";

/**
 * Terrain labels: a small fully convolutional net that names the class of every pixel of an off-road
 * frame, trained on frames of the world rendered as it goes.
 *
 * @see Long, Shelhamer, Darrell 2015, "Fully convolutional networks for semantic segmentation"
 */
export const terrainLabels: Model = { train, evaluate, figure: makeFigure, restore };
