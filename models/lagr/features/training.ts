import {
  Adam,
  CheckpointError,
  cosine,
  counterRandom,
  decodeSafetensors,
  Holdings,
  klDivLoss,
  loadCheckpoint,
  logSoftmax,
  Module,
  saveCheckpoint,
  type Tensor,
  Trainer,
  warmUp,
} from "../../../vision/mod.ts";
import { seedFor } from "../../../vision/random.ts";
import type { TrainOptions, TrainResult } from "../../model.ts";
import { runPlan } from "../../run_plan.ts";
import { featureKind, WindowNet } from "../window_net.ts";
import { Decoders } from "./autoencoder.ts";
import { ConvFeatures } from "./conv_features.ts";
import { FEATURES } from "./extractor.ts";
import { type FeatureKind } from "./kinds.ts";
import { findPrototypes } from "./prototypes.ts";
import { RbfFeatures } from "./rbf_features.ts";
import { WINDOW_NUMBERS, type WindowDataset, windowLoader } from "./window_set.ts";

/** One stretch of a training: what learns, from what loss. */
interface Stage {
  readonly name: "first layer" | "second layer" | "classes" | "fine tuning" | "classifier";
  /** Share of the steps. */
  readonly share: number;
  readonly learningRate: number;
}

const FIRST: Stage = { name: "first layer", share: 1, learningRate: 2e-3 };
const SECOND: Stage = { name: "second layer", share: 1, learningRate: 1e-3 };
const CLASSES: Stage = { name: "classes", share: 1, learningRate: 1e-3 };
const FINE_TUNING: Stage = { name: "fine tuning", share: 2, learningRate: 5e-4 };
const CLASSIFIER: Stage = { name: "classifier", share: 1, learningRate: 1e-2 };

/** What each kind of features learns, in order: greedily, layer after layer, where there are no labels. */
export const STAGES: Readonly<Record<FeatureKind, readonly Stage[]>> = {
  both: [FIRST, SECOND, FINE_TUNING],
  supervised: [CLASSES],
  unsupervised: [FIRST, SECOND, CLASSIFIER],
  rbf: [CLASSIFIER],
  random: [CLASSIFIER],
};

/** Everything that decides what training gives, beside windows, seed and steps. */
export const FEATURE_RECIPE = {
  steps: 16_000,
  batch: 64,
  warmUpSteps: 20,
  /** Last learning rate of a stage over its first. */
  decay: 0.02,
  weightDecay: 1e-4,
  checkpointEvery: 1000,
  /** Windows that prototypes are looked for among, and turns of the search. */
  prototypeSamples: 4000,
  prototypeTurns: 12,
} as const;

/** The net and, where it learns without labels too, its decoders. */
class Learner extends Module {
  readonly net: WindowNet;
  readonly decoders: Decoders | null;

  constructor(options: FeatureTraining, kind: FeatureKind, seed: number) {
    super();
    const { device } = options;
    this.net = new WindowNet(device, kind, counterRandom(seed));
    this.decoders = STAGES[kind].includes(FIRST) ? new Decoders(device) : null;
  }

  /** Not used: each stage has its own {@link loss}. */
  override forward(images: Tensor): Tensor {
    return this.net.forward(images);
  }

  /** From now on what that stage teaches learns, and nothing else. */
  begin({ name }: Stage): void {
    const { features, head } = this.net;
    this.freeze();
    const learners: readonly Module[] = name === "classes" || name === "fine tuning"
      ? [features, head]
      : name === "classifier"
      ? [head]
      : features instanceof ConvFeatures && name === "first layer"
      ? [features.first]
      : features instanceof ConvFeatures
      ? [features.second]
      : [];
    for (const learner of learners) learner.unfreeze();
    const bias = name === "first layer" ? this.decoders?.first : this.decoders?.second;
    if (bias && name.endsWith("layer")) bias.requiresGrad = true;
  }

  /** The loss of that stage. */
  loss({ name }: Stage, window: Tensor, label: Tensor): Tensor {
    const { features } = this.net;
    if (this.decoders && features instanceof ConvFeatures) {
      if (name === "first layer") return this.decoders.firstLoss(features, window);
      if (name === "second layer") return this.decoders.secondLoss(features, window);
    }
    // Divergence of what stereo says from what the net says.
    return klDivLoss(logSoftmax(this.net.forward(window)), label, { reduction: "mean" });
  }
}

/** What training of features takes: as any training, and the windows. */
export interface FeatureTraining extends Omit<TrainOptions, "ready" | "net" | "data" | "say"> {
  /** The kind of features; the first, or that of the checkpoint, where undefined. */
  readonly net?: string | undefined;
  readonly windows: WindowDataset;
}

/**
 * Trains features of a kind and a classifier on them, stage after stage. What step `k` does depends on the windows, the
 * seed and `k` alone, so that a run continued from a checkpoint is, bit for bit, the run that was never
 * stopped.
 *
 * @throws {CheckpointError} If the checkpoint does not fit what is asked.
 * @throws {DeviceError} If the device is lost or refused a command.
 */
export async function trainFeatures(options: FeatureTraining): Promise<TrainResult> {
  const { device, resume, windows } = options;
  const metadata = resume ? decodeSafetensors(resume).metadata : null;
  const kind = featureKind(options.net, metadata);
  const { seed, steps } = runPlan(
    options,
    metadata && { ...metadata, step: metadata.step ?? "0" },
    FEATURE_RECIPE.steps,
  );
  const stages = STAGES[kind];
  if (metadata) checkResumable(metadata, kind, steps);
  const holdings = new Holdings();
  let done = 0;
  try {
    const learner = holdings.hold(new Learner(options, kind, seed));
    const order = seedFor(seed, "windows");
    const loader = holdings.hold(windowLoader(device, windows, FEATURE_RECIPE.batch, order));
    const ends = stageEnds(stages, steps);
    let resumed = resume;
    for (const [index, stage] of stages.entries()) {
      const first = ends[index - 1] ?? 0;
      if (resumed && Number(metadata?.stage) > index) continue;
      if (!resumed && index === 0) setPrototypes(learner, windows, seed);
      done = await runStage(options, {
        learner,
        loader,
        stage,
        first,
        end: ends[index]!,
        steps,
        resume: resumed,
        metadata: {
          model: "lagr",
          net: kind,
          seed: String(seed),
          steps: String(steps),
          stage: String(index),
        },
      });
      resumed = undefined;
      if (done < ends[index]!) break;
    }
    const weights = await saveCheckpoint(learner.net, {
      metadata: {
        model: "lagr",
        net: kind,
        seed: String(seed),
        steps: String(done),
        adapter: device.adapter.name,
      },
    });
    return { weights, steps: done, seed, net: kind };
  } finally {
    holdings.dispose();
  }
}

/**
 * Whether a run can go on: where one stage ends and the next begins hangs on all steps, and what a checkpoint holds on
 * its stage.
 *
 * @throws {CheckpointError} If the stage is none, or steps are others than those of a run of several stages.
 */
export function checkResumable(
  { stage, steps: before }: Readonly<Record<string, string>>,
  kind: FeatureKind,
  steps: number,
): void {
  const stages = STAGES[kind];
  if (!stages[Number(stage)]) {
    throw new CheckpointError(
      `Cannot resume: the checkpoint is of stage ${stage}, wanted 0 to ${stages.length - 1}`,
    );
  }
  if (stages.length > 1 && before !== String(steps)) {
    throw new CheckpointError(
      `Cannot resume with ${steps} steps: the run that is to go on has ${stages.length} stages ` +
        `of ${before} steps in all`,
    );
  }
}

/** The step after the last of each stage. */
function stageEnds(stages: readonly Stage[], steps: number): number[] {
  const all = stages.reduce((sum, { share }) => sum + share, 0);
  let sum = 0;
  return stages.map(({ share }) => Math.round(steps * (sum += share) / all));
}

function setPrototypes({ net: { features } }: Learner, windows: WindowDataset, seed: number): void {
  if (!(features instanceof RbfFeatures)) return;
  const { prototypeSamples, prototypeTurns: turns } = FEATURE_RECIPE;
  const count = Math.min(windows.length, prototypeSamples);
  const samples = new Float32Array(count * WINDOW_NUMBERS);
  for (let i = 0; i < count; i++) {
    // Evenly from among all of them.
    const index = Math.floor(i * windows.length / count);
    samples.set(windows.get(index).numbers, i * WINDOW_NUMBERS);
  }
  const random = counterRandom(seedFor(seed, "prototypes"));
  features.setPrototypes(
    findPrototypes(samples, { count: FEATURES, size: WINDOW_NUMBERS, turns, random }),
  );
}

/** One stage of a run. */
interface StageRun {
  readonly learner: Learner;
  readonly loader: ReturnType<typeof windowLoader>;
  readonly stage: Stage;
  /** First step of the stage, and the one after its last. */
  readonly first: number;
  readonly end: number;
  /** Of the whole run. */
  readonly steps: number;
  readonly resume: Uint8Array<ArrayBuffer> | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** @returns Steps of the whole run done. */
async function runStage(options: FeatureTraining, run: StageRun): Promise<number> {
  const { device } = options;
  const { learner, loader, stage, first, end, steps, metadata, resume } = run;
  if (end === first) return end;
  const { batch, weightDecay, decay, warmUpSteps, checkpointEvery } = FEATURE_RECIPE;
  learner.train().begin(stage);
  const { learningRate } = stage;
  const optimizer = new Adam(learner, { lr: learningRate, weightDecay, decoupled: true });
  const { window, label } = loader.tensors;
  const falling = Math.max(1, end - first - warmUpSteps);
  const rates = warmUp(warmUpSteps, cosine(learningRate, falling, decay * learningRate));
  let firstStep = first;
  try {
    if (resume) firstStep = loadCheckpoint(resume, learner, { optimizer }).step ?? first;
    const trainer = new Trainer(device, {
      module: learner,
      optimizer,
      batches: loader,
      forward: () => learner.loss(stage, window, label),
      schedule: (step) => rates(step - first),
      metadata,
      checkpointEvery,
      firstStep,
      save: options.save,
      onStep: ({ step, loss, learningRate }) =>
        options.onStep({
          step,
          steps,
          loss,
          learningRate,
          frames: (step - firstStep) * batch,
        }),
      onPrepare: options.onPrepare,
      stopped: options.stopped,
    });
    try {
      return await trainer.run(end);
    } finally {
      trainer.dispose();
    }
  } finally {
    optimizer.dispose();
  }
}
