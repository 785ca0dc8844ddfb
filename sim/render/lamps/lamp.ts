import { compose, type Pose, rotate, type Vec3 } from "../../pose.ts";
import { type StreetLight } from "../../streets/streets.ts";

/**
 * A light in the world: a lamp in a street, the headlamps of a vehicle. Irradiance at distance `d` on a
 * surface that faces it is `colour / d^2` in the middle of its cone, in the scale in which the sun at
 * noon gives 2 to 3.
 */
export interface Lamp {
  /** Metres. */
  readonly position: Vec3;
  /** Unit vector along the middle of its cone; null shines all around. */
  readonly direction: Vec3 | null;
  /**
   * Angles from the middle at which it begins to fade and is dark, radians, up to a right angle. Up and
   * down, a beam along the ground is a third as wide.
   */
  readonly cone: readonly [inner: number, outer: number];
  /** Linear RGB: irradiance at one metre. */
  readonly colour: Vec3;
  /** Metres beyond which it lights nothing. */
  readonly reach: number;
}

/** The road under a mast of 8 m looks as on a dark, overcast evening. */
const STREET_INTENSITY = 34;
const STREET_CONE = [0.7, 1.4] as const;
const DOWN: Vec3 = [0, 0, -1];

/** The light of a lamp that hangs over a street and shines downwards. */
export function streetLamp({ x, y, z, colour, reach }: StreetLight): Lamp {
  return {
    position: [x, y, z],
    direction: DOWN,
    cone: STREET_CONE,
    colour: scaled(colour, STREET_INTENSITY),
    // Its light fades smoothly towards the end of its reach.
    reach: 1.6 * reach,
  };
}

/** Dipped by this much, radians: the road is lit to some 40 m ahead. */
const DIP = 0.035;
const BEAM: Vec3 = [Math.cos(DIP), 0, -Math.sin(DIP)];
/** Both lamps together. */
const BEAM_COLOUR: Vec3 = [92, 85, 73];
const BEAM_CONE = [0, 0.62] as const;
const BEAM_REACH = 75;

/**
 * The dipped headlamps of a vehicle, as one lamp between the two: where they light anything, their
 * beams are one.
 *
 * @param worldFromBody Pose of the vehicle (x forward, y left, z up).
 * @param middle Point between its headlamps, in its frame, metres.
 * @param glow How brightly they burn, `0..1`.
 *
 * @example
 * ```ts
 * import { fromYawPitchRoll } from "../../pose.ts";
 * import { headlamps } from "./lamp.ts";
 * const body = { position: [10, 0, 0], orientation: fromYawPitchRoll(0) } as const;
 * headlamps(body, [2, 0, 0.65]).position; // [12, 0, 0.65]
 * ```
 */
export function headlamps(worldFromBody: Pose, middle: Vec3, glow = 1): Lamp {
  const { orientation } = worldFromBody;
  return {
    position: compose(worldFromBody, { position: middle, orientation }).position,
    direction: rotate(orientation, BEAM),
    cone: BEAM_CONE,
    colour: scaled(BEAM_COLOUR, glow),
    reach: BEAM_REACH,
  };
}

function scaled(v: Vec3, k: number): Vec3 {
  return [k * v[0], k * v[1], k * v[2]];
}
