import {
  cosine,
  counterRandom,
  CrossEntropyLoss,
  Holdings,
  loadCheckpoint,
  saveCheckpoint,
  type Schedule,
  Trainer,
  warmUp,
} from "../../vision/mod.ts";
import type { TrainOptions, TrainResult } from "../model.ts";
import { DEFAULT_SEED, runPlan } from "../run_plan.ts";
import type { LabelModel, LabelRecipe } from "./label_model.ts";
import { LabelNet } from "./label_net.ts";
import { RenderedBatches } from "./rendered_batches.ts";

/** The learning rate of each step of a run of `steps` steps: a rise, then half a cosine. */
export function learningRates(
  { learningRate, lastLearningRate, warmUpSteps }: Omit<LabelRecipe, "steps">,
  steps: number,
): Schedule {
  // A run that ends within the warm-up has no cosine: one step of it keeps the rate defined.
  const falling = Math.max(1, steps - warmUpSteps);
  return warmUp(warmUpSteps, cosine(learningRate, falling, lastLearningRate));
}

/**
 * Trains a model's net on frames that are rendered as it goes. Frame, world, light and colour
 * variation of step `k` depend on the seed and `k` alone, so a run continued from a checkpoint is,
 * bit for bit, the run that was never stopped.
 *
 * @throws {CheckpointError} If the checkpoint does not fit the net, the seed or the steps asked for.
 * @throws {DeviceError} If the device is lost or refused a command.
 */
export async function train(model: LabelModel, options: TrainOptions): Promise<TrainResult> {
  const holdings = new Holdings();
  try {
    return await trainHolding(model, options, holdings);
  } finally {
    holdings.dispose();
  }
}

/** Trains; whatever it makes on the device is held. */
async function trainHolding(
  model: LabelModel,
  options: TrainOptions,
  holdings: Holdings,
): Promise<TrainResult> {
  const { name, recipe, channels, classWeights } = model;
  const { batch, checkpointEvery } = recipe;
  const { device, resume } = options;
  const random = counterRandom(options.seed ?? DEFAULT_SEED);
  const net = holdings.hold(new LabelNet(device, model.net, random));
  const optimizer = holdings.hold(model.optimizer(net));
  const info = resume ? loadCheckpoint(resume, net, { optimizer }) : null;
  const { first, seed, steps } = runPlan(options, info?.metadata ?? null, recipe.steps);
  await options.ready();
  const frames = holdings.hold(await model.trainingFrames(device.gpu, seed, recipe));
  const channelOfLabel = channels.ofLabel;
  const batches = holdings.hold(
    new RenderedBatches(device, { frames, channelOfLabel, batch, seed }),
  );
  const weights = holdings.hold(device.tensor([...classWeights], [classWeights.length]));
  const criterion = new CrossEntropyLoss({ weights });
  const trainer = holdings.hold(
    new Trainer(device, {
      module: net,
      optimizer,
      batches,
      forward: () => criterion.forward(net.forward(batches.images), batches.targets),
      schedule: learningRates(recipe, steps),
      metadata: { model: name, seed: String(seed), steps: String(steps) },
      checkpointEvery,
      firstStep: first,
      save: options.save,
      onStep: ({ step, loss, learningRate }) =>
        options.onStep({ step, steps, loss, learningRate, frames: (step - first) * batch }),
      onPrepare: options.onPrepare,
      stopped: options.stopped,
    }),
  );
  const step = await trainer.run(steps);
  const trained = await saveCheckpoint(net, {
    metadata: {
      model: name,
      seed: String(seed),
      steps: String(step),
      adapter: device.adapter.name,
    },
  });
  return { weights: trained, steps: step, seed };
}
