import { randomStream } from "../random.ts";
import { gaussian } from "./gaussian.ts";
import { isDue, type Motion, type Sensor, type SensorSpec } from "./sensor.ts";

/** Error of the assumed wheel radius, a share of it, and noise of the speed, m/s. */
const SCALE_ERROR = 0.01;
const SPEED_NOISE = 0.005;

/** What the encoders promise: `[speed, distance]`. */
export const odometrySpec: SensorSpec = {
  name: "odometry",
  shape: [2],
  dtype: "f64",
  low: -1e6,
  high: 1e6,
  unit: "m/s, m",
  frame: "body",
  rateHz: 60,
  noise: `scale error ${SCALE_ERROR}, white ${SPEED_NOISE} m/s; wheels slip besides`,
};

/** What the wheel encoders tell. */
export interface OdometryReading {
  /** Mean speed of the wheels, m/s. */
  readonly speed: number;
  /** Distance rolled since the start, metres; backwards counts negative. */
  readonly distance: number;
}

/** Wheel odometry, every tick. Where the wheels slip it is wrong, as a robot's is. */
export function createOdometry(seed: number): Sensor<OdometryReading> {
  const random = randomStream(seed, "sensors/odometry");
  const scale = 1 + SCALE_ERROR * gaussian(random);
  let reading: OdometryReading = { speed: 0, distance: 0 };
  return {
    spec: odometrySpec,
    get reading() {
      return reading;
    },
    update({ rimSpeed }: Motion, tick: number, dt: number) {
      if (!isDue(odometrySpec, tick, dt)) return;
      const speed = scale * rimSpeed;
      reading = {
        speed: speed + SPEED_NOISE * gaussian(random),
        distance: reading.distance + speed / odometrySpec.rateHz,
      };
    },
    dynamicState: () => [scale, reading.speed, reading.distance],
  };
}
