import { GRAVITY } from "../physics/rigid_body.ts";
import { type DriveCommand, type PedalCommand } from "./command.ts";
import { type DrivelineDesign, motorForce } from "./driveline.ts";
import { type SteeringDesign } from "./steering.ts";

/** What a follower knows of the vehicle that it drives. */
export interface FollowedDesign {
  readonly mass: number;
  readonly steering: SteeringDesign;
  readonly driveline: DrivelineDesign;
  /** Angle by which it understeers for each m/s^2 across, rad s^2/m. */
  readonly understeer: number;
}

/** How it moves now, as its own sensors feel it. */
export interface FollowedMotion {
  readonly speed: number;
  readonly yawRate: number;
  readonly rimSpeed: number;
}

/** Gains: m/s^2 per m/s, m/s^2 per m, rad of steering per rad/s, and per rad. */
const SPEED_GAIN = 2;
const SPEED_INTEGRAL = 0.8;
const YAW_GAIN = 0.1;
const YAW_INTEGRAL = 0.5;
/** The most that the integrals correct, m/s^2 and rad. */
const MOST_SPEED = 5;
const MOST_YAW = 0.15;
/** No acceleration is asked for beyond these, m/s^2: speeding up, and slowing down. */
const ACCELERATION = 3;
const DECELERATION = 6;
/** Brakes take over from the motor's own resistance beyond this, m/s^2. */
const COASTING = 0.3;
/** Slower than this and told to stand, it holds itself by its brakes, m/s. */
const STANDING = 0.4;
/** Curvature is commanded as a yaw rate: below this speed it is not divided by less, m/s. */
const CREEPING = 0.7;

/**
 * Drives a vehicle with wheel and pedals as an agent commands it: at a speed and a yaw rate. So whoever
 * can drive the rover can drive a car; what has no turning on the spot goes round a curve instead.
 */
export class Follower {
  #speedIntegral = 0;
  #yawIntegral = 0;
  readonly #design: FollowedDesign;

  constructor(design: FollowedDesign) {
    this.#design = design;
  }

  /**
   * Wheel and pedals for the next `dt` seconds.
   *
   * @throws {RangeError} If the command is not finite.
   */
  follow(command: DriveCommand, motion: FollowedMotion, dt: number): PedalCommand {
    const { linear, angular, brake } = command;
    if (!Number.isFinite(linear) || !Number.isFinite(angular)) {
      throw new RangeError(
        `Cannot drive at ${linear} m/s and ${angular} rad/s: wanted two finite numbers`,
      );
    }
    const steer = this.#steer(linear, angular, motion, dt);
    const standing = linear === 0 && Math.abs(motion.speed) < STANDING;
    if (brake || standing) {
      this.#speedIntegral = 0;
      return { steer, throttle: 0, brake: 1 };
    }
    const error = linear - motion.speed;
    const summed = clamp(this.#speedIntegral + SPEED_INTEGRAL * error * dt, MOST_SPEED);
    const wanted = SPEED_GAIN * error + summed;
    const forwards = linear < 0 || (linear === 0 && motion.speed < 0) ? -1 : 1;
    const asked = Math.max(-DECELERATION, Math.min(ACCELERATION, wanted * forwards));
    const { mass, driveline } = this.#design;
    const most = Math.abs(motorForce(driveline, forwards, motion.rimSpeed)) / mass;
    if (asked === wanted * forwards || Math.abs(summed) < Math.abs(this.#speedIntegral)) {
      this.#speedIntegral = summed;
    }
    if (asked >= 0) {
      const share = most > 0 ? Math.min(1, asked / most) : 0;
      return { steer, throttle: forwards * share, brake: 0 };
    }
    const braking = Math.max(0, -asked - COASTING) * mass / driveline.brakeForce;
    return { steer, throttle: 0, brake: Math.min(1, braking) };
  }

  /** The controllers' memory, for a state hash. */
  memory(): readonly number[] {
    return [this.#speedIntegral, this.#yawIntegral];
  }

  #steer(linear: number, angular: number, motion: FollowedMotion, dt: number): number {
    const { steering: { base, lock }, understeer } = this.#design;
    const direction = (Math.abs(motion.speed) > CREEPING ? motion.speed : linear) < 0 ? -1 : 1;
    const speed = Math.max(CREEPING, Math.abs(motion.speed));
    const moving = Math.abs(motion.speed) > CREEPING;
    const error = moving ? angular - motion.yawRate : 0;
    const across = speed * Math.abs(angular) < 0.3 * GRAVITY ? error : 0;
    this.#yawIntegral = moving
      ? clamp(this.#yawIntegral + YAW_INTEGRAL * across * dt, MOST_YAW)
      : 0;
    const bend = Math.atan(base * angular / speed) + understeer * speed * angular;
    const correction = YAW_GAIN * base / speed * error + this.#yawIntegral;
    return Math.max(-1, Math.min(1, direction * (bend + correction) / lock));
  }
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
