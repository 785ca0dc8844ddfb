import { lidarRangeShare, rainExtinction, rainFallSpeed } from "../extinction.ts";
import { createWeather } from "../weather.ts";
import { clear } from "./clear.ts";

const RATE = 35;
const FOG = 0.0045 + rainExtinction(RATE);

/** A storm with 35 mm/h of rain: dark, windy, water stands on the roads. */
export const heavyRain = createWeather({
  name: "heavy_rain",
  cloudCover: 1,
  fogDensity: FOG,
  gloom: 0.5,
  dustiness: 0,
  wetness: 1,
  snowCover: 0,
  dustFilm: 0,
  precipitation: { kind: "rain", amount: 1, fallSpeed: rainFallSpeed(RATE) },
  wind: [4.5, -2],
  sensing: {
    gnssNoise: 1.3,
    cameraNoise: 1.8,
    lidarRange: lidarRangeShare(FOG - clear.fogDensity),
    lidarDropout: 0.15,
  },
});
