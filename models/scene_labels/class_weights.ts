import { CLASSES, type ClassName } from "./classes.ts";

/**
 * Share of each class in all pixels of a class, in worlds that are trained on: what the shipped weights were
 * learned by. `share_...` of `deno task eval scene_labels --seed 0 --count 560` measures it anew; these are of
 * commit f34f714, where the model was still named terrain_labels and trails were not among the scenarios.
 */
const SHARES: Readonly<Record<ClassName, number>> = {
  sky: 0.24,
  grass: 0.099,
  path: 0.049,
  gravel: 0.027,
  rock: 0.013,
  mud: 0.014,
  water: 0.01,
  boulder: 0.012,
  bush: 0.019,
  tree: 0.055,
  tall_grass: 0.0043,
  sand: 0.028,
  snow: 0.029,
  dirt: 0.046,
  leaf_litter: 0.029,
  log: 0.0003,
  road: 0.17,
  lane_marking: 0.0049,
  sidewalk: 0.029,
  kerb: 0.0059,
  crosswalk: 0.0044,
  building: 0.073,
  guard_rail: 0.0028,
  fence: 0.0015,
  pole: 0.0015,
  traffic_light: 0.00015,
  traffic_sign: 0.00059,
  car: 0.0048,
  truck: 0.0027,
  bus: 0.013,
  bicycle: 0.00049,
  person: 0.0047,
  rider: 0.0007,
  animal: 0.0021,
  robot: 0.0034,
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
