import type { LongRangeChoice } from "../../agents/agent_eyes.ts";
import { Session } from "../../agents/session/session.ts";
import { wallClock } from "../../host/clock.ts";
import { type Barrier, lagrCourseOf } from "../../sim/scenarios/lagr_course.ts";
import type { Device } from "../../vision/mod.ts";

/** A drive to be made: a course, and whether the robot sees far. */
export interface Mission {
  readonly seed: number;
  readonly longRange: boolean;
}

/** How a drive went. */
export interface MissionResult extends Mission {
  readonly biome: string;
  readonly barrier: Barrier;
  /** Whether the goal was reached in the scenario's time. */
  readonly reached: boolean;
  /** Of simulated time; the scenario's limit where the goal was not reached. */
  readonly seconds: number;
  readonly metres: number;
  /** Times that the robot ran into something, stuck or slipped, and had to back off. */
  readonly interventions: number;
  readonly stateHash: string;
}

/** Drives missions on one device, as fast as it can; keeps a session for each way to see. */
export class MissionDriver {
  readonly #device: Device;
  readonly #weights: Uint8Array;
  readonly #sessions = new Map<boolean, Session>();

  /** @param weights Of the long-range eye. */
  constructor(device: Device, weights: Uint8Array) {
    this.#device = device;
    this.#weights = weights;
  }

  /**
   * Drives a mission to its end.
   *
   * @param onSecond Told of each simulated second that has gone by.
   * @throws {CheckpointError} If the weights are broken or another net's.
   */
  async drive(
    mission: Mission,
    onSecond: (second: number) => void = () => {},
  ): Promise<MissionResult> {
    const { seed, longRange } = mission;
    const session = await this.#sessionFor(longRange, seed);
    let told = 0;
    while (!session.over) {
      await session.advance();
      if (session.simSeconds < told + 1) continue;
      told = Math.floor(session.simSeconds);
      onSecond(told);
    }
    const { simSeconds, stateHash, metrics } = session.result();
    const { biome, barrier } = lagrCourseOf(seed);
    const reached = metrics.goalReached === 1;
    return {
      ...mission,
      biome: biome.name,
      barrier,
      reached,
      seconds: reached ? simSeconds : session.timeLimit,
      metres: metrics.distanceMetres!,
      interventions: metrics.interventions!,
      stateHash,
    };
  }

  async #sessionFor(longRange: boolean, seed: number): Promise<Session> {
    const known = this.#sessions.get(longRange);
    if (known) {
      known.reset(seed);
      return known;
    }
    const choice: LongRangeChoice = { weights: this.#weights, adapt: true };
    const session = await Session.create(this.#device, {
      scenario: "lagr_course",
      agent: "lagr",
      seed,
      weather: "clear",
      hour: 10,
      ...longRange && { longRange: choice },
      version: "bench",
    }, { clock: wallClock, watched: false });
    this.#sessions.set(longRange, session);
    return session;
  }

  dispose(): void {
    for (const session of this.#sessions.values()) session.dispose();
    this.#sessions.clear();
  }
}
