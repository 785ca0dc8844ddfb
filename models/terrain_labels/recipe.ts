import { SGD } from "../../vision/mod.ts";
import type { LabelModel } from "../labelling/label_model.ts";
import { CLASSES, type ClassName } from "./classes.ts";
import {
  CHANNELS,
  type FrameSetting,
  renderedFrames,
  scoringFrames,
  trainingFrames,
} from "./dataset.ts";
import { TERRAIN_NET } from "./model.ts";

/** Everything that decides what training gives, beside seed and steps. */
export const RECIPE = {
  steps: 4000,
  batch: 8,
  width: 160,
  height: 120,
  framesPerWorld: 32,
  learningRate: 0.02,
  lastLearningRate: 0.0002,
  warmUpSteps: 200,
  momentum: 0.9,
  weightDecay: 1e-4,
  checkpointEvery: 500,
} as const;

/**
 * How much a pixel of each class counts: about the inverse square root of the class's share of all
 * pixels, so that rare classes are learned without commoner ones being forgotten.
 */
const CLASS_WEIGHTS: Readonly<Record<ClassName, number>> = {
  sky: 0.8,
  grass: 0.7,
  path: 1,
  gravel: 3,
  rock: 2,
  mud: 2,
  water: 2,
  boulder: 2.5,
  bush: 2.5,
  tree: 1,
  tall_grass: 3,
};

/** The net, what it learns from and how. */
export const terrainModel: LabelModel<ClassName, FrameSetting> = {
  name: "terrain_labels",
  classes: CLASSES,
  net: TERRAIN_NET,
  channels: CHANNELS,
  recipe: RECIPE,
  classWeights: CLASSES.map((name) => CLASS_WEIGHTS[name]),
  optimizer: (net) =>
    new SGD(net, {
      lr: RECIPE.learningRate,
      momentum: RECIPE.momentum,
      weightDecay: RECIPE.weightDecay,
    }),
  trainingFrames: (gpu, seed, recipe) =>
    renderedFrames(gpu, trainingFrames(seed, recipe.framesPerWorld), recipe),
  scoringFrames: (gpu, range, size) => renderedFrames(gpu, scoringFrames(range), size),
};
