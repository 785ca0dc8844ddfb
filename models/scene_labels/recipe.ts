import {
  Adam,
  cosine,
  counterRandom,
  CrossEntropyLoss,
  loadCheckpoint,
  saveCheckpoint,
  type Schedule,
  Trainer,
  warmUp,
} from "../../vision/mod.ts";
import type { TrainOptions, TrainResult } from "../model.ts";
import { RenderedBatches } from "../labelling/rendered_batches.ts";
import { DEFAULT_SEED, runPlan } from "../run_plan.ts";
import { classWeights } from "./class_weights.ts";
import { CHANNEL_OF_LABEL, FrameRenderer } from "./dataset.ts";
import { trainingFrames } from "./frame_source.ts";
import { SceneNet } from "./model.ts";

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

/** A recipe: {@link RECIPE}, or one like it that is cheaper to follow. */
export type Recipe = Readonly<Record<keyof typeof RECIPE, number>>;

/** The learning rate of each step of a run of `steps` steps: a rise, then half a cosine. */
export function learningRates(steps: number): Schedule {
  const { learningRate, lastLearningRate, warmUpSteps } = RECIPE;
  // A run that ends within the warm-up has no cosine: one step of it keeps the rate defined.
  const falling = Math.max(1, steps - warmUpSteps);
  return warmUp(warmUpSteps, cosine(learningRate, falling, lastLearningRate));
}

/**
 * Trains the scene net on frames that are rendered as it goes. Frame, world, light and colour
 * variation of step `k` depend on the seed and `k` alone, so a run continued from a checkpoint is,
 * bit for bit, the run that was never stopped.
 *
 * @throws {CheckpointError} If the checkpoint does not fit the net, the seed or the steps asked for.
 * @throws {DeviceError} If the device is lost or refused a command.
 */
export async function train(
  options: TrainOptions,
  recipe: Recipe = RECIPE,
): Promise<TrainResult> {
  const held: { dispose(): void }[] = [];
  const hold = <T extends { dispose(): void }>(part: T): T => {
    held.push(part);
    return part;
  };
  try {
    return await trainHolding(options, recipe, hold);
  } finally {
    for (const part of held.reverse()) part.dispose();
  }
}

/** Trains; whatever it makes on the device it hands to `hold`. */
async function trainHolding(
  options: TrainOptions,
  recipe: Recipe,
  hold: <T extends { dispose(): void }>(part: T) => T,
): Promise<TrainResult> {
  const { device, resume } = options;
  const net = hold(new SceneNet(device, counterRandom(options.seed ?? DEFAULT_SEED)));
  const adamW = hold(
    new Adam(net, {
      lr: recipe.learningRate,
      weightDecay: recipe.weightDecay,
      decoupled: true,
      clipNorm: recipe.clipNorm,
    }),
  );
  const info = resume ? loadCheckpoint(resume, net, { optimizer: adamW }) : null;
  const { first, seed, steps } = runPlan(options, info?.metadata ?? null, recipe.steps);
  await options.ready();
  const source = trainingFrames(seed, recipe.framesPerWorld);
  const frames = await FrameRenderer.create(device.gpu, source, recipe);
  const channelOfLabel = CHANNEL_OF_LABEL;
  const batches = hold(
    new RenderedBatches(device, { frames, channelOfLabel, batch: recipe.batch, seed }),
  );
  const counts = classWeights();
  const weights = hold(device.tensor(counts, [counts.length]));
  const criterion = new CrossEntropyLoss({ weights });
  const trainer = hold(
    new Trainer(device, {
      module: net,
      optimizer: adamW,
      batches,
      forward: () => criterion.forward(net.forward(batches.images), batches.targets),
      schedule: learningRates(steps),
      metadata: { model: "scene_labels", seed: String(seed), steps: String(steps) },
      checkpointEvery: recipe.checkpointEvery,
      firstStep: first,
      save: options.save,
      onStep: ({ step, loss, learningRate }) =>
        options.onStep({
          step,
          steps,
          loss,
          learningRate,
          frames: (step - first) * recipe.batch,
        }),
      onPrepare: options.onPrepare,
      stopped: options.stopped,
    }),
  );
  const step = await trainer.run(steps);
  const trained = await saveCheckpoint(net, {
    metadata: {
      model: "scene_labels",
      seed: String(seed),
      steps: String(step),
      adapter: device.adapter.name,
    },
  });
  return { weights: trained, steps: step, seed };
}
