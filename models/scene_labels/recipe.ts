import { Adam } from "../../vision/mod.ts";
import type { LabelModel } from "../labelling/label_model.ts";
import { classWeights } from "./class_weights.ts";
import { CLASSES, type ClassName } from "./classes.ts";
import { CHANNELS, type FrameSetting, renderedFrames } from "./dataset.ts";
import { scoringFrames, trainingFrames } from "./frame_source.ts";
import { SCENE_NET } from "./model.ts";

/** Everything that decides what training gives, beside seed and steps. */
export const RECIPE = {
  steps: 6000,
  batch: 12,
  width: 160,
  height: 120,
  framesPerWorld: 144,
  learningRate: 0.002,
  lastLearningRate: 0.00001,
  warmUpSteps: 200,
  weightDecay: 0.01,
  /** The longest gradient. */
  clipNorm: 1,
  checkpointEvery: 1000,
} as const;

/** The net, what it learns from and how. */
export const sceneModel: LabelModel<ClassName, FrameSetting> = {
  name: "scene_labels",
  classes: CLASSES,
  net: SCENE_NET,
  channels: CHANNELS,
  recipe: RECIPE,
  classWeights: classWeights(),
  // AdamW.
  optimizer: (net) =>
    new Adam(net, {
      lr: RECIPE.learningRate,
      weightDecay: RECIPE.weightDecay,
      decoupled: true,
      clipNorm: RECIPE.clipNorm,
    }),
  trainingFrames: (gpu, seed, recipe) =>
    renderedFrames(gpu, trainingFrames(seed, recipe.framesPerWorld), recipe),
  scoringFrames: (gpu, range, size) => renderedFrames(gpu, scoringFrames(range), size),
};
