import { type ActorGroup } from "./actors/actor.ts";
import { type Footprint, Footprints } from "./actors/footprints.ts";
import { BlockIndex } from "./block_index.ts";
import { type GroundPose } from "./clear_pose.ts";
import { ENTITY } from "./entity_ids.ts";
import { labelNamed } from "./labels.ts";
import { type Landscape } from "./landscape.ts";
import { createCannonPhysics } from "./physics/cannon_physics.ts";
import { type Obstacles, type PhysicsMaker, type RigidBodyPhysics } from "./physics/rigid_body.ts";
import { type Vec3, yawOf } from "./pose.ts";
import { PropIndex } from "./props/prop_index.ts";
import { type Route } from "./roads/route.ts";
import { createSensors, type Sensors } from "./sensors/mod.ts";
import { type Motion } from "./sensors/sensor.ts";
import { StateHash } from "./state_hash.ts";
import { type VehicleCommand } from "./vehicles/command.ts";
import { gripTable } from "./vehicles/driving_ground.ts";
import { egoGroup } from "./vehicles/ego_group.ts";
import { rover } from "./vehicles/rover.ts";
import { waterDepth } from "./terrain/water.ts";
import { type Vehicle, type VehicleKind } from "./vehicles/vehicle.ts";
import { type Weather } from "./weather/weather.ts";
import { lightAt, weatherNamed } from "./weather/weathers.ts";

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

/** Headlamps burn when it is darker than this, `0..1` of night. */
const LAMPS_ON = 0.3;

const OUTCOMES: readonly Outcome[] = ["driving", "goal", "drowned", "overturned"];

/** What may be chosen for an episode, whatever the scenario. */
export interface EpisodeOptions {
  /** Name of the weather; `clear` unless another is given. */
  readonly weather?: string;
  /** Hours after midnight, in `[0, 24)`; noon unless another is given. */
  readonly hour?: number;
}

/** What a world is made of. */
export interface WorldOptions extends EpisodeOptions {
  readonly landscape: Landscape;
  readonly start: GroundPose;
  readonly goal: Goal;
  /** The vehicle that the world is about; a rover unless another is given. */
  readonly vehicle?: VehicleKind;
  /** What else moves. */
  readonly actors?: readonly ActorGroup[];
  /** The way along lanes to the goal, where there are lanes. */
  readonly route?: Route;
  /** Makes the engine that moves the vehicle; cannon-es unless another is handed in. */
  readonly physics?: PhysicsMaker;
}

/** Tall grass counts as the ground within this distance of a tuft of scale 1, metres. */
const TUFT_RADIUS = 0.35;
const TALL_GRASS = labelNamed("tall_grass").id;

/**
 * A landscape with a vehicle in it, stepped at 60 Hz. Never reused: another episode is another world.
 *
 * A soft wall keeps the vehicle 6 m from the edge of the ground. Deep water and overturning end the drive:
 * the motors stay off and `outcome` says why.
 *
 * @example
 * ```ts
 * import { offroad } from "./scenarios/offroad.ts";
 * const world = offroad.build(7);
 * for (let i = 0; i < 60; i++) world.step({ linear: 1, angular: 0 });
 * world.vehicle.speed; // about 1 m/s
 * ```
 */
export class World {
  readonly landscape: Landscape;
  readonly start: GroundPose;
  readonly goal: Goal;
  readonly vehicle: Vehicle;
  readonly sensors: Sensors;
  readonly weather: Weather;
  /** Hours after midnight. */
  readonly hour: number;
  readonly actors: readonly ActorGroup[];
  /** Everything that moves, the vehicle first: what is drawn and told of. */
  readonly movers: readonly ActorGroup[];
  /** The way along lanes to the goal; null where there are no lanes. */
  readonly route: Route | null;
  /** Where everything that moves stood after the last tick; empty where nothing else moves. */
  readonly footprints = new Footprints();
  /** What the weather leaves of the friction of each class. */
  readonly #grip: Float64Array;
  readonly #blocks: BlockIndex;
  readonly #physics: RigidBodyPhysics;
  /** Velocity at the end of the last tick. */
  readonly #velocity = new Float64Array(3);
  #tick = 0;
  #collisions = 0;
  #distance = 0;
  #outcome: Outcome = "driving";

  /** @throws {RangeError} If the weather is unknown or the hour is none. */
  constructor(options: WorldOptions) {
    const { landscape, start, goal, vehicle = rover, physics = createCannonPhysics } = options;
    const { weather = "clear", hour = 12, actors = [] } = options;
    if (!(hour >= 0 && hour < 24)) {
      throw new RangeError(`Cannot begin at ${hour} o'clock: wanted an hour from 0 to below 24`);
    }
    this.landscape = landscape;
    this.start = start;
    this.goal = goal;
    this.weather = weatherNamed(weather);
    this.hour = hour;
    this.#grip = gripTable(this.weather);
    this.actors = actors;
    this.route = options.route ?? null;
    this.#blocks = new BlockIndex(landscape.blocks);
    this.#physics = physics(vehicle.shape, this.#obstacles());
    this.vehicle = vehicle.create(this.#physics, {
      terrain: landscape.terrain,
      labelAt: (x, y) => this.groundLabelAt(x, y),
      waterDepthAt: (x, y) => this.waterDepthAt(x, y),
      stepped: landscape.roads !== null,
      grip: this.#grip,
    });
    this.vehicle.place(start);
    this.vehicle.headlamps = lightAt({ weather, hour }).night > LAMPS_ON ? 1 : 0;
    this.movers = [egoGroup(this.vehicle), ...actors];
    this.sensors = createSensors(landscape.seed, this.weather.sensing);
    this.#leaveFootprints();
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

  /** Metres from the vehicle to the goal's centre, in the plane. */
  get goalDistance(): number {
    const { position } = this.#physics.state;
    return Math.hypot(this.goal.x - position[0]!, this.goal.y - position[1]!);
  }

  /**
   * Advances by one tick of 1/60 s.
   *
   * @throws {RangeError} If the command is not finite, or out of its bounds.
   */
  step(command: VehicleCommand): void {
    const { position } = this.#physics.state;
    const x = position[0]!, y = position[1]!;
    const powered = this.#outcome === "driving" || this.#outcome === "goal";
    this.#collisions += this.vehicle.step(command, TICK, powered);
    for (const group of this.actors) group.step(TICK, this.simSeconds, this.footprints);
    this.#tick++;
    this.#leaveFootprints();
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
    return waterDepth(this.landscape, x, y);
  }

  /** 16 hex digits over every number that the future of this world depends on. */
  stateHash(): string {
    const hash = new StateHash().add(this.seed).add(this.#tick).add(this.hour);
    hash.addAll(this.#grip);
    hash.add(this.#collisions).add(this.#distance).add(OUTCOMES.indexOf(this.#outcome));
    hash.add(this.goal.x).add(this.goal.y).add(this.goal.radius);
    hash.addAll(this.vehicle.dynamicState());
    for (const sensor of Object.values(this.sensors)) hash.addAll(sensor.dynamicState());
    for (const group of this.actors) group.hashInto(hash);
    return hash.digest();
  }

  /** What the vehicle may run into. */
  #obstacles(): Obstacles {
    const { propIndex, streets } = this.landscape;
    const posts = streets ? new PropIndex(streets.posts) : null;
    return {
      posts: (x, y, radius) =>
        posts
          ? [...propIndex.near(x, y, radius), ...posts.near(x, y, radius)]
          : propIndex.near(x, y, radius),
      blocks: (x, y, radius) => this.#blocks.near(x, y, radius),
      movers: (x, y, radius, visit: (found: Footprint) => void) => {
        if (this.footprints.count === 0) return;
        // A rectangle reaches as far as its corners.
        const reach = radius + Math.SQRT2 * this.footprints.largest;
        this.footprints.eachNear(x, y, reach, (found) => {
          if (found.entity !== ENTITY.ego) visit(found);
        });
      },
    };
  }

  #leaveFootprints(): void {
    if (this.actors.length === 0) return;
    this.footprints.clear();
    this.footprints.add(this.vehicle.footprint());
    for (const group of this.actors) group.writeFootprints(this.footprints);
  }

  #sense(): void {
    const { position, velocity } = this.#physics.state;
    const { vehicle } = this;
    const before = this.#velocity;
    const acceleration: Vec3 = [
      (velocity[0]! - before[0]!) / TICK,
      (velocity[1]! - before[1]!) / TICK,
      (velocity[2]! - before[2]!) / TICK,
    ];
    before.set(velocity);
    const motion: Motion = {
      x: position[0]!,
      y: position[1]!,
      yaw: yawOf(vehicle.worldFromBody.orientation),
      yawRate: vehicle.yawRate,
      orientation: vehicle.worldFromBody.orientation,
      angularVelocity: vehicle.angularVelocity,
      acceleration,
      rimSpeed: vehicle.rimSpeed,
      bumper: vehicle.bumper.pressed,
    };
    for (const sensor of Object.values(this.sensors)) sensor.update(motion, this.#tick, TICK);
  }

  #judge(): void {
    if (this.#outcome === "drowned" || this.#outcome === "overturned") return;
    const { position } = this.#physics.state;
    const { drowningDepth } = this.vehicle.kind;
    if (this.waterDepthAt(position[0]!, position[1]!) > drowningDepth) this.#outcome = "drowned";
    else if (this.vehicle.upright < 0.2) this.#outcome = "overturned";
    else if (this.goalDistance < this.goal.radius) this.#outcome = "goal";
  }
}
