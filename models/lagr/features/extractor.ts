import { Module, type Tensor } from "../../../vision/mod.ts";

/** Numbers that describe a window. */
export const FEATURES = 100;

/**
 * Turns windows of the pyramid into features: images `[n, 3, 25, w]` into `[n, 100, 1, w - 11]`, a column for each
 * window of 12 x 25 pixels, so that one pass over the image of all bands describes every window, and a batch of
 * single windows is described the same. Each feature has mean 0 and deviation 1 over the windows it was
 * made for.
 */
export abstract class FeatureExtractor extends Module {
  /** Features of every window of the images. */
  abstract override forward(images: Tensor): Tensor;
}
