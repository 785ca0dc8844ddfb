/** What a surface is to a long-range off-road classifier (Hadsell et al. 2009). */
export type LagrClass = "ground" | "obstacle" | "none";

/** One row of the label table: the single meaning of a class id everywhere in Farsight. */
export interface Label {
  /** Class id as it stands in label images; 0 is void. */
  readonly id: number;
  /** Field-standard name, unique. */
  readonly name: string;
  /** sRGB colour of the class in label pictures, `0..255`. */
  readonly colour: readonly [number, number, number];
  /** Cityscapes train id; 255 where Cityscapes has no such class. */
  readonly cityscapes: number;
  /** CARLA (0.9.14 and later) semantic tag. */
  readonly carla: number;
  /** RUGD class id (1..24); 0 where RUGD has no such class. */
  readonly rugd: number;
  /** LAGR class. */
  readonly lagr: LagrClass;
  /** Coulomb friction coefficient of a rubber tyre on it; 0 where nothing can drive on it. */
  readonly friction: number;
  /** Rolling drag: resisting force over normal force. */
  readonly rollingDrag: number;
}

/** Pixels that no metric and no loss may count. */
export const IGNORE_LABEL = 255;

/** The label table. Row `k` has id `k`, so an id indexes the table directly. */
// deno-fmt-ignore
export const LABELS = [
  { id: 0, name: "void", colour: [0, 0, 0], cityscapes: 255, carla: 0, rugd: 0, lagr: "none", friction: 0, rollingDrag: 0 },
  { id: 1, name: "sky", colour: [120, 180, 235], cityscapes: 10, carla: 11, rugd: 7, lagr: "none", friction: 0, rollingDrag: 0 },
  { id: 2, name: "grass", colour: [96, 176, 72], cityscapes: 9, carla: 10, rugd: 3, lagr: "ground", friction: 0.65, rollingDrag: 0.06 },
  { id: 3, name: "path", colour: [196, 146, 92], cityscapes: 9, carla: 10, rugd: 1, lagr: "ground", friction: 0.75, rollingDrag: 0.03 },
  { id: 4, name: "gravel", colour: [176, 176, 170], cityscapes: 9, carla: 10, rugd: 11, lagr: "ground", friction: 0.6, rollingDrag: 0.05 },
  { id: 5, name: "rock", colour: [112, 110, 128], cityscapes: 9, carla: 10, rugd: 14, lagr: "ground", friction: 0.8, rollingDrag: 0.02 },
  { id: 6, name: "mud", colour: [98, 62, 36], cityscapes: 9, carla: 10, rugd: 13, lagr: "ground", friction: 0.35, rollingDrag: 0.18 },
  { id: 7, name: "water", colour: [40, 90, 190], cityscapes: 255, carla: 23, rugd: 6, lagr: "obstacle", friction: 0.3, rollingDrag: 0.3 },
  { id: 8, name: "boulder", colour: [220, 60, 60], cityscapes: 255, carla: 20, rugd: 21, lagr: "obstacle", friction: 0.8, rollingDrag: 0.02 },
  { id: 9, name: "bush", colour: [230, 120, 190], cityscapes: 8, carla: 9, rugd: 19, lagr: "obstacle", friction: 0, rollingDrag: 0 },
  { id: 10, name: "tree", colour: [150, 60, 200], cityscapes: 8, carla: 9, rugd: 4, lagr: "obstacle", friction: 0, rollingDrag: 0 },
  { id: 11, name: "tall_grass", colour: [222, 206, 60], cityscapes: 9, carla: 9, rugd: 3, lagr: "ground", friction: 0.6, rollingDrag: 0.12 },
  { id: 12, name: "sand", colour: [236, 214, 150], cityscapes: 9, carla: 10, rugd: 2, lagr: "ground", friction: 0.5, rollingDrag: 0.12 },
  { id: 13, name: "snow", colour: [232, 240, 250], cityscapes: 9, carla: 10, rugd: 0, lagr: "ground", friction: 0.35, rollingDrag: 0.1 },
  { id: 14, name: "dirt", colour: [156, 108, 66], cityscapes: 9, carla: 10, rugd: 1, lagr: "ground", friction: 0.7, rollingDrag: 0.04 },
  { id: 15, name: "leaf_litter", colour: [196, 110, 40], cityscapes: 9, carla: 10, rugd: 13, lagr: "ground", friction: 0.55, rollingDrag: 0.07 },
  { id: 16, name: "log", colour: [120, 74, 48], cityscapes: 255, carla: 20, rugd: 15, lagr: "obstacle", friction: 0.6, rollingDrag: 0.02 },
  { id: 17, name: "road", colour: [128, 64, 128], cityscapes: 0, carla: 1, rugd: 10, lagr: "ground", friction: 0.9, rollingDrag: 0.012 },
  { id: 18, name: "lane_marking", colour: [250, 250, 250], cityscapes: 0, carla: 24, rugd: 10, lagr: "ground", friction: 0.8, rollingDrag: 0.012 },
  { id: 19, name: "sidewalk", colour: [244, 35, 232], cityscapes: 1, carla: 2, rugd: 23, lagr: "ground", friction: 0.85, rollingDrag: 0.015 },
  { id: 20, name: "kerb", colour: [196, 190, 214], cityscapes: 1, carla: 2, rugd: 23, lagr: "ground", friction: 0.85, rollingDrag: 0.015 },
  { id: 21, name: "crosswalk", colour: [200, 128, 200], cityscapes: 0, carla: 24, rugd: 10, lagr: "ground", friction: 0.8, rollingDrag: 0.012 },
  { id: 22, name: "building", colour: [70, 70, 70], cityscapes: 2, carla: 3, rugd: 12, lagr: "obstacle", friction: 0, rollingDrag: 0 },
  { id: 23, name: "guard_rail", colour: [180, 165, 180], cityscapes: 255, carla: 28, rugd: 18, lagr: "obstacle", friction: 0, rollingDrag: 0 },
  { id: 24, name: "fence", colour: [190, 153, 153], cityscapes: 4, carla: 5, rugd: 18, lagr: "obstacle", friction: 0, rollingDrag: 0 },
  { id: 25, name: "pole", colour: [153, 153, 153], cityscapes: 5, carla: 6, rugd: 5, lagr: "obstacle", friction: 0, rollingDrag: 0 },
  { id: 26, name: "traffic_light", colour: [250, 170, 30], cityscapes: 6, carla: 7, rugd: 5, lagr: "obstacle", friction: 0, rollingDrag: 0 },
  { id: 27, name: "traffic_sign", colour: [220, 220, 0], cityscapes: 7, carla: 8, rugd: 20, lagr: "obstacle", friction: 0, rollingDrag: 0 },
  { id: 28, name: "car", colour: [0, 0, 142], cityscapes: 13, carla: 14, rugd: 8, lagr: "obstacle", friction: 0, rollingDrag: 0 },
  { id: 29, name: "truck", colour: [0, 0, 70], cityscapes: 14, carla: 15, rugd: 8, lagr: "obstacle", friction: 0, rollingDrag: 0 },
  { id: 30, name: "bus", colour: [0, 60, 100], cityscapes: 15, carla: 16, rugd: 8, lagr: "obstacle", friction: 0, rollingDrag: 0 },
  { id: 31, name: "bicycle", colour: [119, 11, 32], cityscapes: 18, carla: 19, rugd: 16, lagr: "obstacle", friction: 0, rollingDrag: 0 },
  { id: 32, name: "person", colour: [220, 20, 60], cityscapes: 11, carla: 12, rugd: 17, lagr: "obstacle", friction: 0, rollingDrag: 0 },
  { id: 33, name: "rider", colour: [255, 80, 0], cityscapes: 12, carla: 13, rugd: 17, lagr: "obstacle", friction: 0, rollingDrag: 0 },
  { id: 34, name: "animal", colour: [0, 200, 180], cityscapes: 255, carla: 21, rugd: 0, lagr: "obstacle", friction: 0, rollingDrag: 0 },
  { id: 35, name: "robot", colour: [0, 255, 128], cityscapes: 255, carla: 21, rugd: 8, lagr: "obstacle", friction: 0, rollingDrag: 0 },
] as const satisfies readonly Label[];

/** Names in the label table. */
export type LabelName = typeof LABELS[number]["name"];

/**
 * The row of the table with that name.
 *
 * @example
 * ```ts
 * import { labelNamed } from "./labels.ts";
 * labelNamed("path").id; // 3
 * ```
 */
export function labelNamed(name: LabelName): Label {
  const label = LABELS.find((row) => row.name === name);
  if (!label) throw new RangeError(`Cannot find label "${name}": it is not in the label table`);
  return label;
}
