import { lidarRangeShare } from "../extinction.ts";
import { createWeather } from "../weather.ts";
import { clear } from "./clear.ts";

const FOG = 0.028;

/** A dust storm in which one sees 140 m: brown air, sand blown along and over hard ground. */
export const dust = createWeather({
  name: "dust",
  cloudCover: 0.6,
  fogDensity: FOG,
  gloom: 0.2,
  dustiness: 1,
  wetness: 0,
  snowCover: 0,
  dustFilm: 0.6,
  precipitation: { kind: "dust", amount: 0.7, fallSpeed: 0.2 },
  wind: [11, 4],
  sensing: {
    gnssNoise: 1.1,
    cameraNoise: 1.5,
    lidarRange: lidarRangeShare(FOG - clear.fogDensity),
    lidarDropout: 0.1,
  },
});
