import {
  fromYawPitchRoll,
  multiply,
  type Quaternion,
  rotate,
  type Vec3,
  wrapAngle,
  yawOf,
} from "../../sim/pose.ts";

/** How quickly what is felt and read corrects what was integrated, 1/s: of up, of the gyros' biases (1/s^2), of the heading. */
const UP_GAIN = 1.2;
const BIAS_GAIN = 0.05;
const HEADING_GAIN = 0.2;
/** Critically damped. */
const HEADING_BIAS_GAIN = HEADING_GAIN ** 2 / 4;
/** A robot at rest knows up at once: gains fall from there as those of a mean. */
const MOST_GAIN = 2;

const NONE: Vec3 = [0, 0, 0];

/**
 * How the robot leans: rate gyros integrated, drawn slowly to where force is felt from and to the compass
 * (Mahony, Hamel and Pflimlin 2008, "Nonlinear complementary filters on the special orthogonal group"). The force of
 * speeding up and of turning is known from the wheels and taken off.
 *
 * With `u` up as felt, `w` up as believed (both in the body's axes), `b` the biases and `k` the gains, what is
 * integrated is `omega - b + k_up (u x w)`, and `b' = -k_bias (u x w)`.
 */
export class Attitude {
  #orientation: Quaternion = [0, 0, 0, 1];
  #bias: Vec3 = NONE;
  #speed = 0;
  #seconds = 0;

  /** `worldFromBody`: axes of the odometry frame, z up. */
  get orientation(): Quaternion {
    return this.#orientation;
  }

  /** Knows nothing, as at the start. */
  reset(): void {
    this.#orientation = [0, 0, 0, 1];
    this.#bias = NONE;
    this.#speed = this.#seconds = 0;
  }

  /**
   * Goes on by `dt` seconds.
   *
   * @param force Felt, body axes, m/s^2: at rest on level ground `[0, 0, 9.81]`.
   * @param turning Of the gyros, body axes, rad/s.
   * @param speed Of the wheels, m/s.
   * @param heading By the compass, radians.
   */
  move(force: Vec3, turning: Vec3, speed: number, heading: number, dt: number): void {
    const omega = add(turning, this.#bias, -1);
    const gained = this.#seconds > 0 ? (speed - this.#speed) / dt : 0;
    this.#speed = speed;
    // v' = a - omega x v, with v along x.
    const up = unit([force[0] - gained, force[1] - omega[2] * speed, force[2] + omega[1] * speed]);
    if (this.#seconds === 0) {
      const [x, y, z] = up;
      this.#orientation = fromYawPitchRoll(heading, -Math.asin(x), Math.atan2(y, z));
    }
    this.#seconds += dt;
    const believed = rotate(conjugate(this.#orientation), [0, 0, 1]);
    const off = cross(up, believed);
    const settling = Math.min(MOST_GAIN, 1 / this.#seconds);
    const astray = wrapAngle(heading - yawOf(this.#orientation));
    this.#bias = add(this.#bias, off, -BIAS_GAIN * dt);
    this.#bias = add(this.#bias, believed, -HEADING_BIAS_GAIN * astray * dt);
    const turned = add(omega, off, Math.max(UP_GAIN, settling));
    this.#orientation = normal(multiply(this.#orientation, small(turned, dt)));
    const about: Vec3 = [0, 0, Math.max(HEADING_GAIN, settling) * astray];
    this.#orientation = normal(multiply(small(about, dt), this.#orientation));
  }
}

function add(a: Vec3, b: Vec3, share: number): Vec3 {
  return [a[0] + share * b[0], a[1] + share * b[1], a[2] + share * b[2]];
}

function cross([ax, ay, az]: Vec3, [bx, by, bz]: Vec3): Vec3 {
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}

function unit([x, y, z]: Vec3): Vec3 {
  // Nothing is felt in free fall.
  const length = Math.hypot(x, y, z) || 1;
  return [x / length, y / length, z / length];
}

function conjugate([x, y, z, w]: Quaternion): Quaternion {
  return [-x, -y, -z, w];
}

/** The turn of a rate over a moment. */
function small([x, y, z]: Vec3, dt: number): Quaternion {
  return normal([x * dt / 2, y * dt / 2, z * dt / 2, 1]);
}

function normal([x, y, z, w]: Quaternion): Quaternion {
  const length = Math.hypot(x, y, z, w);
  return [x / length, y / length, z / length, w / length];
}
