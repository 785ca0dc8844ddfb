import { lidarRangeShare, rainExtinction, rainFallSpeed } from "../extinction.ts";
import { createWeather } from "../weather.ts";
import { clear } from "./clear.ts";

const RATE = 0.7;
const FOG = 0.0055 + rainExtinction(RATE);

/** Drizzle of 0.7 mm/h out of low mist. */
export const drizzle = createWeather({
  name: "drizzle",
  cloudCover: 1,
  fogDensity: FOG,
  gloom: 0.15,
  dustiness: 0,
  wetness: 0.5,
  snowCover: 0,
  dustFilm: 0,
  precipitation: { kind: "rain", amount: 0.3, fallSpeed: rainFallSpeed(RATE) },
  wind: [1, 0.8],
  sensing: {
    gnssNoise: 1.05,
    cameraNoise: 1.2,
    lidarRange: lidarRangeShare(FOG - clear.fogDensity),
    lidarDropout: 0.03,
  },
});
