import { compose, type Pose, rotate, type Vec3 } from "../../pose.ts";

/**
 * A light in the world: a lamp in a street, a headlamp. Irradiance at distance `d` on a surface that
 * faces it is `colour / d^2` inside its cone, in the scale in which the sun at noon gives 2 to 3.
 */
export interface Lamp {
  /** Metres. */
  readonly position: Vec3;
  /** Unit vector along the middle of its cone; null shines all around. */
  readonly direction: Vec3 | null;
  /** Angles from the middle at which it begins to fade and is dark, radians. */
  readonly cone: readonly [inner: number, outer: number];
  /** Linear RGB: irradiance at one metre. */
  readonly colour: Vec3;
  /** Metres beyond which it lights nothing. */
  readonly reach: number;
}

/** What a landscape says of a lamp over a street. */
export interface StreetLamp {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Linear RGB, the brightest channel about 1. */
  readonly colour: Vec3;
  /** Metres. */
  readonly reach: number;
}

/** A mast of 8 m lights the road under it as brightly as a dark overcast day. */
const STREET_INTENSITY = 30;
const STREET_CONE = [0.85, 1.35] as const;
const DOWN: Vec3 = [0, 0, -1];

/** The light of a lamp that hangs over a street and shines downwards. */
export function streetLamp({ x, y, z, colour, reach }: StreetLamp): Lamp {
  return {
    position: [x, y, z],
    direction: DOWN,
    cone: STREET_CONE,
    colour: scaled(colour, STREET_INTENSITY),
    reach,
  };
}

const HEADLAMP_COLOUR: Vec3 = [1, 0.93, 0.8];
const HEADLAMP_INTENSITY = 55;
const HEADLAMP_CONE = [0.06, 0.42] as const;
/** Dipped by this much, radians: the road is lit to some 40 m ahead. */
const DIP = 0.045;
const HEADLAMP_REACH = 70;

/** Where a vehicle's headlamps sit, in the frame of its body (x forward, y left, z up), metres. */
export interface HeadlampMount {
  readonly forward: number;
  readonly height: number;
  /** From the middle plane to either lamp. */
  readonly halfTrack: number;
}

/**
 * The dipped headlamps of a vehicle: left and right.
 *
 * @example
 * ```ts
 * import { fromYawPitchRoll } from "../../pose.ts";
 * import { headlamps } from "./lamp.ts";
 * const body = { position: [0, 0, 0], orientation: fromYawPitchRoll(0) } as const;
 * const [left] = headlamps(body, { forward: 2, height: 0.65, halfTrack: 0.6 });
 * left.position; // [2, 0.6, 0.65]
 * ```
 */
export function headlamps(
  worldFromBody: Pose,
  { forward, height, halfTrack }: HeadlampMount,
): readonly [left: Lamp, right: Lamp] {
  const direction = rotate(worldFromBody.orientation, [Math.cos(DIP), 0, -Math.sin(DIP)]);
  const at = (side: number): Lamp => ({
    position: compose(worldFromBody, {
      position: [forward, side * halfTrack, height],
      orientation: [0, 0, 0, 1],
    }).position,
    direction,
    cone: HEADLAMP_CONE,
    colour: scaled(HEADLAMP_COLOUR, HEADLAMP_INTENSITY),
    reach: HEADLAMP_REACH,
  });
  return [at(1), at(-1)];
}

function scaled(v: Vec3, k: number): Vec3 {
  return [k * v[0], k * v[1], k * v[2]];
}
