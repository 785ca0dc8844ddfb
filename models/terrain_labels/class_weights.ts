import { CLASSES, type ClassName } from "./classes.ts";

/**
 * Share of each class in all pixels of a class, `share_...` of
 * `deno task eval terrain_labels --seed 0 --count 560`: worlds that are trained on.
 */
const SHARES: Readonly<Record<ClassName, number>> = {
  sky: 0.24,
  grass: 0.095,
  path: 0.05,
  gravel: 0.024,
  rock: 0.018,
  mud: 0.012,
  water: 0.013,
  boulder: 0.011,
  bush: 0.019,
  tree: 0.055,
  tall_grass: 0.0047,
  sand: 0.025,
  snow: 0.029,
  dirt: 0.049,
  leaf_litter: 0.029,
  log: 0.00029,
  road: 0.16,
  lane_marking: 0.0049,
  sidewalk: 0.029,
  kerb: 0.0061,
  crosswalk: 0.0039,
  building: 0.075,
  guard_rail: 0.0032,
  fence: 0.0025,
  pole: 0.0013,
  traffic_light: 0.00016,
  traffic_sign: 0.00066,
  car: 0.0061,
  truck: 0.0079,
  bus: 0.0090,
  bicycle: 0.00063,
  person: 0.0056,
  rider: 0.00091,
  animal: 0.0015,
  robot: 0.0033,
};

/** A class of this share of all pixels counts once. */
const USUAL_SHARE = 0.02;
const LEAST = 0.5;
const MOST = 6;

/**
 * How much a pixel of each class counts: the inverse square root of its class's share, within bounds, so
 * that rare classes are learned without commoner ones being forgotten.
 */
export function classWeights(): number[] {
  return CLASSES.map((name) =>
    Math.min(MOST, Math.max(LEAST, Math.sqrt(USUAL_SHARE / SHARES[name])))
  );
}
