import { type Random } from "../random.ts";
import { clear } from "./kinds/clear.ts";
import { drizzle } from "./kinds/drizzle.ts";
import { dust } from "./kinds/dust.ts";
import { fog } from "./kinds/fog.ts";
import { heavyRain } from "./kinds/heavy_rain.ts";
import { overcast } from "./kinds/overcast.ts";
import { rain } from "./kinds/rain.ts";
import { snow } from "./kinds/snow.ts";
import { type Light, lightUnder } from "./light.ts";
import { sunAt } from "./sun.ts";
import { type Weather } from "./weather.ts";

/** The weathers that a session can have. */
export const WEATHERS = [
  clear,
  overcast,
  fog,
  drizzle,
  rain,
  heavyRain,
  snow,
  dust,
] as const satisfies readonly Weather[];

/** Names in the list of weathers. */
export type WeatherName = typeof WEATHERS[number]["name"];

/** What `randomLight` draws from: dry air, so that weights trained under it stay what they are. */
const DRY = [clear, overcast, fog] as const;

/**
 * The weather of that name.
 *
 * @throws {RangeError} If there is none.
 *
 * @example
 * ```ts
 * import { weatherNamed } from "./weathers.ts";
 * weatherNamed("rain").friction("road"); // 0.76 of dry asphalt's
 * weatherNamed("fog").sensing.lidarRange; // 0.42 of its range in clear air
 * ```
 */
export function weatherNamed(name: string): Weather {
  const weather = WEATHERS.find((row) => row.name === name);
  if (weather) return weather;
  throw new RangeError(
    `Cannot find weather "${name}": wanted one of ${WEATHERS.map((row) => row.name).join(", ")}`,
  );
}

/**
 * The light of an hour under a weather. The sun rises along +x, passes over -y and sets along -x;
 * by night the moon goes the sun's way.
 *
 * @param moment.hour Hours after midnight, in `[0, 24)`.
 * @throws {RangeError} If the weather is unknown or the hour is none.
 *
 * @example
 * ```ts
 * import { lightAt } from "./weathers.ts";
 * lightAt({ weather: "clear", hour: 13 }).sunDirection[2]; // high: 0.87
 * lightAt({ weather: "clear", hour: 1 }).night; // 1: lamps are lit
 * ```
 */
export function lightAt(moment: { readonly weather: string; readonly hour: number }): Light {
  const weather = weatherNamed(moment.weather);
  const { hour } = moment;
  if (!(hour >= 0 && hour < 24)) {
    throw new RangeError(`Cannot light ${hour} o'clock: wanted an hour from 0 to below 24`);
  }
  const sun = sunAt(hour);
  return lightUnder({ ...weather, sunElevation: sun.elevation, sunAzimuth: sun.azimuth });
}

/**
 * A light drawn at random for training: any hour from 7 to 18.5, the sun anywhere around, clear,
 * overcast, foggy or between two of them.
 */
export function randomLight(random: Random): Light {
  const { elevation: sunElevation } = sunAt(7 + 11.5 * random());
  const sunAzimuth = 2 * Math.PI * random();
  const a = DRY[Math.floor(random() * DRY.length)]!;
  const b = DRY[Math.floor(random() * DRY.length)]!;
  const t = random();
  return lightUnder({
    sunElevation,
    sunAzimuth,
    cloudCover: a.cloudCover + t * (b.cloudCover - a.cloudCover),
    // Between fog and none the logarithm is what the eye sees as the middle.
    fogDensity: a.fogDensity * (b.fogDensity / a.fogDensity) ** t,
  });
}
