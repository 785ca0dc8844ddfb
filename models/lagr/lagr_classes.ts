/** Soft labels and evidence always have this order: two classes of ground, three of what stands on it. */
export const LAGR_CLASSES = [
  "super_ground",
  "ground",
  "footline",
  "obstacle",
  "super_obstacle",
] as const;

/** Numbers of a soft label. */
export const CLASSES: number = LAGR_CLASSES.length;

/** Share of five numbers from `at` on that something stands, or meets the ground there: all but the two of ground. */
export function standingShare(shares: ArrayLike<number>, at = 0): number {
  return shares[at + 2]! + shares[at + 3]! + shares[at + 4]!;
}

/** Whether five numbers from `at` on say rather that something stands than that it is ground. */
export function saysObstacle(shares: ArrayLike<number>, at = 0): boolean {
  return standingShare(shares, at) > 0.5;
}

/** Number of the class that five numbers from `at` on speak for most; the first of equals. */
export function dominantClass(shares: ArrayLike<number>, at = 0): number {
  let best = 0;
  for (let c = 1; c < CLASSES; c++) if (shares[at + c]! > shares[at + best]!) best = c;
  return best;
}
