import type { Device } from "../vision/mod.ts";

/** What a recipe is handed by whoever runs it. */
export interface TrainOptions {
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
  /** Frames learned from so far in this process. */
  readonly frames: number;
}

/** What training hands back: the weights as a safetensors file. */
export interface TrainResult {
  readonly weights: Uint8Array;
  readonly steps: number;
  readonly seed: number;
}

/** What scoring is handed. */
export interface EvaluateOptions {
  readonly device: Device;
  /** Weights as a safetensors file. */
  readonly weights: Uint8Array<ArrayBuffer>;
  /** Seed of the first world. */
  readonly seed: number;
  /** Frames. */
  readonly count: number;
  onFrame(done: number): void;
}

/** What drawing a figure is handed. */
export interface FigureOptions {
  readonly device: Device;
  /** Weights as a safetensors file. */
  readonly weights: Uint8Array<ArrayBuffer>;
  /** Seed of the first world. */
  readonly seed: number;
}

/** A picture in memory: sRGB and alpha, four bytes a pixel, rows from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array<ArrayBuffer>;
}

/** A learned system, as the command line sees it. */
export interface Model {
  train(options: TrainOptions): Promise<TrainResult>;
  /** Flat metrics by name. */
  evaluate(options: EvaluateOptions): Promise<Record<string, number>>;
  /** A picture that shows a person what it does. */
  figure(options: FigureOptions): Promise<Picture>;
}
