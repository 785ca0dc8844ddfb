import { type Actor } from "../actors/actor.ts";
import { type Footprint } from "../actors/footprints.ts";
import { type GroundPose } from "../clear_pose.ts";
import { type BodyShape, type RigidBodyPhysics } from "../physics/rigid_body.ts";
import { type Pose, type Vec3 } from "../pose.ts";
import { type Bumper } from "./bumper.ts";
import { type DriveCommand, type VehicleCommand } from "./command.ts";
import { type DrivingGround } from "./driving_ground.ts";
import { type Wheel } from "./wheel.ts";

/** Where the usual camera is mounted, in the body frame: `bodyFromCameraMount`, nose down positive. */
export interface CameraMount {
  readonly position: readonly [number, number, number];
  /** Radians downwards from the body's x axis. */
  readonly pitch: number;
}

/** How actions drive a vehicle: vectors of numbers within bounds. */
export interface ActionDesign {
  /** What each number is. */
  readonly names: readonly string[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** The command that an action stands for. */
  commandOf(action: ArrayLike<number>): VehicleCommand;
}

/** A kind of vehicle that a world can be about: one file each, and one line in `mod.ts`. */
export interface VehicleKind {
  readonly name: string;
  /** Mass, moments and collision box. */
  readonly shape: BodyShape;
  /** Height of the body's origin above level ground at rest, metres. */
  readonly rideHeight: number;
  readonly camera: CameraMount;
  readonly actions: ActionDesign;
  /** Nothing it does by itself is faster, m/s and rad/s. */
  readonly maxSpeed: number;
  readonly maxYawRate: number;
  /** Greatest angle of the steered wheels' middle, radians; 0 where none are steered. */
  readonly steeringLock: number;
  /** Water this deep at its middle stops its motors for good, metres. */
  readonly drowningDepth: number;
  /** Puts one on that ground, moved by that engine, whose body must be of `shape`. */
  create(physics: RigidBodyPhysics, ground: DrivingGround): Vehicle;
}

/** A vehicle in a world. */
export interface Vehicle {
  readonly kind: VehicleKind;
  readonly wheels: readonly Wheel[];
  readonly bumper: Bumper;
  /** The body's pose, a fresh copy. */
  readonly worldFromBody: Pose;
  /** Velocity of the centre of mass in the world, m/s. */
  readonly velocity: Vec3;
  /** Turning in the world frame, rad/s. */
  readonly angularVelocity: Vec3;
  /** Speed along the body's x axis, m/s. */
  readonly speed: number;
  /** Turning about the body's z axis, rad/s. */
  readonly yawRate: number;
  /** Cosine of the tilt against the vertical; below 0 it lies on its back. */
  readonly upright: number;
  /** Mean speed of the wheels' rims, m/s: what their encoders tell. */
  readonly rimSpeed: number;
  /** Mean angle of the steered wheels to the left, radians; 0 where none are. */
  readonly steering: number;
  /** Stands it on the ground, upright on the slope, at rest. */
  place(at: GroundPose): void;
  /**
   * Drives on for `dt` seconds; unpowered it only rolls. Returns how many times its bumper hit
   * something anew.
   *
   * @throws {RangeError} If the command is not finite or out of its bounds.
   */
  step(command: VehicleCommand, dt: number, powered?: boolean): number;
  /**
   * The action, within the kind's bounds, that comes nearest to that motion when it is held for `dt`
   * seconds. Controllers advance: ask once for each step.
   */
  actionFor(command: DriveCommand, dt: number): Float64Array;
  /** Every number that the next step depends on, in a fixed order. */
  dynamicState(): readonly number[];
  /** How brightly its headlamps burn, `0..1`: for whoever knows the hour to set. */
  headlamps: number;
  /** What it looks like. */
  readonly actor: Actor;
  /** Writes the pose of its body: `POSE_NUMBERS` numbers from `at` on. */
  writeBody(out: Float64Array, at: number): void;
  /** Writes the pose of each of the actor's parts: `POSE_NUMBERS` numbers each from `at` on. */
  writeParts(out: Float32Array, at: number): void;
  /** The ground that it covers, for others to see. */
  footprint(): Footprint;
}
