import type { TuningChoices } from "../../vision/mod.ts";
import type { LongRangeChoice } from "../agent_eyes.ts";
import type { Command, Hello } from "./protocol.ts";

/** What a run is made of: names, numbers and the nets' weights; plain data, so that it can be posted. */
export interface RunOptions {
  readonly scenario: string;
  readonly agent: string;
  readonly seed: number;
  readonly weather: string;
  /** Hours since midnight. */
  readonly hour: number;
  /**
   * Weights of the net that labels the scenario (`labelNetFor`), a safetensors file; not needed by an agent that
   * brings eyes of its own.
   */
  readonly weights?: Uint8Array;
  /** The long-range eye of an agent that has one; without it where left out. */
  readonly longRange?: LongRangeChoice;
  /** Kernels chosen for this machine's adapter before; none when left out. */
  readonly tuning?: TuningChoices;
  readonly version: string;
}

/** What a run measured. */
export interface RunResult {
  readonly adapter: string;
  readonly softwareAdapter: boolean;
  /** Seed of the episode that was measured: the last one. */
  readonly seed: number;
  readonly ticks: number;
  readonly simSeconds: number;
  /**
   * From before the device is asked for until the run has ended: the world's making, the compiling
   * of kernels and every pause included; the start of process and worker, the reading of files and
   * the building of the page are not.
   */
  readonly wallSeconds: number;
  readonly stateHash: string;
  /** NaN for what was not measured. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Into a session's worker. */
export type ToWorker =
  | {
    readonly type: "start";
    readonly options: RunOptions;
    /** Simulated seconds after which it ends by itself; null for never. */
    readonly seconds: number | null;
  }
  | { readonly type: "stop" }
  | Command;

/** What broke a run. A posted error would lose its class, so its parts travel. */
export interface Failure {
  readonly type: "failed";
  readonly name: string;
  readonly message: string;
}

/** Out of a session's worker: encoded frames travel as bare bytes. */
export type FromWorker =
  | Hello
  | Failure
  | { readonly type: "result"; readonly result: RunResult };
