import { type LabelName, LABELS } from "../labels.ts";
import { type Terrain } from "../terrain/terrain.ts";

/** What a vehicle drives on. */
export interface DrivingGround {
  readonly terrain: Terrain;
  /** Label id of what a tyre touches there. */
  labelAt(x: number, y: number): number;
  /** Depth of the water there, metres; 0 on land. */
  waterDepthAt(x: number, y: number): number;
  /** Whether there are kerbs: steps shorter than a wheel. */
  readonly stepped: boolean;
  /** What the weather leaves of the friction of each class, by label id. */
  readonly grip: ArrayLike<number>;
}

/** What the weather does to driving; a `Weather` is one. */
export interface Conditions {
  /** Friction on a ground as a share of that on the same ground when dry. */
  friction(label: LabelName): number;
}

/** A dry day. */
export const DRY: Conditions = { friction: () => 1 };

/** What the conditions leave of the friction of each class, by label id. */
export function gripTable(conditions: Conditions): Float64Array {
  return Float64Array.from(LABELS, ({ name }) => conditions.friction(name));
}
