import { type GroundPose } from "./clear_pose.ts";
import { labelNamed } from "./labels.ts";
import { type Landscape } from "./landscape.ts";
import { createCannonPhysics } from "./physics/cannon_physics.ts";
import { type RigidBodyPhysics } from "./physics/rigid_body.ts";
import { yawOf } from "./pose.ts";
import { createSensors, type Sensors } from "./sensors/mod.ts";
import { type Motion } from "./sensors/sensor.ts";
import { StateHash } from "./state_hash.ts";
import { type DriveCommand } from "./vehicles/drive.ts";
import { Rover } from "./vehicles/rover.ts";
import { ROVER, ROVER_BODY } from "./vehicles/rover_design.ts";

/** Simulated seconds per tick. */
export const TICK = 1 / 60;

/** Where a drive is to end: a disc on the ground. */
export interface Goal {
  readonly x: number;
  readonly y: number;
  /** Metres around the point that count as there. */
  readonly radius: number;
}

/** How an episode stands. */
export type Outcome = "driving" | "goal" | "drowned" | "overturned";

const OUTCOMES: readonly Outcome[] = ["driving", "goal", "drowned", "overturned"];

/** What a world is made of. */
export interface WorldOptions {
  readonly landscape: Landscape;
  readonly start: GroundPose;
  readonly goal: Goal;
  /** Makes the engine that moves the rover; cannon-es unless another is handed in. */
  readonly physics?: typeof createCannonPhysics;
}

/** Water this deep at the rover's middle stops its motors for good, metres. */
const DROWNING_DEPTH = 0.35;
/** Tall grass counts as the ground within this distance of a tuft of scale 1, metres. */
const TUFT_RADIUS = 0.35;
const TALL_GRASS = labelNamed("tall_grass").id;

/**
 * A landscape with a rover in it, stepped at 60 Hz. Never reused: another episode is another world.
 *
 * A soft wall keeps the rover within 122 m of the middle. Deep water and overturning end the drive:
 * the motors stay off and `outcome` says why.
 *
 * @example
 * ```ts
 * import { offroad } from "./scenarios/offroad.ts";
 * const world = offroad.build(7);
 * for (let i = 0; i < 60; i++) world.step({ linear: 1, angular: 0 });
 * world.rover.speed; // about 1 m/s
 * ```
 */
export class World {
  readonly landscape: Landscape;
  readonly start: GroundPose;
  readonly goal: Goal;
  readonly rover: Rover;
  readonly sensors: Sensors;
  readonly #physics: RigidBodyPhysics;
  #tick = 0;
  #collisions = 0;
  #distance = 0;
  #outcome: Outcome = "driving";

  constructor({ landscape, start, goal, physics = createCannonPhysics }: WorldOptions) {
    this.landscape = landscape;
    this.start = start;
    this.goal = goal;
    const { propIndex, terrain } = landscape;
    this.#physics = physics(ROVER_BODY, (x, y, radius) => propIndex.near(x, y, radius));
    this.rover = new Rover(this.#physics, {
      terrain,
      labelAt: (x, y) => this.groundLabelAt(x, y),
      waterDepthAt: (x, y) => this.waterDepthAt(x, y),
    });
    this.rover.place(start);
    this.sensors = createSensors(landscape.seed);
    this.#sense();
  }

  /** Seed of the landscape and of every noise stream. */
  get seed(): number {
    return this.landscape.seed;
  }

  /** Ticks since the start. */
  get tick(): number {
    return this.#tick;
  }

  /** Simulated seconds since the start. */
  get simSeconds(): number {
    return this.#tick * TICK;
  }

  /** How often the bumper has hit something. */
  get collisions(): number {
    return this.#collisions;
  }

  /** Metres travelled over the ground. */
  get distance(): number {
    return this.#distance;
  }

  /** How the episode stands. */
  get outcome(): Outcome {
    return this.#outcome;
  }

  /** Metres from the rover to the goal's centre, in the plane. */
  get goalDistance(): number {
    const { position } = this.#physics.state;
    return Math.hypot(this.goal.x - position[0]!, this.goal.y - position[1]!);
  }

  /**
   * Advances by one tick of 1/60 s.
   *
   * @throws {RangeError} If the command is not finite.
   */
  step(command: DriveCommand): void {
    const { position } = this.#physics.state;
    const x = position[0]!, y = position[1]!;
    const powered = this.#outcome === "driving" || this.#outcome === "goal";
    this.#collisions += this.rover.step(command, TICK, powered);
    this.#tick++;
    this.#distance += Math.hypot(position[0]! - x, position[1]! - y);
    this.#judge();
    this.#sense();
  }

  /** Label id of what a tyre touches at the point: the ground's class, or tall grass on it. */
  groundLabelAt(x: number, y: number): number {
    let tuft = false;
    this.landscape.propIndex.eachNear(x, y, 2 * TUFT_RADIUS, (prop) => {
      if (prop.kind !== "tall_grass") return;
      const radius = TUFT_RADIUS * prop.scale;
      if ((prop.x - x) ** 2 + (prop.y - y) ** 2 < radius * radius) tuft = true;
    });
    return tuft ? TALL_GRASS : this.landscape.ground.classAt(x, y);
  }

  /** Depth of the water at the point, metres; 0 on land. */
  waterDepthAt(x: number, y: number): number {
    for (const pond of this.landscape.ponds) {
      const dx = x - pond.x;
      const dy = y - pond.y;
      if (dx * dx + dy * dy < pond.radius * pond.radius) {
        return Math.max(0, pond.level - this.landscape.terrain.height(x, y));
      }
    }
    return 0;
  }

  /** 16 hex digits over every number that the future of this world depends on. */
  stateHash(): string {
    const hash = new StateHash().add(this.seed).add(this.#tick);
    hash.add(this.#collisions).add(this.#distance).add(OUTCOMES.indexOf(this.#outcome));
    hash.add(this.goal.x).add(this.goal.y).add(this.goal.radius);
    hash.addAll(this.rover.dynamicState());
    for (const sensor of Object.values(this.sensors)) hash.addAll(sensor.dynamicState());
    return hash.digest();
  }

  #sense(): void {
    const { position } = this.#physics.state;
    const { rover } = this;
    const motion: Motion = {
      x: position[0]!,
      y: position[1]!,
      yaw: yawOf(rover.worldFromBody.orientation),
      yawRate: rover.yawRate,
      rimSpeed: (rover.spin[0]! + rover.spin[1]!) / 2 * ROVER.wheels.radius,
      bumper: rover.bumper.pressed,
    };
    for (const sensor of Object.values(this.sensors)) sensor.update(motion, this.#tick, TICK);
  }

  #judge(): void {
    if (this.#outcome === "drowned" || this.#outcome === "overturned") return;
    const { position } = this.#physics.state;
    if (this.waterDepthAt(position[0]!, position[1]!) > DROWNING_DEPTH) this.#outcome = "drowned";
    else if (this.rover.upright < 0.2) this.#outcome = "overturned";
    else if (this.goalDistance < this.goal.radius) this.#outcome = "goal";
  }
}
