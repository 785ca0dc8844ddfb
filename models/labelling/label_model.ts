import type { Optimizer } from "../../vision/mod.ts";
import type { RestoredNet, RestoreOptions } from "../model.ts";
import type { Channels } from "./dataset/channels.ts";
import type { RenderedFrames } from "./dataset/rendered_frames.ts";
import { type LabelNet, type LabelNetDesign, loadLabelNet } from "./label_net.ts";
import { NORMALISATION } from "./pixel_labeller.ts";
import type { WorldRange } from "../worlds.ts";

/** Pixels of a frame. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** The numbers that decide what training gives, beside seed and steps. */
export interface LabelRecipe extends FrameSize {
  /** Steps, where none are asked for. */
  readonly steps: number;
  /** Frames of a step. */
  readonly batch: number;
  /** Frames taken from a world before the next takes its place. */
  readonly framesPerWorld: number;
  /** The rate rises to the first over `warmUpSteps`, and falls along half a cosine to the last. */
  readonly learningRate: number;
  readonly lastLearningRate: number;
  readonly warmUpSteps: number;
  /** Steps between checkpoints. */
  readonly checkpointEvery: number;
}

/** A model that labels pixels: what is its own among those that share this folder. */
export interface LabelModel<ClassName extends string = string, Setting = unknown> {
  /** Its folder. */
  readonly name: string;
  /** In the order of the output channels. */
  readonly classes: readonly ClassName[];
  readonly net: LabelNetDesign;
  readonly channels: Channels;
  readonly recipe: LabelRecipe;
  /** How much a pixel of each class counts in training. */
  readonly classWeights: readonly number[];
  /** What changes the net's weights, step by step. */
  optimizer(net: LabelNet): Optimizer;
  /** The frames that a seed learns from. */
  trainingFrames(
    gpu: GPUDevice,
    seed: number,
    recipe: LabelRecipe,
  ): Promise<RenderedFrames<Setting>>;
  /**
   * Frames to score on.
   *
   * @throws {RangeError} If a world's number would be no seed.
   */
  scoringFrames(
    gpu: GPUDevice,
    range: WorldRange,
    size: FrameSize,
  ): Promise<RenderedFrames<Setting>>;
}

/**
 * The net of these weights, at the size of training.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 */
export function restore(
  { net, classes, recipe: { width, height } }: LabelModel,
  { device, weights }: RestoreOptions,
): RestoredNet {
  const { mean, deviation } = NORMALISATION;
  return {
    net: loadLabelNet(device, net, weights),
    input: [1, 3, height, width],
    description: `x: sRGB-encoded colours of 0 to 1, minus [${mean.join(", ")}], over ` +
      `[${deviation.join(", ")}], rows from the top. y: a score of each class for each pixel: ` +
      `${classes.join(", ")}.`,
  };
}
