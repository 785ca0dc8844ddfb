import { lidarRangeShare, snowExtinction } from "../extinction.ts";
import { createWeather } from "../weather.ts";
import { clear } from "./clear.ts";

const RATE = 2;
const FOG = 0.003 + snowExtinction(RATE);

/** Snowfall of 2 mm/h of water onto ground that is white already. */
export const snow = createWeather({
  name: "snow",
  cloudCover: 1,
  fogDensity: FOG,
  gloom: 0.1,
  dustiness: 0,
  wetness: 0,
  snowCover: 0.85,
  dustFilm: 0,
  precipitation: { kind: "snow", amount: 0.8, fallSpeed: 1.1 },
  wind: [1.4, 0.7],
  sensing: {
    gnssNoise: 1.2,
    cameraNoise: 1.5,
    lidarRange: lidarRangeShare(FOG - clear.fogDensity),
    lidarDropout: 0.12,
  },
});
