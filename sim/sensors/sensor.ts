import { type Quaternion, type Vec3 } from "../pose.ts";

/** What a sensor promises about its readings; there is no delay in any. */
export interface SensorSpec {
  readonly name: string;
  /** Shape of a reading. */
  readonly shape: readonly number[];
  readonly dtype: "f64" | "bool";
  /** Least and greatest value a reading can hold. */
  readonly low: number;
  readonly high: number;
  readonly unit: string;
  /** Frame of a reading. */
  readonly frame: "map" | "body";
  /** Readings per simulated second. */
  readonly rateHz: number;
  /** The noise model, in words. */
  readonly noise: string;
}

/** The truth that sensors measure: no sensor is shown more. */
export interface Motion {
  readonly x: number;
  readonly y: number;
  /** Heading, radians from +x, counter-clockwise. */
  readonly yaw: number;
  /** Turning about the body's z axis, rad/s. */
  readonly yawRate: number;
  /** From the body's axes to the world's. */
  readonly orientation: Quaternion;
  /** Turning, rad/s, in the world's axes. */
  readonly angularVelocity: Vec3;
  /** Of the body's origin in the last tick, m/s^2, in the world's axes. */
  readonly acceleration: Vec3;
  /** Mean speed of the wheel rims, m/s. */
  readonly rimSpeed: number;
  /** Whether the bumper switch is closed. */
  readonly bumper: boolean;
}

/** A sensor on a vehicle: its own seeded noise, its own rate. */
export interface Sensor<Reading> {
  readonly spec: SensorSpec;
  /** The newest reading. */
  readonly reading: Reading;
  /** Called once per tick, `tick` counting from 0 at the start of the episode. */
  update(motion: Motion, tick: number, dt: number): void;
  /**
   * Every number that later readings depend on, in a fixed order. The noise stream is none of them:
   * a sensor draws equally often at every update that is due, so seed and tick say where it stands.
   */
  dynamicState(): readonly number[];
}

/** Whether a sensor of that rate measures at this tick. */
export function isDue(spec: Pick<SensorSpec, "rateHz">, tick: number, dt: number): boolean {
  const period = Math.max(1, Math.round(1 / (spec.rateHz * dt)));
  return tick % period === 0;
}
