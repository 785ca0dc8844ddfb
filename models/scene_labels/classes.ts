/**
 * The classes this model tells apart, in the order of its output channels: every label that the world
 * gave to a pixel when it was trained, but void. Others are ignored. They are names of the world's label table; which id a name has there is
 * the world's business (see `dataset.ts`).
 */
export const CLASSES = [
  "sky",
  "grass",
  "path",
  "gravel",
  "rock",
  "mud",
  "water",
  "boulder",
  "bush",
  "tree",
  "tall_grass",
  "sand",
  "snow",
  "dirt",
  "leaf_litter",
  "log",
  "road",
  "lane_marking",
  "sidewalk",
  "kerb",
  "crosswalk",
  "building",
  "guard_rail",
  "fence",
  "pole",
  "traffic_light",
  "traffic_sign",
  "car",
  "truck",
  "bus",
  "bicycle",
  "person",
  "rider",
  "animal",
  "robot",
] as const;

/** Name of a class. */
export type ClassName = typeof CLASSES[number];
