import { lidarRangeShare } from "../extinction.ts";
import { createWeather } from "../weather.ts";
import { clear } from "./clear.ts";

/** Grey and dry: no shadows. */
export const overcast = createWeather({
  name: "overcast",
  cloudCover: 0.95,
  fogDensity: 0.0028,
  gloom: 0,
  dustiness: 0,
  wetness: 0,
  snowCover: 0,
  dustFilm: 0,
  precipitation: null,
  wind: [3, 1],
  sensing: {
    gnssNoise: 1,
    cameraNoise: 1.1,
    lidarRange: lidarRangeShare(0.0028 - clear.fogDensity),
    lidarDropout: 0,
  },
});
