import type { Model } from "../model.ts";
import { evaluate } from "./evaluate.ts";
import { makeFigure } from "./figure.ts";
import { scoredDigits, trainingDigits } from "./mnist.ts";
import { train } from "./recipe.ts";
import { restore } from "./restore.ts";

/**
 * Digits: the nets that read them, from the one of 1989 to LeNet-5, and two full layers to compare with.
 *
 * @see LeCun et al. 1998, "Gradient-Based Learning Applied to Document Recognition"
 */
export const lenet: Model = {
  async readData(data, use) {
    await (use === "train" ? trainingDigits(data) : scoredDigits(data));
  },
  train,
  evaluate,
  figure: makeFigure,
  restore,
};
