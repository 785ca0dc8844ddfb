import { randomStream } from "../random.ts";
import { gaussian } from "./gaussian.ts";
import { isDue, type Motion, type Sensor, type SensorSpec } from "./sensor.ts";

/** Noise of the receiver: white, metres per axis. */
const WHITE = 0.12;
/** Slow error: a Gauss-Markov process per axis, metres and seconds. */
const BIAS = 0.4;
const BIAS_TIME = 120;

/** What the receiver promises: no landscape reaches further than 256 m from its middle. */
export const gnssSpec: SensorSpec = {
  name: "gnss",
  shape: [2],
  dtype: "f64",
  low: -268,
  high: 268,
  unit: "m",
  frame: "map",
  rateHz: 10,
  noise: `white ${WHITE} m, Gauss-Markov bias ${BIAS} m over ${BIAS_TIME} s`,
};

/**
 * Position on the map, `[x, y]` in metres, 10 times a second.
 *
 * @param noise Factor on every error: 1 on a clear day.
 */
export function createGnss(seed: number, noise = 1): Sensor<readonly [number, number]> {
  const random = randomStream(seed, "sensors/gnss");
  let biasX = BIAS * gaussian(random);
  let biasY = BIAS * gaussian(random);
  let reading: readonly [number, number] = [0, 0];
  return {
    spec: gnssSpec,
    get reading() {
      return reading;
    },
    update({ x, y }: Motion, tick: number, dt: number) {
      if (!isDue(gnssSpec, tick, dt)) return;
      // Exact discretisation: the bias keeps its standard deviation whatever the rate.
      const keep = Math.exp(-1 / (gnssSpec.rateHz * BIAS_TIME));
      const fresh = BIAS * Math.sqrt(1 - keep * keep);
      biasX = keep * biasX + fresh * gaussian(random);
      biasY = keep * biasY + fresh * gaussian(random);
      reading = [
        x + noise * (biasX + WHITE * gaussian(random)),
        y + noise * (biasY + WHITE * gaussian(random)),
      ];
    },
    dynamicState: () => [biasX, biasY, ...reading],
  };
}
