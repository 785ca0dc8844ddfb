import { wrapAngle } from "../pose.ts";
import { randomStream } from "../random.ts";
import { gaussian } from "./gaussian.ts";
import { isDue, type Motion, type Sensor, type SensorSpec } from "./sensor.ts";

const HEADING_NOISE = 0.006;
const HEADING_BIAS = 0.015;
const RATE_NOISE = 0.004;

/** What the unit promises: `[heading, yaw rate]`. */
export const imuSpec: SensorSpec = {
  name: "imu",
  shape: [2],
  dtype: "f64",
  low: -8,
  high: 8,
  unit: "rad, rad/s",
  frame: "map",
  rateHz: 60,
  noise: `heading white ${HEADING_NOISE} rad and fixed bias ${HEADING_BIAS} rad, ` +
    `rate white ${RATE_NOISE} rad/s`,
};

/** A compass and a rate gyro. */
export interface ImuReading {
  /** Radians from +x, counter-clockwise, in `(-pi, pi]`. */
  readonly heading: number;
  /** rad/s about the body's z axis. */
  readonly yawRate: number;
}

/** Heading and yaw rate, every tick. */
export function createImu(seed: number): Sensor<ImuReading> {
  const random = randomStream(seed, "sensors/imu");
  const bias = HEADING_BIAS * gaussian(random);
  let reading: ImuReading = { heading: 0, yawRate: 0 };
  return {
    spec: imuSpec,
    get reading() {
      return reading;
    },
    update({ yaw, yawRate }: Motion, tick: number, dt: number) {
      if (!isDue(imuSpec, tick, dt)) return;
      reading = {
        heading: wrapAngle(yaw + bias + HEADING_NOISE * gaussian(random)),
        yawRate: yawRate + RATE_NOISE * gaussian(random),
      };
    },
    dynamicState: () => [bias, reading.heading, reading.yawRate],
  };
}
