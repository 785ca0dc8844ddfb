/**
 * The classes this model tells apart, in the order of its output channels. They are names of the
 * world's label table; which id a name has there is the world's business (see `dataset.ts`).
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
] as const;

/** Name of a class. */
export type ClassName = typeof CLASSES[number];
