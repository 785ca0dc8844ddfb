import { type RigidBodyPhysics } from "../physics/rigid_body.ts";
import { type DriveCommand, isPedals, type PedalCommand, type VehicleCommand } from "./command.ts";
import { drive, type DrivelineDesign } from "./driveline.ts";
import { type DrivingGround } from "./driving_ground.ts";
import { Follower } from "./follow.ts";
import { ackermann, type SteeringDesign } from "./steering.ts";
import { type ActionDesign, type Vehicle } from "./vehicle.ts";
import { BodyOnWheels, type Looks } from "./body_on_wheels.ts";
import { type WheeledBodyDesign } from "./wheeled_body.ts";

/** A vehicle with a steering wheel and pedals; its wheels are front left, front right, rear left, rear right. */
export interface RoadVehicleDesign extends WheeledBodyDesign {
  readonly steering: SteeringDesign;
  readonly driveline: DrivelineDesign;
}

/** Actions in the order of Gymnasium's CarRacing: `[steer, throttle, brake]`, left and forwards positive. */
export const PEDAL_ACTIONS: ActionDesign = {
  names: ["steer", "throttle", "brake"],
  low: [-1, -1, 0],
  high: [1, 1, 1],
  commandOf: (action) => ({ steer: action[0]!, throttle: action[1]!, brake: action[2]! }),
};

/**
 * How much more steering a bend asks for at speed than slowly: `K` of `yaw rate = v angle / (L + K v^2)`,
 * rad s^2/m, from the cornering stiffnesses of its axles: `m (b C_r - a C_f) / (L C_f C_r)` (Gillespie,
 * "Fundamentals of Vehicle Dynamics", 1992, his understeer gradient for radians).
 */
export function understeerOf(design: RoadVehicleDesign): number {
  const { shape: { mass }, wheels } = design;
  let front = 0, rear = 0, ahead = 0, behind = 0;
  for (const { hub, tyre } of wheels) {
    const stiffness = tyre.lateral * tyre.relaxation;
    if (hub[0] > 0) front += stiffness, ahead = hub[0];
    else rear += stiffness, behind = -hub[0];
  }
  return mass * (behind * rear - ahead * front) / ((ahead + behind) * front * rear);
}

/** A vehicle that is steered by its front wheels and driven by pedals. */
export class RoadVehicle extends BodyOnWheels implements Vehicle {
  readonly #design: RoadVehicleDesign;
  readonly #follower: Follower;
  #pedals: PedalCommand = { steer: 0, throttle: 0, brake: 0 };
  #steered = 0;
  #powered = true;

  constructor(
    physics: RigidBodyPhysics,
    ground: DrivingGround,
    design: RoadVehicleDesign,
    looks: Looks,
  ) {
    super(physics, ground, design, looks);
    this.#design = design;
    this.#follower = new Follower({
      mass: design.shape.mass,
      steering: design.steering,
      driveline: design.driveline,
      understeer: understeerOf(design),
    });
  }

  get rimSpeed(): number {
    let sum = 0;
    for (const { design } of this.wheels) sum += this.body.spin[design.rotor]! * design.radius;
    return sum / this.wheels.length;
  }

  get braking(): boolean {
    return this.#pedals.brake > 0;
  }

  get steering(): number {
    return this.#steered;
  }

  step(command: VehicleCommand, dt: number, powered = true): number {
    this.#pedals = isPedals(command) ? checked(command) : this.#follower.follow(command, this, dt);
    this.#powered = powered;
    return this.body.step(dt, this.#control);
  }

  actionFor(command: DriveCommand, dt: number): Float64Array {
    const { steer, throttle, brake } = this.#follower.follow(command, this, dt);
    return Float64Array.of(steer, throttle, brake);
  }

  dynamicState(): readonly number[] {
    return [
      ...this.body.motionState(),
      ...this.wheels.map(({ strut }) => strut.compression),
      this.#steered,
      ...this.#follower.memory(),
      this.bumper.remaining,
    ];
  }

  readonly #control = (substep: number): void => {
    const { steering, driveline } = this.#design;
    const { steer, throttle, brake } = this.#pedals;
    const turn = steering.rate * substep;
    const missing = steer * steering.lock - this.#steered;
    this.#steered += Math.max(-turn, Math.min(turn, missing));
    for (const wheel of this.wheels) {
      if (wheel.hub[0] > 0) wheel.steer(ackermann(steering, this.#steered, wheel.hub[1]));
    }
    if (this.#powered) drive(this.body, driveline, throttle, brake);
    else {
      this.body.motor.fill(0);
      this.body.brake.fill(0);
    }
  };
}

function checked(command: PedalCommand): PedalCommand {
  const { steer, throttle, brake } = command;
  if (Math.abs(steer) <= 1 && Math.abs(throttle) <= 1 && brake >= 0 && brake <= 1) return command;
  throw new RangeError(
    `Cannot drive with steer ${steer}, throttle ${throttle}, brake ${brake}: ` +
      "wanted -1..1, -1..1 and 0..1",
  );
}
