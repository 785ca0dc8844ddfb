import { type DriveCommand } from "./command.ts";
import { ROVER } from "./rover_design.ts";

/** What the drive does to the wheels of one side. */
export interface SideEffort {
  /** Motor torque, N m. */
  motor: number;
  /** Largest braking torque, N m. */
  brake: number;
}

/**
 * The drive of a skid-steer rover: commands are limited and slewed, a rate gyro closes the yaw loop,
 * and each side's motor follows its wheel speed by a PI controller within its torque.
 */
export class SkidDrive {
  /** Slewed commands, m/s and rad/s. */
  linear = 0;
  angular = 0;
  readonly left: SideEffort = { motor: 0, brake: 0 };
  readonly right: SideEffort = { motor: 0, brake: 0 };
  #leftIntegral = 0;
  #rightIntegral = 0;
  #yawIntegral = 0;

  /**
   * Sets both sides' efforts for the next `dt` seconds.
   *
   * @param leftSpin,rightSpin Wheel spin of the sides, rad/s.
   * @param yawRate As the rate gyro measures it, rad/s.
   * @throws {RangeError} If a command is not finite.
   */
  control(
    command: DriveCommand,
    leftSpin: number,
    rightSpin: number,
    yawRate: number,
    dt: number,
  ): void {
    const { maxSpeed, maxYawRate, acceleration, yawAcceleration } = ROVER.drive;
    const { yawProportional, yawIntegral, parkingSpeed, brakeTorque } = ROVER.drive;
    if (!Number.isFinite(command.linear) || !Number.isFinite(command.angular)) {
      throw new RangeError(
        `Cannot drive at ${command.linear} m/s and ${command.angular} rad/s: both must be finite`,
      );
    }
    const brake = command.brake === true;
    const linear = brake ? 0 : clamp(command.linear, maxSpeed);
    const angular = brake ? 0 : clamp(command.angular, maxYawRate);
    this.linear += clamp(linear - this.linear, acceleration * dt);
    this.angular += clamp(angular - this.angular, yawAcceleration * dt);
    const { radius, track } = ROVER.wheels;
    const rim = Math.max(Math.abs(leftSpin), Math.abs(rightSpin)) * radius;
    const idle = linear === 0 && angular === 0 && rim < parkingSpeed &&
      Math.abs(this.linear) < parkingSpeed && Math.abs(this.angular) < parkingSpeed;
    if (brake || idle) {
      if (brake) this.linear = this.angular = 0;
      this.#leftIntegral = this.#rightIntegral = this.#yawIntegral = 0;
      this.left.motor = this.right.motor = 0;
      this.left.brake = this.right.brake = brakeTorque;
      return;
    }
    this.left.brake = this.right.brake = 0;
    const yawError = this.angular - yawRate;
    this.#yawIntegral = clamp(this.#yawIntegral + yawIntegral * yawError * dt, 1.5);
    const turn = this.angular + yawProportional * yawError + this.#yawIntegral;
    const leftError = (this.linear - turn * track / 2) / radius - leftSpin;
    const rightError = (this.linear + turn * track / 2) / radius - rightSpin;
    this.#leftIntegral = follow(this.left, leftError, this.#leftIntegral, dt);
    this.#rightIntegral = follow(this.right, rightError, this.#rightIntegral, dt);
  }

  /** The controllers' memory, for a state hash. */
  memory(): readonly number[] {
    return [
      this.linear,
      this.angular,
      this.#leftIntegral,
      this.#rightIntegral,
      this.#yawIntegral,
    ];
  }
}

/** Sets a side's torque for a spin error; returns its integral, frozen while the motor saturates. */
function follow(side: SideEffort, error: number, integral: number, dt: number): number {
  const { motorTorque, proportional, integral: gain } = ROVER.drive;
  const summed = integral + gain * error * dt;
  const wanted = proportional * error + summed;
  side.motor = clamp(wanted, motorTorque);
  return wanted === side.motor || Math.abs(summed) < Math.abs(integral) ? summed : integral;
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
