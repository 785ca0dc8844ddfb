import { type LabelName, labelNamed } from "../labels.ts";

/** What lies on the ground. */
export interface GroundState {
  /** How wet it is, `0..1`. */
  readonly wetness: number;
  /** Share of it under snow, `0..1`. */
  readonly snowCover: number;
  /** Share of hard ground under blown sand and dust, `0..1`. */
  readonly dustFilm: number;
}

/**
 * Friction of soaked ground as a share of that of dry ground. Noon (Engineering Analysis of Vehicular
 * Accidents, 1994) gives asphalt 0.65 dry and 0.50 wet, concrete 0.75 and 0.60, a wet meadow 0.20;
 * road builders' tables give crushed stone 0.6-0.7 and 0.4-0.5, earth 0.5-0.6 and 0.15-0.25. Paint
 * is smoother than what it lies on. Sand is no worse wet.
 */
const WET: Readonly<Partial<Record<LabelName, number>>> = {
  grass: 0.6,
  path: 0.7,
  gravel: 0.75,
  rock: 0.75,
  mud: 0.6,
  boulder: 0.75,
  tall_grass: 0.6,
  snow: 0.8,
  dirt: 0.6,
  leaf_litter: 0.55,
  log: 0.6,
  road: 0.72,
  lane_marking: 0.55,
  sidewalk: 0.78,
  kerb: 0.78,
  crosswalk: 0.55,
};

/** Friction of a tyre on trodden snow, whatever lies under it: 0.20-0.35 in the same sources. */
const ON_SNOW = 0.3;

/** Friction of hard ground under loose grains as a share of that of clean ground. */
const DUSTY: Readonly<Partial<Record<LabelName, number>>> = {
  rock: 0.8,
  road: 0.7,
  lane_marking: 0.65,
  sidewalk: 0.7,
  kerb: 0.7,
  crosswalk: 0.65,
};

/**
 * What the weather leaves of a tyre's friction on a ground, as a share of the friction in the label
 * table, which is that of dry ground: in `(0, 1]`.
 *
 * @throws {RangeError} If the label is unknown.
 *
 * @example
 * ```ts
 * import { frictionFactor } from "./friction.ts";
 * frictionFactor({ wetness: 1, snowCover: 0, dustFilm: 0 }, "road"); // 0.72
 * frictionFactor({ wetness: 0, snowCover: 1, dustFilm: 0 }, "road"); // 0.33
 * ```
 */
export function frictionFactor(ground: GroundState, label: LabelName): number {
  const dry = labelNamed(label).friction;
  const wet = 1 + ground.wetness * ((WET[label] ?? 1) - 1);
  const dusty = 1 + ground.dustFilm * ((DUSTY[label] ?? 1) - 1);
  const bare = Math.min(wet, dusty);
  const snowy = dry > 0 ? Math.min(bare, ON_SNOW / dry) : bare;
  return bare + ground.snowCover * (snowy - bare);
}
