import {
  Adam,
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
  targetSettings,
  textureToTensor,
  Trainer,
  warmUp,
} from "../../vision/mod.ts";
import type { TrainOptions, TrainResult } from "../model.ts";
import { DEFAULT_SEED, runPlan } from "../run_plan.ts";
import { classWeights } from "./class_weights.ts";
import { CHANNEL_OF_LABEL, FrameRenderer } from "./dataset.ts";
import { trainingFrames } from "./frame_source.ts";
import { NORMALISATION } from "./labeller.ts";
import { TerrainNet } from "./model.ts";

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
 * Trains the terrain net on frames that are rendered as it goes. Frame, world, light and colour
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
  const net = hold(new TerrainNet(device, counterRandom(options.seed ?? DEFAULT_SEED)));
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
  const batches = hold(await TrainingBatches.create(device, seed, recipe));
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
      metadata: { model: "terrain_labels", seed: String(seed), steps: String(steps) },
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
  readonly #batch: number;
  readonly #convert;
  readonly #image;
  readonly #target;
  readonly #table;

  private constructor(
    device: Device,
    frames: FrameRenderer,
    seed: number,
    { batch, width, height }: Recipe,
  ) {
    this.#frames = frames;
    this.#seed = seed;
    this.#batch = batch;
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

  static async create(device: Device, seed: number, recipe: Recipe): Promise<TrainingBatches> {
    const source = trainingFrames(seed, recipe.framesPerWorld);
    return new TrainingBatches(
      device,
      await FrameRenderer.create(device.gpu, source, recipe),
      seed,
      recipe,
    );
  }

  /** Submits the making of the batch of step `step`. */
  fill(step: number): void {
    for (let slot = 0; slot < this.#batch; slot++) {
      const index = step * this.#batch + slot;
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
