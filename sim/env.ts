import { yawOf } from "./pose.ts";
import { type Scenario } from "./scenarios/scenario.ts";
import { gnssSpec } from "./sensors/gnss.ts";
import { Box, Dict, Discrete } from "./spaces.ts";
import { BOUNDARY, WORLD_SIZE } from "./terrain/terrain.ts";
import { ROVER } from "./vehicles/rover_design.ts";
import { type Outcome, TICK, type World } from "./world.ts";

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
  /** `1` while the front bumper is pressed. */
  readonly bumper: number;
  /** `[x, y]` of the goal on the map. */
  readonly goal: Float64Array;
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
/** Wheels that spin free and a rover that is hit stay far within these, m/s and rad/s. */
const MAX_RATE = 30;
const MAP = WORLD_SIZE / 2;

/**
 * A scenario as an environment after Gymnasium 1.1. An action is `[m/s, rad/s]`.
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
  /** `[linear m/s, angular rad/s]`. */
  readonly actionSpace = new Box(
    [-ROVER.drive.maxSpeed, -ROVER.drive.maxYawRate],
    [ROVER.drive.maxSpeed, ROVER.drive.maxYawRate],
  );
  readonly observationSpace = new Dict<Observation>({
    gnss: new Box([gnssSpec.low, gnssSpec.low], [gnssSpec.high, gnssSpec.high]),
    heading: new Box([-Math.PI], [Math.PI]),
    speed: new Box([-MAX_RATE], [MAX_RATE]),
    yawRate: new Box([-MAX_RATE], [MAX_RATE]),
    bumper: new Discrete(2),
    goal: new Box([-MAP, -MAP], [MAP, MAP]),
  });
  readonly spec: { readonly id: string; readonly maxEpisodeSteps: number };
  readonly metadata = { autoresetMode: "disabled" } as const;
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
    const name = scenario.name[0]!.toUpperCase() + scenario.name.slice(1);
    const maxEpisodeSteps = Math.ceil(scenario.timeLimit / (TICK * ticksPerStep));
    this.spec = { id: `Farsight/${name}-v0`, maxEpisodeSteps };
  }

  /** The world of the running episode. Truth: for scoring and drawing, not for agents. */
  get world(): World {
    if (!this.#world) throw new TypeError("Cannot use an environment before its first reset");
    return this.#world;
  }

  /**
   * Starts an episode in a fresh world. Without a seed, each episode takes the next one.
   *
   * @throws {RangeError} If the seed is no unsigned 32-bit integer.
   */
  reset({ seed = this.#nextSeed }: { seed?: number } = {}): readonly [Observation, EnvInfo] {
    this.#world = this.#scenario.build(seed);
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
    const command = { linear: action[0]!, angular: action[1]! };
    for (let k = 0; k < this.#ticksPerStep && world.outcome === "driving"; k++) {
      world.step(command);
    }
    const [x, y] = world.rover.worldFromBody.position;
    const terminated = world.outcome !== "driving";
    const truncated = !terminated &&
      (world.simSeconds >= this.#scenario.timeLimit - TICK / 2 ||
        Math.abs(x) > BOUNDARY || Math.abs(y) > BOUNDARY);
    this.#done = terminated || truncated;
    return [this.#observe(), this.#reward(), terminated, truncated, this.#info()];
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
    const { sensors, goal } = this.world;
    return {
      gnss: Float64Array.from(sensors.gnss.reading),
      heading: Float64Array.of(sensors.imu.reading.heading),
      speed: Float64Array.of(sensors.odometry.reading.speed),
      yawRate: Float64Array.of(sensors.imu.reading.yawRate),
      bumper: sensors.bumper.reading ? 1 : 0,
      goal: Float64Array.of(goal.x, goal.y),
    };
  }

  #info(): EnvInfo {
    const { world } = this;
    const { position, orientation } = world.rover.worldFromBody;
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
