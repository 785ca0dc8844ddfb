import type { Model } from "./model.ts";

export { DataError } from "./model.ts";
export type {
  DataFolder,
  EvaluateOptions,
  FigureOptions,
  Model,
  ModelChoice,
  Picture,
  RestoredNet,
  RestoreOptions,
  StepRecord,
  TrainOptions,
  TrainResult,
} from "./model.ts";

/** A model's place in the list: its folder under `models/`, and its code, loaded when wanted. */
export interface ModelEntry {
  readonly name: string;
  readonly description: string;
  /** What it is scored on, and, where nothing else is said, learns from, one by one. */
  readonly unit: string;
  /** What it learns from, where that is something else. */
  readonly learnsFrom?: string;
  /** How many it is scored on by default. */
  readonly count: number;
  /** What the folder named by `--data` has to hold, where the model learns from files. */
  readonly data?: string;
  /** The nets that it may be, the usual one first, where there are several. */
  readonly nets?: readonly string[];
  load(): Promise<Model>;
}

/** Every model: one line each. */
export const models: readonly ModelEntry[] = [
  {
    name: "terrain_labels",
    description: "labels every pixel of an off-road frame",
    unit: "frames",
    count: 200,
    load: async () => (await import("./terrain_labels/mod.ts")).terrainLabels,
  },
  {
    name: "scene_labels",
    description: "labels every pixel of any frame, off the road and on it",
    unit: "frames",
    count: 448,
    load: async () => (await import("./scene_labels/mod.ts")).sceneLabels,
  },
  {
    name: "lenet",
    description: "reads handwritten digits, as in 1989 and 1998",
    unit: "digits",
    count: 10_000,
    data: "the IDX files of MNIST",
    nets: ["lenet5", "lenet1989", "mlp"],
    load: async () => (await import("./lenet/mod.ts")).lenet,
  },
  {
    name: "lagr",
    description: "teaches itself, while driving, to see ground and obstacles to the horizon",
    unit: "drives",
    learnsFrom: "windows",
    count: 6,
    nets: ["both", "supervised", "unsupervised", "random", "rbf"],
    load: async () => (await import("./lagr/mod.ts")).lagr,
  },
];

/** Where the shipped weights of a model lie; those of its other nets lie beside them. */
export function shippedWeights(model: string, net?: string): URL {
  const usual = models.find(({ name }) => name === model)?.nets?.[0];
  const file = net === undefined || net === usual ? "weights" : net;
  return new URL(`./${model}/${file}.safetensors`, import.meta.url);
}
