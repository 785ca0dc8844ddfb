import type { Random } from "../../../sim/random.ts";
import { clear } from "../../../sim/weather/kinds/clear.ts";
import { type Light, lightUnder } from "../../../sim/weather/light.ts";
import { sunAt, SUNRISE, SUNSET } from "../../../sim/weather/sun.ts";
import type { Weather } from "../../../sim/weather/weather.ts";
import { randomLight, WEATHERS } from "../../../sim/weather/weathers.ts";

/** Any weather by day: much of the time dry, often clear, now and then in the first or the last light. */
export function dayLight(random: Random): Light {
  const kind = random();
  if (kind < 0.4) return randomLight(random);
  const low = random() < 0.3;
  const fromSunrise = low ? 0.1 + 1.4 * random() : 1.5 + 6 * random();
  return lightIn(kind < 0.6 ? clear : drawWeather(random), SUNRISE + fromSunrise, random);
}

/** Any weather between the going down of the sun and its rise: a third of the time in twilight. */
export function nightLight(random: Random): Light {
  const fromSunset = random() < 0.35 ? 0.05 + random() : 1 + 3.5 * random();
  return lightIn(drawWeather(random), SUNSET + fromSunset, random);
}

function drawWeather(random: Random): Weather {
  return WEATHERS[Math.floor(random() * WEATHERS.length)]!;
}

/** That weather, the sun as high as it is at that hour, anywhere around. */
function lightIn(weather: Weather, hour: number, random: Random): Light {
  return lightUnder({
    ...weather,
    fogDensity: weather.fogDensity * 2 ** (random() - 0.5),
    sunElevation: sunAt(hour).elevation,
    sunAzimuth: 2 * Math.PI * random(),
  });
}
