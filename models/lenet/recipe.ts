import {
  Adam,
  cosine,
  counterRandom,
  DataLoader,
  type Dataset,
  decodeSafetensors,
  type Device,
  Holdings,
  loadCheckpoint,
  type Module,
  saveCheckpoint,
  type Schedule,
  shuffled,
  Trainer,
  type TrainerOptions,
  warmUp,
} from "../../vision/mod.ts";
import { DataError, type TrainOptions, type TrainResult } from "../model.ts";
import { runPlan } from "../run_plan.ts";
import { type Digit, trainingDigits } from "./mnist.ts";
import { type DigitNet, type NetName, netName, nets, type Recipe } from "./nets.ts";
import { randomAffine, resample } from "./resample.ts";

const CHECKPOINT_EVERY = 1000;

/** The learning rate of each step of a run of `steps` steps: a rise, then half a cosine down to 0. */
export function learningRates({ learningRate, warmUpSteps }: Recipe, steps: number): Schedule {
  // A run that ends within the warm-up has no cosine: one step of it keeps the rate defined.
  return warmUp(warmUpSteps, cosine(learningRate, Math.max(1, steps - warmUpSteps)));
}

/** A run from its first step on. */
export interface DigitRun {
  readonly module: Module;
  readonly trainer: Trainer;
  dispose(): void;
}

/** What decides a run. */
export interface DigitRunOptions {
  readonly device: Device;
  readonly name: NetName;
  /** What is learned from. */
  readonly digits: Dataset<Digit>;
  readonly seed: number;
  /** In all: the rates follow from them. */
  readonly steps: number;
  /** A checkpoint to continue from. */
  readonly resume?: Uint8Array<ArrayBuffer> | undefined;
}

/**
 * Makes a net and all that trains it. The batch of a step depends on the seed and the step alone.
 *
 * @throws {CheckpointError} If the checkpoint does not fit the net.
 */
export function makeRun(
  { device, name, digits, seed, steps, resume }: DigitRunOptions,
  hooks: Partial<TrainerOptions> = {},
): DigitRun {
  const { make, criterion, input, shape, recipe }: DigitNet = nets[name];
  const holdings = new Holdings();
  try {
    const module = holdings.hold(make(device, counterRandom(seed)));
    const optimizer = holdings.hold(
      new Adam(module, {
        lr: recipe.learningRate,
        weightDecay: recipe.weightDecay,
        decoupled: true,
      }),
    );
    const info = resume ? loadCheckpoint(resume, module, { optimizer }) : null;
    const loader = holdings.hold(
      new DataLoader(device, digits, {
        batch: recipe.batch,
        sampler: shuffled(digits.length, seed),
        fields: {
          image: { shape },
          label: { shape: [], dtype: "u32" },
        },
        seed,
        write({ pixels, label }, places, random) {
          resample(pixels, input, places.image, randomAffine(recipe.distortion, random));
          places.label[0] = label;
        },
      }),
    );
    const { image, label } = loader.tensors;
    const judge = criterion();
    const trainer = holdings.hold(
      new Trainer(device, {
        module,
        optimizer,
        batches: loader,
        forward: () => judge.forward(module.forward(image), label),
        schedule: learningRates(recipe, steps),
        metadata: metadataOf(name, seed, steps),
        firstStep: info?.step ?? 0,
        ...hooks,
      }),
    );
    return { module, trainer, dispose: () => holdings.dispose() };
  } catch (error) {
    holdings.dispose();
    throw error;
  }
}

function metadataOf(net: NetName, seed: number, steps: number) {
  return { model: "lenet", net, seed: String(seed), steps: String(steps) };
}

/**
 * Trains one of the nets on the digits of a folder, all but the last 10,000. A run continued from a
 * checkpoint is, bit for bit, the run that was never stopped.
 *
 * @throws {CheckpointError} If the checkpoint does not fit the net, the seed or the steps asked for.
 * @throws {DataError} If the digits are missing or broken.
 * @throws {DeviceError} If the device is lost or refused a command.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { device, data, resume, say, save, stopped } = options;
  if (!data) throw new DataError("Cannot train without data: want a folder of digits");
  const metadata = resume ? decodeSafetensors(resume).metadata : null;
  const name = netName(options.net, metadata);
  const { batch, steps: usual } = nets[name].recipe;
  const { first, seed, steps } = runPlan(options, metadata, usual);
  const digits = await trainingDigits(data);
  say?.(`${name}: ${digits.length} digits to learn from; the last of the training files are not`);
  const run = makeRun({ device, name, digits, seed, steps, resume }, {
    checkpointEvery: CHECKPOINT_EVERY,
    save,
    stopped,
    onPrepare: options.onPrepare,
    onStep: ({ step, loss, learningRate }) =>
      options.onStep({ step, steps, loss, learningRate, frames: (step - first) * batch }),
  });
  try {
    await options.ready();
    const step = await run.trainer.run(steps);
    const weights = await saveCheckpoint(run.module, {
      metadata: { ...metadataOf(name, seed, step), adapter: device.adapter.name },
    });
    return { weights, steps: step, seed, net: name };
  } finally {
    run.dispose();
  }
}
