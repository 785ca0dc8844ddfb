import {
  cosine,
  counterRandom,
  CrossEntropyLoss,
  loadCheckpoint,
  saveCheckpoint,
  type Schedule,
  SGD,
  Trainer,
  warmUp,
} from "../../vision/mod.ts";
import type { TrainOptions, TrainResult } from "../model.ts";
import { RenderedBatches } from "../labelling/rendered_batches.ts";
import { DEFAULT_SEED, runPlan } from "../run_plan.ts";
import { CLASSES } from "./classes.ts";
import { CHANNEL_OF_LABEL, FrameRenderer, trainingFrames } from "./dataset.ts";
import { TerrainNet } from "./model.ts";

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
const CLASS_WEIGHTS: Readonly<Record<typeof CLASSES[number], number>> = {
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

/** The learning rate of each step of a run of `steps` steps: a rise, then half a cosine. */
export function learningRates(steps: number): Schedule {
  const { learningRate, lastLearningRate, warmUpSteps } = RECIPE;
  // A run that ends within the warm-up has no cosine: one step of it keeps the rate defined.
  const falling = Math.max(1, steps - warmUpSteps);
  return warmUp(warmUpSteps, cosine(learningRate, falling, lastLearningRate));
}

/**
 * Trains the terrain net on frames that are rendered as it goes. Frame, world, light and colour
 * variation of step `k` depend on the seed and `k` alone, so a run continued from a checkpoint is,
 * bit for bit, the run that was never stopped.
 *
 * @throws {CheckpointError} If the checkpoint does not fit the net, the seed or the steps asked for.
 * @throws {DeviceError} If the device is lost or refused a command.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const held: { dispose(): void }[] = [];
  const hold = <T extends { dispose(): void }>(part: T): T => {
    held.push(part);
    return part;
  };
  try {
    return await trainHolding(options, hold);
  } finally {
    for (const part of held.reverse()) part.dispose();
  }
}

/** Trains; whatever it makes on the device it hands to `hold`. */
async function trainHolding(
  options: TrainOptions,
  hold: <T extends { dispose(): void }>(part: T) => T,
): Promise<TrainResult> {
  const { device, resume } = options;
  const net = hold(new TerrainNet(device, counterRandom(options.seed ?? DEFAULT_SEED)));
  const sgd = hold(
    new SGD(net, {
      lr: RECIPE.learningRate,
      momentum: RECIPE.momentum,
      weightDecay: RECIPE.weightDecay,
    }),
  );
  const info = resume ? loadCheckpoint(resume, net, { optimizer: sgd }) : null;
  const { first, seed, steps } = runPlan(options, info?.metadata ?? null, RECIPE.steps);
  await options.ready();
  const source = trainingFrames(seed, RECIPE.framesPerWorld);
  const frames = await FrameRenderer.create(device.gpu, source, RECIPE);
  const channelOfLabel = CHANNEL_OF_LABEL;
  const batches = hold(
    new RenderedBatches(device, { frames, channelOfLabel, batch: RECIPE.batch, seed }),
  );
  const weights = hold(
    device.tensor(CLASSES.map((name) => CLASS_WEIGHTS[name]), [CLASSES.length]),
  );
  const criterion = new CrossEntropyLoss({ weights });
  const trainer = hold(
    new Trainer(device, {
      module: net,
      optimizer: sgd,
      batches,
      forward: () => criterion.forward(net.forward(batches.images), batches.targets),
      schedule: learningRates(steps),
      metadata: { model: "terrain_labels", seed: String(seed), steps: String(steps) },
      checkpointEvery: RECIPE.checkpointEvery,
      firstStep: first,
      save: options.save,
      onStep: ({ step, loss, learningRate }) =>
        options.onStep({
          step,
          steps,
          loss,
          learningRate,
          frames: (step - first) * RECIPE.batch,
        }),
      onPrepare: options.onPrepare,
      stopped: options.stopped,
    }),
  );
  const step = await trainer.run(steps);
  const trained = await saveCheckpoint(net, {
    metadata: {
      model: "terrain_labels",
      seed: String(seed),
      steps: String(step),
      adapter: device.adapter.name,
    },
  });
  return { weights: trained, steps: step, seed };
}
