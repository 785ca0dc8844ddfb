import type { Model } from "./model.ts";

export type {
  EvaluateOptions,
  FigureOptions,
  Model,
  Picture,
  StepRecord,
  TrainOptions,
  TrainResult,
} from "./model.ts";

/** A model's place in the list: its folder under `models/`, and its code, loaded when wanted. */
export interface ModelEntry {
  readonly name: string;
  readonly description: string;
  load(): Promise<Model>;
}

/** Every model: one line each. */
export const models: readonly ModelEntry[] = [
  {
    name: "terrain_labels",
    description: "labels every pixel of an off-road frame",
    load: async () => (await import("./terrain_labels/mod.ts")).terrainLabels,
  },
];

/** Where the shipped weights of a model lie. */
export function shippedWeights(model: string): URL {
  return new URL(`./${model}/weights.safetensors`, import.meta.url);
}
