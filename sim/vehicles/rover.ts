import { GRAVITY, type RigidBodyPhysics } from "../physics/rigid_body.ts";
import { type Vec3 } from "../pose.ts";
import { type DriveCommand, isPedals, type VehicleCommand } from "./command.ts";
import { SkidDrive } from "./drive.ts";
import { type DrivingGround } from "./driving_ground.ts";
import { cameraMount, ROVER, ROVER_BODY } from "./rover_design.ts";
import { type SuspensionDesign } from "./suspension.ts";
import { type Vehicle, type VehicleKind } from "./vehicle.ts";
import { BodyOnWheels } from "./body_on_wheels.ts";
import { type WheelDesign } from "./wheel.ts";
import { type WheeledBodyDesign } from "./wheeled_body.ts";

const { wheels: WHEELS, drive: DRIVE } = ROVER;

const SUSPENSION: SuspensionDesign = {
  stiffness: WHEELS.stiffness,
  bump: WHEELS.damping,
  rebound: WHEELS.damping,
  travel: WHEELS.travel,
  bumpStopStiffness: WHEELS.bumpStopStiffness,
  tyreStiffness: Infinity,
};

/** The two wheels of a side are chained to one motor: rotor 0 on the left, 1 on the right. */
function wheelAt(x: number, y: number): WheelDesign {
  return {
    hub: [x, y, WHEELS.radius - ROVER.rideHeight],
    radius: WHEELS.radius,
    usualLoad: ROVER.mass * GRAVITY / 4,
    suspension: SUSPENSION,
    tyre: ROVER.tyres,
    rotor: y > 0 ? 0 : 1,
  };
}

const [X, Y] = [WHEELS.base / 2, WHEELS.track / 2];
const SIDE = { inertia: DRIVE.sideInertia, radius: WHEELS.radius };

const DESIGN: WheeledBodyDesign = {
  shape: ROVER_BODY,
  rideHeight: ROVER.rideHeight,
  wheels: [wheelAt(X, Y), wheelAt(X, -Y), wheelAt(-X, Y), wheelAt(-X, -Y)],
  rotors: [SIDE, SIDE],
  antiRollBars: [],
  bumper: ROVER.bumper,
  tipped: 0.93,
  scrapeLimit: 2,
  waterDrag: 350,
  airDrag: 0,
};

/** Ochre, linear RGB. */
const PAINT: Vec3 = [0.42, 0.3, 0.05];

/**
 * A skid-steer rover: the two wheels of a side are chained to one motor, and it turns by driving its
 * sides apart.
 */
export class Rover extends BodyOnWheels implements Vehicle {
  readonly drive = new SkidDrive();
  readonly #command: { now: DriveCommand; powered: boolean } = {
    now: { linear: 0, angular: 0 },
    powered: true,
  };

  constructor(physics: RigidBodyPhysics, ground: DrivingGround) {
    super(physics, ground, DESIGN, {
      kind: rover,
      label: "robot",
      hull: [{ shape: "rover", lamp: "none" }],
      wheel: "rover_wheel",
      paint: PAINT,
      // With its mast.
      height: 1.05,
    });
  }

  step(command: VehicleCommand, dt: number, powered = true): number {
    this.#command.now = isPedals(command) ? driveOf(command) : command;
    this.#command.powered = powered;
    return this.body.step(dt, this.#control);
  }

  readonly #control = (substep: number): void => {
    const { drive, body: { spin, motor, brake } } = this;
    if (this.#command.powered) {
      drive.control(this.#command.now, spin[0]!, spin[1]!, this.yawRate, substep);
    } else {
      drive.left.motor = drive.right.motor = 0;
      drive.left.brake = drive.right.brake = 0;
    }
    motor[0] = drive.left.motor;
    motor[1] = drive.right.motor;
    brake[0] = drive.left.brake;
    brake[1] = drive.right.brake;
  };

  /** Spin of the left and the right wheels, rad/s. */
  get spin(): Float64Array {
    return this.body.spin;
  }

  get braking(): boolean {
    return this.drive.left.brake > 0;
  }

  get rimSpeed(): number {
    return (this.spin[0]! + this.spin[1]!) / 2 * WHEELS.radius;
  }

  get steering(): number {
    return 0;
  }

  actionFor({ linear, angular, brake }: DriveCommand): Float64Array {
    const { maxSpeed, maxYawRate } = DRIVE;
    if (brake) return Float64Array.of(0, 0);
    const within = (value: number, limit: number) => Math.max(-limit, Math.min(limit, value));
    return Float64Array.of(within(linear, maxSpeed), within(angular, maxYawRate));
  }

  dynamicState(): readonly number[] {
    return [...this.body.motionState(), ...this.drive.memory(), this.bumper.remaining];
  }
}

/** What wheel and pedals mean to a vehicle that has neither. */
function driveOf(command: { steer: number; throttle: number; brake: number }): DriveCommand {
  return {
    linear: command.throttle * DRIVE.maxSpeed,
    angular: command.steer * DRIVE.maxYawRate,
    brake: command.brake > 0.5,
  };
}

/** The skid-steer robot of the off-road scenarios. Its actions are `[m/s, rad/s]`. */
export const rover: VehicleKind = {
  name: "rover",
  shape: ROVER_BODY,
  rideHeight: ROVER.rideHeight,
  camera: cameraMount,
  actions: {
    names: ["linear m/s", "angular rad/s"],
    low: [-DRIVE.maxSpeed, -DRIVE.maxYawRate],
    high: [DRIVE.maxSpeed, DRIVE.maxYawRate],
    commandOf: (action) => ({ linear: action[0]!, angular: action[1]! }),
  },
  maxSpeed: DRIVE.maxSpeed,
  maxYawRate: DRIVE.maxYawRate,
  steeringLock: 0,
  drowningDepth: 0.35,
  create: (physics, ground) => new Rover(physics, ground),
};
