import { type Random } from "../random.ts";
import { type Light, lightUnder } from "./light.ts";

/** A weather by name. */
export interface Weather {
  readonly name: string;
  /** Share of the sky under cloud, `0..1`. */
  readonly cloudCover: number;
  /** Extinction per metre. */
  readonly fogDensity: number;
}

/** The weathers that a session can have. */
export const WEATHERS = [
  { name: "clear", cloudCover: 0.3, fogDensity: 0.0011 },
  { name: "overcast", cloudCover: 0.95, fogDensity: 0.0028 },
  { name: "fog", cloudCover: 1, fogDensity: 0.021 },
] as const satisfies readonly Weather[];

/** Names in the list of weathers. */
export type WeatherName = typeof WEATHERS[number]["name"];

/** Hours after midnight between which the sun is up. */
export const SUNRISE = 5.5;
export const SUNSET = 20.5;
const NOON_ELEVATION = 1.06;

/**
 * The light of an hour under a weather. The sun rises along +x, passes over -y and sets along -x.
 *
 * @param moment.hour Hours after midnight, between sunrise (5.5) and sunset (20.5).
 * @throws {RangeError} If the weather is unknown or the sun is below the horizon.
 *
 * @example
 * ```ts
 * import { lightAt } from "./weathers.ts";
 * lightAt({ weather: "clear", hour: 13 }).sunDirection[2]; // high: 0.87
 * ```
 */
export function lightAt(moment: { readonly weather: string; readonly hour: number }): Light {
  const weather = WEATHERS.find(({ name }) => name === moment.weather);
  if (!weather) {
    throw new RangeError(
      `Cannot light weather "${moment.weather}": wanted one of ${
        WEATHERS.map(({ name }) => name).join(", ")
      }`,
    );
  }
  const { hour } = moment;
  if (!(hour > SUNRISE && hour < SUNSET)) {
    throw new RangeError(
      `Cannot light ${hour} o'clock: the sun is up from ${SUNRISE} to ${SUNSET}`,
    );
  }
  return lightUnder({ ...weather, ...sunAt(hour) });
}

/**
 * A light drawn at random for training: any hour from 7 to 18.5, the sun anywhere around, any
 * weather or one between two.
 */
export function randomLight(random: Random): Light {
  const { sunElevation } = sunAt(7 + 11.5 * random());
  const sunAzimuth = 2 * Math.PI * random();
  const a = WEATHERS[Math.floor(random() * WEATHERS.length)]!;
  const b = WEATHERS[Math.floor(random() * WEATHERS.length)]!;
  const t = random();
  return lightUnder({
    sunElevation,
    sunAzimuth,
    cloudCover: a.cloudCover + t * (b.cloudCover - a.cloudCover),
    // Between fog and none the logarithm is what the eye sees as the middle.
    fogDensity: a.fogDensity * (b.fogDensity / a.fogDensity) ** t,
  });
}

function sunAt(hour: number): { sunElevation: number; sunAzimuth: number } {
  const day = (hour - SUNRISE) / (SUNSET - SUNRISE);
  return { sunElevation: NOON_ELEVATION * Math.sin(Math.PI * day), sunAzimuth: -Math.PI * day };
}
