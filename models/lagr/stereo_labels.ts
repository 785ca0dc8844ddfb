/** Soft labels and evidence always have this order. */
export const LAGR_CLASSES = [
  "super_ground",
  "ground",
  "footline",
  "obstacle",
  "super_obstacle",
] as const;

/** One labelled place on the ground: its footline pixel in the left image and its soft label (sums to 1). */
export interface LabelledPlace {
  u: number;
  v: number;
  /** Metres along the ground from below the eye. */
  distance: number;
  label: readonly [number, number, number, number, number];
}
