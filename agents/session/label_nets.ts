import * as scene from "../../models/scene_labels/labeller.ts";
import { LABEL_OF_CHANNEL as SCENE_LABELS } from "../../models/scene_labels/dataset.ts";
import type { PixelLabeller } from "../../models/labelling/pixel_labeller.ts";
import * as terrain from "../../models/terrain_labels/labeller.ts";
import { LABEL_OF_CHANNEL as TERRAIN_LABELS } from "../../models/terrain_labels/dataset.ts";
import { SUNRISE, SUNSET } from "../../sim/weather/sun.ts";
import type { Device, PrepareOptions } from "../../vision/mod.ts";

/** What a run shows: names, and hours since midnight. */
export interface RunSetting {
  readonly scenario: string;
  readonly weather: string;
  readonly hour: number;
}

/** A net that labels what the session's camera sees. */
export interface LabelNet {
  /** Name of the model. */
  readonly model: string;
  /** Whether it is the one for what is to be seen there. */
  knows(setting: RunSetting): boolean;
  /**
   * The net on a camera.
   *
   * @throws {CheckpointError} If the weights are broken or another net's.
   */
  create(device: Device, weights: Uint8Array, colour: GPUTexture): PixelLabeller;
  /** Measures its kernels for pictures of that size, where none was chosen yet. */
  tune(device: Device, width: number, height: number, options?: PrepareOptions): Promise<void>;
}

/** What the terrain net was trained on: the meadow, from a rover, by day, nothing falling that lies on it. */
const MEADOW = "offroad";
const MEADOW_WEATHERS: ReadonlySet<string> = new Set([
  "clear",
  "overcast",
  "fog",
  "drizzle",
  "rain",
]);

/** Every net that labels pixels, the most special first: one entry each. */
export const LABEL_NETS: readonly LabelNet[] = [
  {
    model: "terrain_labels",
    knows: ({ scenario, weather, hour }) =>
      scenario === MEADOW && MEADOW_WEATHERS.has(weather) && hour > SUNRISE && hour < SUNSET,
    create: (device, weights, colour) =>
      new terrain.TerrainLabeller(device, weights, colour, TERRAIN_LABELS),
    tune: terrain.tuneLabeller,
  },
  {
    model: "scene_labels",
    knows: () => true,
    create: (device, weights, colour) =>
      new scene.SceneLabeller(device, weights, colour, SCENE_LABELS),
    tune: scene.tuneLabeller,
  },
];

/** The net that labels a run: the first that knows what it shows. */
export function labelNetFor(setting: RunSetting): LabelNet {
  return LABEL_NETS.find((net) => net.knows(setting))!;
}
