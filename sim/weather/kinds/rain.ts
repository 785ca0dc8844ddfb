import { lidarRangeShare, rainExtinction, rainFallSpeed } from "../extinction.ts";
import { createWeather } from "../weather.ts";
import { clear } from "./clear.ts";

const RATE = 5;
const FOG = 0.0028 + rainExtinction(RATE);

/** Steady rain of 5 mm/h: everything is wet, hollows hold water. */
export const rain = createWeather({
  name: "rain",
  cloudCover: 1,
  fogDensity: FOG,
  gloom: 0.3,
  dustiness: 0,
  wetness: 0.85,
  snowCover: 0,
  dustFilm: 0,
  precipitation: { kind: "rain", amount: 0.6, fallSpeed: rainFallSpeed(RATE) },
  wind: [2, 1],
  sensing: {
    gnssNoise: 1.1,
    cameraNoise: 1.4,
    lidarRange: lidarRangeShare(FOG - clear.fogDensity),
    lidarDropout: 0.06,
  },
});
