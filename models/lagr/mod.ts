import type { Model } from "../model.ts";
import { evaluate } from "./evaluate.ts";
import { makeFigure } from "./figure.ts";
import { train } from "./recipe.ts";
import { restore } from "./restore.ts";

/**
 * Long-range vision: features of windows of a distance-normalised pyramid, and a classifier that goes on learning
 * while the robot drives, from what stereo says of near ground.
 *
 * @see Hadsell et al. 2009, "Learning Long-Range Vision for Autonomous Off-Road Driving", JFR 26(2).
 */
export const lagr: Model = {
  train,
  evaluate: (options) => evaluate(options),
  figure: (options) => makeFigure(options),
  restore,
};
