import { type Vec3 } from "../pose.ts";

/** Hours after midnight at which the sun rises. */
export const SUNRISE = 5.5;
/** Hours after midnight at which it sets. */
export const SUNSET = 20.5;
const DAY = SUNSET - SUNRISE;
const NIGHT = 24 - DAY;
const NOON_ELEVATION = 1.06;
/** The sun sinks as fast after sunset as it did before: no kink in its height. */
const MIDNIGHT_DEPRESSION = NOON_ELEVATION * NIGHT / DAY;

/** Where a body stands in the sky. */
export interface SkyPlace {
  /** Height over the horizon, radians; negative below it. */
  readonly elevation: number;
  /** Radians from x, counter-clockwise. */
  readonly azimuth: number;
}

/**
 * Where the sun stands at an hour. It rises along +x, is highest over -y at 13 o'clock, sets along
 * -x and passes under +y by night: half a sine above the horizon and half a sine below it.
 *
 * @param hour Hours after midnight; any real number, a day has 24.
 *
 * @example
 * ```ts
 * import { sunAt } from "./sun.ts";
 * sunAt(13).elevation; // 1.06 rad: noon
 * sunAt(1).elevation; // -0.64 rad: the middle of the night
 * ```
 */
export function sunAt(hour: number): SkyPlace {
  const clock = hour - 24 * Math.floor(hour / 24);
  if (clock >= SUNRISE && clock <= SUNSET) {
    const day = (clock - SUNRISE) / DAY;
    return { elevation: NOON_ELEVATION * Math.sin(Math.PI * day), azimuth: -Math.PI * day };
  }
  const night = (clock > SUNSET ? clock - SUNSET : clock + 24 - SUNSET) / NIGHT;
  return {
    elevation: -MIDNIGHT_DEPRESSION * Math.sin(Math.PI * night),
    azimuth: -Math.PI * (1 + night),
  };
}

/** Unit vector towards a place in the sky. */
export function directionTo({ elevation, azimuth }: SkyPlace): Vec3 {
  const level = Math.cos(elevation);
  return [level * Math.cos(azimuth), level * Math.sin(azimuth), Math.sin(elevation)];
}
