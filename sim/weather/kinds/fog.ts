import { lidarRangeShare } from "../extinction.ts";
import { createWeather } from "../weather.ts";
import { clear } from "./clear.ts";

/** Fog in which one sees 190 m. */
export const fog = createWeather({
  name: "fog",
  cloudCover: 1,
  fogDensity: 0.021,
  gloom: 0,
  dustiness: 0,
  wetness: 0,
  snowCover: 0,
  dustFilm: 0,
  precipitation: null,
  wind: [0.5, 0.2],
  sensing: {
    gnssNoise: 1,
    cameraNoise: 1.2,
    lidarRange: lidarRangeShare(0.021 - clear.fogDensity),
    lidarDropout: 0.05,
  },
});
