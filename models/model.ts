import type { Device, Module, Shape } from "../vision/mod.ts";

/** A folder of data that a person named; its files are read where they lie. */
export interface DataFolder {
  /** As messages show it. */
  readonly path: string;
  /** The bytes of a file; `null` where there is none of that name. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | null>;
}

/** Thrown for data that is missing or broken, and for options that fit no model; one line to show. */
export class DataError extends Error {
  override name = "DataError";
}

/** What a person may choose of a model that is made of several nets, or learns from files. */
export interface ModelChoice {
  /** The data, where the model's entry says that it wants some. */
  readonly data?: DataFolder | undefined;
  /** One of the nets of the model's entry; the first, or that of the weights, where undefined. */
  readonly net?: string | undefined;
  /** Takes a line that a person should see. */
  say?(line: string): void;
}

/** What a recipe is handed by whoever runs it. */
export interface TrainOptions extends ModelChoice {
  readonly device: Device;
  /** Optimiser steps in all; the recipe's own where undefined. */
  readonly steps?: number | undefined;
  /** Seed of weights, worlds and order; the checkpoint's, or else 1, where undefined. */
  readonly seed?: number | undefined;
  /**
   * A checkpoint to continue from, as {@link TrainOptions.save} was given it. One that does not fit
   * what is asked is refused by a `CheckpointError`.
   */
  readonly resume?: Uint8Array<ArrayBuffer> | undefined;
  /** Called once, before the first step, when what is asked is known to be possible. */
  ready(): Promise<void>;
  /** Keeps a checkpoint; called now and then, and at the end. */
  save(checkpoint: Uint8Array): Promise<void>;
  /** Called before the first step while kernels are measured and compiled: so many done, of so many. */
  onPrepare?(done: number, total: number, what: string): void;
  /** Called after every step, some steps late: the loss has to come from the device. */
  onStep(record: StepRecord): void;
  /** Asked between steps: true ends the run with a last checkpoint. */
  stopped(): boolean;
}

/** One step of a training run. */
export interface StepRecord {
  /** Steps done, of `steps` in all. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly learningRate: number;
  /** Frames, or whatever else the model learns from, so far in this process. */
  readonly frames: number;
}

/** What training hands back: the weights as a safetensors file. */
export interface TrainResult {
  readonly weights: Uint8Array;
  readonly steps: number;
  readonly seed: number;
  /** Which net it is, of a model that may be several. */
  readonly net?: string;
}

/** What scoring is handed. */
export interface EvaluateOptions extends ModelChoice {
  readonly device: Device;
  /** Weights as a safetensors file. */
  readonly weights: Uint8Array<ArrayBuffer>;
  /** Seed of the first world. */
  readonly seed: number;
  /** Frames, or whatever else is scored, at most. */
  readonly count: number;
  /** Seconds since any fixed moment; where given, how quick the model is may be measured too. */
  now?(): number;
  onFrame(done: number): void;
}

/** What drawing a figure is handed. */
export interface FigureOptions extends ModelChoice {
  readonly device: Device;
  /** Weights as a safetensors file. */
  readonly weights: Uint8Array<ArrayBuffer>;
  /** Seed of the first world. */
  readonly seed: number;
}

/** What bringing a net back is handed. */
export interface RestoreOptions extends Pick<ModelChoice, "net"> {
  readonly device: Device;
  /** Weights as a safetensors file. */
  readonly weights: Uint8Array<ArrayBuffer>;
}

/** A net with its weights, ready for use. */
export interface RestoredNet {
  readonly net: Module;
  /** Sizes of what it takes, a batch of one. */
  readonly input: Shape;
  /** What its input and output are, for whoever uses it elsewhere. */
  readonly description: string;
}

/** A picture in memory: sRGB and alpha, four bytes a pixel, rows from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array<ArrayBuffer>;
}

/** A learned system, as the command line sees it. */
export interface Model {
  /**
   * Reads the data that training or scoring will want, so that what is wrong with it is told before
   * anything is made; left out where a model makes its own.
   *
   * @throws {DataError} If files are missing or broken.
   */
  readData?(data: DataFolder, use: "train" | "evaluate"): Promise<void>;
  /** Trains it; null where it was stopped before a first step could be made. */
  train(options: TrainOptions): Promise<TrainResult | null>;
  /** Flat metrics by name. */
  evaluate(options: EvaluateOptions): Promise<Record<string, number>>;
  /** A picture that shows a person what it does. */
  figure(options: FigureOptions): Promise<Picture>;
  /**
   * The net itself, for use elsewhere.
   *
   * @throws {CheckpointError} If the weights are broken or another net's.
   */
  restore(options: RestoreOptions): RestoredNet;
}
