import { LAGR_CLASSES, standingShare } from "../../models/lagr/lagr_classes.ts";

/** sRGB, `0..255`. */
export type Colour = readonly [number, number, number];

/**
 * Colours of the five classes, in the order of `LAGR_CLASSES`: blue is free, yellow is where something meets the
 * ground, red stands. None is a colour of the country, and they differ in lightness too.
 */
export const CLASS_COLOURS: readonly Colour[] = [
  [20, 120, 255],
  [70, 205, 245],
  [255, 230, 60],
  [255, 140, 25],
  [225, 20, 50],
];

/** The classes with names and colours, for whoever reads the pictures. */
export const CLASS_LEGEND: readonly { id: number; name: string; colour: Colour }[] = LAGR_CLASSES
  .map((name, id) => ({ id, name, colour: CLASS_COLOURS[id]! }));

/**
 * The class that five numbers from `at` on speak for: first whether anything stands there, then the
 * likeliest of those that agree; equal shares go to the stronger.
 */
export function classOf(probabilities: ArrayLike<number>, at = 0): number {
  const ground = probabilities[at]! + probabilities[at + 1]!;
  if (standingShare(probabilities, at) <= ground) {
    return probabilities[at]! >= probabilities[at + 1]! ? 0 : 1;
  }
  const [footline, obstacle] = [probabilities[at + 2]!, probabilities[at + 3]!];
  const sure = probabilities[at + 4]!;
  if (sure >= footline && sure >= obstacle) return 4;
  return obstacle >= footline ? 3 : 2;
}
