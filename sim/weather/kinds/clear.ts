import { createWeather } from "../weather.ts";

/** A dry day with a few clouds: what every factor is measured by. */
export const clear = createWeather({
  name: "clear",
  cloudCover: 0.3,
  fogDensity: 0.0011,
  gloom: 0,
  dustiness: 0,
  wetness: 0,
  snowCover: 0,
  dustFilm: 0,
  precipitation: null,
  wind: [1.5, 0.5],
  sensing: { gnssNoise: 1, cameraNoise: 1, lidarRange: 1, lidarDropout: 0 },
});
