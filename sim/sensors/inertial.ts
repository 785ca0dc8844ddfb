import { GRAVITY } from "../physics/rigid_body.ts";
import { inverse, rotate, type Vec3 } from "../pose.ts";
import { type Random, randomStream } from "../random.ts";
import { gaussian } from "./gaussian.ts";
import { isDue, type Motion, type Sensor, type SensorSpec } from "./sensor.ts";

/** Errors of three axes alike. */
interface AxisErrors {
  /** Standard deviations: white noise of a reading, bias at switch-on, wandering of the bias. */
  readonly white: number;
  readonly switchOn: number;
  readonly wander: number;
  /** Share by which an axis measures too much or too little. */
  readonly scale: number;
  /** Greatest reading either way. */
  readonly limit: number;
}

/** Orders of magnitude of small silicon units; m/s^2 and rad/s. */
const ACCELEROMETER: AxisErrors = {
  white: 0.02,
  switchOn: 0.05,
  wander: 0.01,
  scale: 0.002,
  limit: 40,
};
const GYRO: AxisErrors = {
  white: 0.002,
  switchOn: 0.004,
  wander: 0.0005,
  scale: 0.002,
  limit: 8.7,
};
/** Correlation time of the wandering, seconds. */
const WANDER_TIME = 200;

/** What the unit promises: specific force and turning about the body's axes. */
export const inertialSpec: SensorSpec = {
  name: "inertial",
  shape: [6],
  dtype: "f64",
  low: -ACCELEROMETER.limit,
  high: ACCELEROMETER.limit,
  unit: "m/s^2 (x, y, z), rad/s (x, y, z)",
  frame: "body",
  rateHz: 60,
  noise: ([["force", ACCELEROMETER], ["turning", GYRO]] as const).map(([name, axis]) =>
    `${name} white ${axis.white}, bias ${axis.switchOn} at switch-on and ${axis.wander} ` +
    `Gauss-Markov over ${WANDER_TIME} s, scale ${axis.scale}`
  ).join("; "),
};

/** Three accelerometers and three rate gyros. */
export interface InertialReading {
  /** Acceleration less gravity in body axes, m/s^2: at rest on level ground `[0, 0, 9.81]`. */
  readonly force: Vec3;
  /** Turning about the body's axes, rad/s. */
  readonly turning: Vec3;
}

/**
 * A six-axis inertial unit at the body's origin. Each axis reads
 * `(1 + scale) true + bias + white`, the bias a constant plus a Gauss-Markov process.
 */
export function createInertial(seed: number): Sensor<InertialReading> {
  const force = new Axes(ACCELEROMETER, randomStream(seed, "sensors/inertial/force"));
  const turning = new Axes(GYRO, randomStream(seed, "sensors/inertial/turning"));
  let reading: InertialReading = { force: [0, 0, GRAVITY], turning: [0, 0, 0] };
  return {
    spec: inertialSpec,
    get reading() {
      return reading;
    },
    update({ orientation, acceleration: [ax, ay, az], angularVelocity }: Motion, tick, dt) {
      if (!isDue(inertialSpec, tick, dt)) return;
      const bodyFromWorld = inverse({ position: [0, 0, 0], orientation }).orientation;
      reading = {
        force: force.measure(rotate(bodyFromWorld, [ax, ay, az + GRAVITY])),
        turning: turning.measure(rotate(bodyFromWorld, angularVelocity)),
      };
    },
    dynamicState: () => [
      ...force.biases,
      ...turning.biases,
      ...reading.force,
      ...reading.turning,
    ],
  };
}

class Axes {
  readonly #errors: AxisErrors;
  readonly #random: Random;
  readonly #scales: readonly number[];
  readonly #constant: readonly number[];
  readonly #wandering: number[];

  constructor(errors: AxisErrors, random: Random) {
    this.#errors = errors;
    this.#random = random;
    const draw = (deviation: number) => [0, 1, 2].map(() => deviation * gaussian(random));
    this.#scales = draw(errors.scale);
    this.#constant = draw(errors.switchOn);
    this.#wandering = draw(errors.wander);
  }

  get biases(): readonly number[] {
    return this.#constant.map((constant, axis) => constant + this.#wandering[axis]!);
  }

  measure(truth: Vec3): Vec3 {
    const { white, wander, limit } = this.#errors;
    // Exact discretisation: the bias keeps its standard deviation whatever the rate.
    const keep = Math.exp(-1 / (inertialSpec.rateHz * WANDER_TIME));
    const fresh = wander * Math.sqrt(1 - keep * keep);
    const read = (axis: 0 | 1 | 2) => {
      this.#wandering[axis] = keep * this.#wandering[axis]! + fresh * gaussian(this.#random);
      const bias = this.#constant[axis]! + this.#wandering[axis]!;
      const value = (1 + this.#scales[axis]!) * truth[axis] + bias + white * gaussian(this.#random);
      return Math.max(-limit, Math.min(limit, value));
    };
    return [read(0), read(1), read(2)];
  }
}
