import type { LabelNetDesign } from "../../models/labelling/label_net.ts";
import { CHANNELS as SCENE_CHANNELS } from "../../models/scene_labels/dataset.ts";
import { SCENE_NET } from "../../models/scene_labels/model.ts";
import { CHANNELS as TERRAIN_CHANNELS } from "../../models/terrain_labels/dataset.ts";
import { TERRAIN_NET } from "../../models/terrain_labels/model.ts";
import { SUNRISE, SUNSET } from "../../sim/weather/sun.ts";

/** What a run shows: names, and hours since midnight. */
export interface RunSetting {
  readonly scenario: string;
  readonly weather: string;
  readonly hour: number;
}

/** A net that may label what the session's camera sees. */
export interface SessionNet {
  /** Name of the model. */
  readonly model: string;
  readonly design: LabelNetDesign;
  /** Label id of each output channel. */
  readonly labels: Uint8Array<ArrayBuffer>;
  /** Whether it is the one for what is to be seen there. */
  knows(setting: RunSetting): boolean;
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
export const LABEL_NETS: readonly SessionNet[] = [
  {
    model: "terrain_labels",
    design: TERRAIN_NET,
    labels: TERRAIN_CHANNELS.labels,
    knows: ({ scenario, weather, hour }) =>
      scenario === MEADOW && MEADOW_WEATHERS.has(weather) && hour > SUNRISE && hour < SUNSET,
  },
  {
    model: "scene_labels",
    design: SCENE_NET,
    labels: SCENE_CHANNELS.labels,
    knows: () => true,
  },
];

/** The net that labels a run: the first that knows what it shows. */
export function labelNetFor(setting: RunSetting): SessionNet {
  return LABEL_NETS.find((net) => net.knows(setting))!;
}
