import { revivedError } from "../agents/session/revived_error.ts";
import type { Mission, MissionResult } from "./missions/mission.ts";
import type { FromDriver, ToDriver } from "./missions/worker.ts";

/** Courses of test worlds that are driven unless fewer are asked for. */
const COURSES = 20;
const FIRST_SEED = 2_000_000;
/** Simulated seconds of all drives between two lines that say how it goes. */
const SAY_EVERY = 60;

/** What missions are driven, and who hears of it. */
export interface MissionsOptions {
  /** Weights of the long-range eye, a safetensors file. */
  readonly weights: Uint8Array;
  readonly count?: number | undefined;
  readonly seed?: number | undefined;
  /** Drives at once, each on a device of its own. */
  readonly atOnce?: number | undefined;
  /** Told of each drive that has ended. */
  readonly onResult?: (result: MissionResult, ended: number, all: number) => void;
  /** Told of simulated seconds as they go by, of all drives together. */
  readonly onSecond?: (seconds: number) => void;
}

/**
 * Drives courses with dead ends, each with the long-range eye and without: shares that reached their goal,
 * means of simulated seconds (the limit of the scenario where the goal was not reached), of metres and of
 * interventions, named `missions_success_on` and so on; and the same of those courses whose dead end is a
 * deep pocket, named `missions_cul_de_sac_success_on`.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {DeviceError} If a device is lost or refused a command.
 * @throws {Error} If a driver broke otherwise.
 */
export async function benchMissions(options: MissionsOptions): Promise<Record<string, number>> {
  const { count = COURSES, seed = FIRST_SEED } = options;
  const missions = Array.from({ length: 2 * count }, (_, k): Mission => ({
    seed: seed + (k >> 1),
    longRange: k % 2 === 0,
  }));
  return missionFigures(await driveAll(missions, options));
}

/** What is said while missions are driven: each drive's end, and now and then how much has been driven. */
export function missionSayings(
  say: (line: string) => void,
): Required<Pick<MissionsOptions, "onResult" | "onSecond">> {
  return {
    onResult: (result, ended, all) => {
      const { seed, longRange, biome, barrier, reached, seconds, metres, interventions } = result;
      const end = reached ? "goal" : "not there";
      say(
        `  ${ended}/${all}  course ${seed} (${barrier} in ${biome}), long range ${
          longRange ? "on" : "off"
        }: ${end} after ${seconds.toFixed(0)} s, ${
          metres.toFixed(0)
        } m, ${interventions} interventions`,
      );
    },
    onSecond: (seconds) => {
      if (seconds % SAY_EVERY === 0) say(`  ${seconds} s driven`);
    },
  };
}

/** Figures of drives by name. */
export function missionFigures(results: readonly MissionResult[]): Record<string, number> {
  const pockets = results.filter(({ barrier }) => barrier === "cul_de_sac");
  return { ...figuresOf("missions", results), ...figuresOf("missions_cul_de_sac", pockets) };
}

function figuresOf(prefix: string, results: readonly MissionResult[]): Record<string, number> {
  const figures: Record<string, number> = {};
  if (results.length === 0) return figures;
  for (const [name, longRange] of [["on", true], ["off", false]] as const) {
    const drives = results.filter((result) => result.longRange === longRange);
    const mean = (value: (result: MissionResult) => number) =>
      drives.reduce((sum, result) => sum + value(result), 0) / drives.length;
    figures[`${prefix}_courses`] = drives.length;
    figures[`${prefix}_success_${name}`] = mean(({ reached }) => Number(reached));
    figures[`${prefix}_seconds_${name}`] = mean(({ seconds }) => seconds);
    figures[`${prefix}_metres_${name}`] = mean(({ metres }) => metres);
    figures[`${prefix}_interventions_${name}`] = mean(({ interventions }) => interventions);
  }
  return figures;
}

/** Drives missions on several workers; results in the order of the missions. */
async function driveAll(
  missions: readonly Mission[],
  { weights, atOnce = navigator.hardwareConcurrency, onResult, onSecond }: MissionsOptions,
): Promise<MissionResult[]> {
  const results: MissionResult[] = [];
  let [next, ended, seconds] = [0, 0, 0];
  let failure: unknown = null;
  const drivers = Math.max(1, Math.min(atOnce, missions.length));
  const workers = Array.from(
    { length: drivers },
    () => new DrivingWorker(weights, () => onSecond?.(++seconds)),
  );
  const drive = async (worker: DrivingWorker) => {
    try {
      for (let k = next++; k < missions.length && !failure; k = next++) {
        results[k] = await worker.drive(missions[k]!);
        onResult?.(results[k]!, ++ended, missions.length);
      }
    } catch (error) {
      failure ??= error;
      for (const other of workers) if (other !== worker) other.stop();
    }
    try {
      // None is ended while its device still computes.
      await worker.end();
    } catch (error) {
      failure ??= error;
    } finally {
      worker.terminate();
    }
  };
  await Promise.all(workers.map(drive));
  if (failure) throw failure;
  return results;
}

/** A worker that drives one mission at a time. */
class DrivingWorker {
  readonly #worker: Worker;
  #answer = Promise.withResolvers<MissionResult | null>();
  /** Whether it broke: it answers no more. */
  #dead = false;

  constructor(weights: Uint8Array, onSecond: () => void) {
    const least = { type: "module", deno: { permissions: "none" } } as const;
    this.#worker = new Worker(new URL("./missions/worker.ts", import.meta.url), least);
    this.#worker.onmessage = ({ data }: MessageEvent<FromDriver>) => {
      if (data.type === "second") return onSecond();
      if (data.type === "result") return this.#answer.resolve(data.result);
      if (data.type === "ended") return this.#answer.resolve(null);
      this.#answer.reject(revivedError(data));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#dead = true;
      this.#answer.reject(new Error(event.message));
    };
    this.#post({ weights });
  }

  async drive(mission: Mission): Promise<MissionResult> {
    const result = await this.#ask({ mission });
    if (!result) throw new Error(`Cannot drive course ${mission.seed}: its worker has ended`);
    return result;
  }

  /** Has it break off the mission under way, if there is one. */
  stop(): void {
    this.#post("stop");
  }

  /** Lets it give its device back. */
  async end(): Promise<void> {
    if (!this.#dead) await this.#ask(null);
  }

  terminate(): void {
    this.#worker.terminate();
  }

  #ask(message: ToDriver): Promise<MissionResult | null> {
    this.#answer = Promise.withResolvers();
    this.#post(message);
    return this.#answer.promise;
  }

  #post(message: ToDriver): void {
    this.#worker.postMessage(message);
  }
}
