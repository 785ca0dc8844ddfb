import {
  cosine,
  counterRandom,
  CrossEntropyLoss,
  type Device,
  idsToTarget,
  imageSettings,
  loadCheckpoint,
  record,
  saveCheckpoint,
  type Schedule,
  SGD,
  targetSettings,
  textureToTensor,
  Trainer,
  warmUp,
} from "../../vision/mod.ts";
import type { TrainOptions, TrainResult } from "../model.ts";
import { DEFAULT_SEED, runPlan } from "../run_plan.ts";
import { CLASSES } from "./classes.ts";
import { CHANNEL_OF_LABEL, FrameRenderer, trainingFrames } from "./dataset.ts";
import { NORMALISATION } from "./labeller.ts";
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
  const batches = hold(await TrainingBatches.create(device, seed));
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

/** The batch that training reads: rendered, converted and varied on the device. */
class TrainingBatches {
  readonly images;
  readonly targets;
  readonly #frames: FrameRenderer;
  readonly #seed: number;
  readonly #convert;
  readonly #image;
  readonly #target;
  readonly #table;

  private constructor(device: Device, frames: FrameRenderer, seed: number) {
    const { batch, width, height } = RECIPE;
    this.#frames = frames;
    this.#seed = seed;
    this.images = device.zeros([batch, 3, height, width]);
    this.targets = device.zeros([batch, height, width], { dtype: "u32" });
    this.#image = imageSettings(device);
    this.#target = targetSettings(device);
    this.#table = device.tensor(CHANNEL_OF_LABEL, [256], { dtype: "u32" });
    const { colour } = frames.camera;
    const ids = frames.camera.picture("ids");
    this.#convert = record(device, () => {
      textureToTensor(colour, this.images, this.#image, { ...NORMALISATION, varied: true });
      idsToTarget(ids, this.targets, this.#target, this.#table);
    });
  }

  static async create(device: Device, seed: number): Promise<TrainingBatches> {
    const source = trainingFrames(seed, RECIPE.framesPerWorld);
    return new TrainingBatches(
      device,
      await FrameRenderer.create(device.gpu, source, RECIPE),
      seed,
    );
  }

  /** Submits the making of the batch of step `step`. */
  fill(step: number): void {
    for (let slot = 0; slot < RECIPE.batch; slot++) {
      const index = step * RECIPE.batch + slot;
      this.#frames.render(index);
      this.#vary(slot, index);
      this.#convert.run();
    }
  }

  /** What a camera and a mirror may do to a frame: mirroring, colour cast, response curve, noise. */
  #vary(slot: number, index: number): void {
    const random = counterRandom(this.#seed, index + 1);
    const around = (spread: number) => 1 + spread * (2 * random() - 1);
    const mirror = random() < 0.5 ? 1 : 0;
    const gain = around(0.12);
    this.#image.set({
      slot,
      mirror,
      gainR: gain * around(0.05),
      gainG: gain * around(0.05),
      gainB: gain * around(0.05),
      gamma: around(0.12),
      contrast: around(0.12),
      noise: 0.025 * random(),
      seed: index,
    });
    this.#target.set({ slot, mirror });
  }

  dispose(): void {
    this.#convert.dispose();
    this.images.dispose();
    this.targets.dispose();
    this.#image.dispose();
    this.#target.dispose();
    this.#table.dispose();
    this.#frames.dispose();
  }
}
