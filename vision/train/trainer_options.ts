import type { PrepareOptions } from "../kernel/tuner.ts";
import type { Module } from "../nn/module.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Schedule } from "../optim/schedule.ts";
import type { Tensor } from "../tensor.ts";

/** Brings what a step learns from into tensors that stay where they are; a `DataLoader` is one. */
export interface Batches {
  /** Brings the batch of a step, which depends on the step's number alone. */
  fill(step: number): void;
  /** Does what can be done ahead for a step, while the device works. */
  prepare?(step: number): void;
}

/** The loss, alone or with other scalars that are worth keeping. */
export type StepResult = Tensor | { readonly loss: Tensor; readonly [name: string]: Tensor };

/** One step of a run. */
export interface TrainerStep {
  /** Steps done, this one included. */
  readonly step: number;
  /** Of its batch, before its update. */
  readonly loss: number;
  /** Of its update. */
  readonly learningRate: number;
  /** The other scalars of the step, by name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** The end of an epoch. */
export interface TrainerEpoch {
  /** Epochs done, this one included. */
  readonly epoch: number;
  /** Steps done. */
  readonly step: number;
  /** Mean over the epoch's steps that this start of the run has done. */
  readonly loss: number;
}

/** Numbers by name, for a line of a log. */
export type Metrics = Readonly<Record<string, number>>;

/** What a {@link Trainer} takes. */
export interface TrainerOptions {
  /** What learns. */
  readonly module: Module;
  /** How. */
  readonly optimizer: Optimizer;
  /** From what. */
  readonly batches: Batches;
  /** Notes down the forward pass on the batch; recorded once. */
  forward(): StepResult;
  /** Learning rate of each step. */
  readonly schedule: Schedule;
  /** Steps of an epoch; no epochs are told of when left out. */
  readonly stepsPerEpoch?: number;
  /** Steps that were done before, where a checkpoint was loaded already; 0 when left out. */
  readonly firstStep?: number;
  /** Free text that goes into every checkpoint: recipe, seed. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Steps between checkpoints; only one at the end when left out. */
  readonly checkpointEvery?: number;
  /** Keeps a checkpoint. */
  save?(checkpoint: Uint8Array<ArrayBuffer>): Promise<void> | void;
  /** Told of every step, some steps late: the loss has to come from the device. */
  onStep?(step: TrainerStep): void;
  /** Told of every epoch's end, when all its steps were told of; what it gives goes into the log. */
  onEpoch?(epoch: TrainerEpoch): Promise<Metrics | void> | Metrics | void;
  /** Takes a line of JSON for each step and each epoch. */
  log?(line: string): void;
  /** Told of the kernels that are measured and compiled before the first step. */
  onPrepare?: PrepareOptions["onProgress"] | undefined;
  /** Asked between steps: true ends the run with a last checkpoint. */
  stopped?(): boolean;
}
