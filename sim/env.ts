import { yawOf } from "./pose.ts";
import { type Scenario } from "./scenarios/scenario.ts";
import { inertialSpec } from "./sensors/inertial.ts";
import { Box, Dict, Discrete } from "./spaces.ts";
import { boundaryOf } from "./vehicles/body_forces.ts";
import { type DriveCommand } from "./vehicles/command.ts";
import { rover } from "./vehicles/rover.ts";
import { type VehicleKind } from "./vehicles/vehicle.ts";
import { type EpisodeOptions, type Outcome, TICK, type World } from "./world.ts";

/** What a robot senses and is told; no truth. Metres, radians, seconds. */
export interface Observation {
  /** `[x, y]` on the map, as the GNSS receiver says. */
  readonly gnss: Float64Array;
  /** Compass heading, `[radians]` from +x, counter-clockwise. */
  readonly heading: Float64Array;
  /** Wheel odometry, `[m/s]`. */
  readonly speed: Float64Array;
  /** Rate gyro, `[rad/s]`. */
  readonly yawRate: Float64Array;
  /** Specific force `[m/s^2]` along x, y, z and turning `[rad/s]` about them, in body axes. */
  readonly inertial: Float64Array;
  /** `1` while the front bumper is pressed. */
  readonly bumper: number;
  /** `[x, y]` of the goal on the map. */
  readonly goal: Float64Array;
  /** Angle of the front wheels to the left, `[rad]`; only vehicles that steer by them sense it. */
  readonly steering?: Float64Array;
}

/** The truth, for scoring. */
export interface EnvInfo {
  readonly seed: number;
  readonly tick: number;
  readonly position: readonly [number, number, number];
  readonly heading: number;
  readonly goalDistanceMetres: number;
  readonly distanceMetres: number;
  readonly collisions: number;
  readonly outcome: Outcome;
}

/** What a step gives: `[observation, reward, terminated, truncated, info]`. */
export type StepResult = readonly [Observation, number, boolean, boolean, EnvInfo];

/** Options of an environment. */
export interface EnvOptions {
  /** World ticks (1/60 s) per step. */
  readonly ticksPerStep?: number;
}

/** Reward beside a point per metre of progress. */
const REWARD = { goal: 10, failure: -10, collision: -1, perSecond: -0.02 } as const;
/** Wheels that spin free and a vehicle that is hit stay within its fastest and these, m/s and rad/s. */
const SPIN_ROOM = 28;
const TURN_ROOM = 28;
/** Side of a landscape where the scenario says none, metres. */
const USUAL_SIZE = 256;
/** How far off the map a satellite fix may lie, metres. */
const FIX_ROOM = 12;

/** What starts an episode. */
export interface ResetOptions {
  /** Of the world; each episode takes the next one where none is given. */
  readonly seed?: number;
  /** Weather and hour. */
  readonly options?: EpisodeOptions;
}

/**
 * A scenario as an environment after Gymnasium 1.1. What an action is, its vehicle says: `[m/s, rad/s]`
 * for the rover, `[steer, throttle, brake]` for cars.
 *
 * Terminated: goal reached, drowned, or overturned. Truncated: time limit, or the boundary reached.
 *
 * @example
 * ```ts
 * import { Env } from "./env.ts";
 * import { offroad } from "./scenarios/offroad.ts";
 * const env = new Env(offroad, { ticksPerStep: 6 });
 * const [observation] = env.reset({ seed: 7 });
 * observation.gnss; // [x, y]
 * const [, reward, terminated] = env.step(Float64Array.of(1, 0));
 * ```
 */
export class Env {
  readonly actionSpace: Box;
  readonly observationSpace: Dict<Observation>;
  readonly spec: { readonly id: string; readonly maxEpisodeSteps: number };
  readonly metadata = { autoresetMode: "disabled" } as const;
  /** The kind of vehicle that is driven. */
  readonly vehicle: VehicleKind;
  readonly #scenario: Scenario;
  readonly #ticksPerStep: number;
  #world: World | undefined;
  #goalDistance = 0;
  #collisions = 0;
  #done = false;
  #nextSeed = 0;

  /** @throws {RangeError} If `ticksPerStep` is no positive integer. */
  constructor(scenario: Scenario, { ticksPerStep = 1 }: EnvOptions = {}) {
    if (!Number.isInteger(ticksPerStep) || ticksPerStep < 1) {
      throw new RangeError(`Cannot step ${ticksPerStep} ticks at once: wanted 1 or more`);
    }
    this.#scenario = scenario;
    this.#ticksPerStep = ticksPerStep;
    const { vehicle = rover, size = USUAL_SIZE } = scenario;
    this.vehicle = vehicle;
    this.actionSpace = new Box(vehicle.actions.low, vehicle.actions.high);
    this.observationSpace = observationSpaceOf(vehicle, size);
    const name = scenario.name.split(/[-_ ]/).map((word) => word[0]!.toUpperCase() + word.slice(1))
      .join("");
    const maxEpisodeSteps = Math.ceil(scenario.timeLimit / (TICK * ticksPerStep));
    this.spec = { id: `Farsight/${name}-v0`, maxEpisodeSteps };
  }

  /** The world of the running episode. Truth: for scoring and drawing, not for agents. */
  get world(): World {
    if (!this.#world) throw new TypeError("Cannot use an environment before its first reset");
    return this.#world;
  }

  /**
   * Starts an episode in a fresh world.
   *
   * @throws {RangeError} If the seed is no unsigned 32-bit integer, the weather unknown, or the hour none.
   */
  reset({ seed = this.#nextSeed, options }: ResetOptions = {}): readonly [Observation, EnvInfo] {
    const world = this.#scenario.build(seed, options);
    if (world.vehicle.kind !== this.vehicle) {
      throw new TypeError(
        `Cannot run scenario "${this.#scenario.name}": it builds a ${world.vehicle.kind.name} ` +
          `where it promises a ${this.vehicle.name}`,
      );
    }
    this.#world = world;
    this.#nextSeed = (seed + 1) >>> 0;
    this.#goalDistance = this.#world.goalDistance;
    this.#collisions = 0;
    this.#done = false;
    return [this.#observe(), this.#info()];
  }

  /**
   * Drives for `ticksPerStep` ticks.
   *
   * @throws {TypeError} If the episode has not begun or has ended.
   * @throws {RangeError} If the action is outside `actionSpace`.
   */
  step(action: Float64Array): StepResult {
    const { world } = this;
    if (this.#done) throw new TypeError("Cannot step an episode that has ended: reset it first");
    if (!this.actionSpace.contains(action)) {
      const { low, high } = this.actionSpace;
      throw new RangeError(
        `Cannot act [${Array.from(action)}]: wanted a Float64Array from [${low}] to [${high}]`,
      );
    }
    const command = this.vehicle.actions.commandOf(action);
    for (let k = 0; k < this.#ticksPerStep && world.outcome === "driving"; k++) {
      world.step(command);
    }
    const [x, y] = world.vehicle.worldFromBody.position;
    const boundary = boundaryOf(world.landscape.terrain);
    const terminated = world.outcome !== "driving";
    const truncated = !terminated &&
      (world.simSeconds >= this.#scenario.timeLimit - TICK / 2 ||
        Math.abs(x) > boundary || Math.abs(y) > boundary);
    this.#done = terminated || truncated;
    return [this.#observe(), this.#reward(), terminated, truncated, this.#info()];
  }

  /**
   * The action that drives any vehicle towards a speed and a yaw rate. Its controllers advance by a
   * step: ask once before each.
   *
   * @throws {TypeError} If the episode has not begun.
   */
  actionFor(command: DriveCommand): Float64Array {
    return this.world.vehicle.actionFor(command, this.#ticksPerStep * TICK);
  }

  /** Ends the environment's use of its world. */
  close(): void {
    this.#world = undefined;
  }

  #reward(): number {
    const { world } = this;
    const progress = this.#goalDistance - world.goalDistance;
    const hits = world.collisions - this.#collisions;
    this.#goalDistance = world.goalDistance;
    this.#collisions = world.collisions;
    const end = world.outcome === "goal"
      ? REWARD.goal
      : world.outcome === "driving"
      ? 0
      : REWARD.failure;
    const time = REWARD.perSecond * this.#ticksPerStep * TICK;
    return progress + REWARD.collision * hits + time + end;
  }

  #observe(): Observation {
    const { sensors, goal, vehicle } = this.world;
    return {
      gnss: Float64Array.from(sensors.gnss.reading),
      heading: Float64Array.of(sensors.imu.reading.heading),
      speed: Float64Array.of(sensors.odometry.reading.speed),
      yawRate: Float64Array.of(sensors.imu.reading.yawRate),
      inertial: Float64Array.of(
        ...sensors.inertial.reading.force,
        ...sensors.inertial.reading.turning,
      ),
      bumper: sensors.bumper.reading ? 1 : 0,
      goal: Float64Array.of(goal.x, goal.y),
      ...(this.vehicle.steeringLock > 0 && { steering: Float64Array.of(vehicle.steering) }),
    };
  }

  #info(): EnvInfo {
    const { world } = this;
    const { position, orientation } = world.vehicle.worldFromBody;
    return {
      seed: world.seed,
      tick: world.tick,
      position,
      heading: yawOf(orientation),
      goalDistanceMetres: world.goalDistance,
      distanceMetres: world.distance,
      collisions: world.collisions,
      outcome: world.outcome,
    };
  }
}

function observationSpaceOf(vehicle: VehicleKind, size: number): Dict<Observation> {
  const half = size / 2;
  const fix = half + FIX_ROOM;
  const [fastest, turning] = [vehicle.maxSpeed + SPIN_ROOM, vehicle.maxYawRate + TURN_ROOM];
  const lock = vehicle.steeringLock;
  return new Dict<Observation>({
    gnss: new Box([-fix, -fix], [fix, fix]),
    heading: new Box([-Math.PI], [Math.PI]),
    speed: new Box([-fastest], [fastest]),
    yawRate: new Box([-turning], [turning]),
    inertial: new Box(new Array(6).fill(inertialSpec.low), new Array(6).fill(inertialSpec.high)),
    bumper: new Discrete(2),
    goal: new Box([-half, -half], [half, half]),
    ...(lock > 0 && { steering: new Box([-lock], [lock]) }),
  });
}
