import type { StepRecord } from "../models/mod.ts";
import { FileError, type Files } from "./files.ts";

/** A line of `log.jsonl`. */
export interface LoggedStep extends StepRecord {
  /** Seconds of training so far, all starts of the run together. */
  readonly seconds: number;
}

/** Steps over which the shown loss is averaged. */
const LOSS_WINDOW = 20;

/** What a run has learned step by step, kept over stops and starts as `log.jsonl`. */
export class TrainingLog {
  #earlier: readonly LoggedStep[];
  readonly #records: LoggedStep[] = [];

  /** `earlier` holds the steps of earlier starts. */
  constructor(earlier: readonly LoggedStep[] = []) {
    this.#earlier = earlier;
  }

  /**
   * The log of a run that is to go on; an empty one where none was kept.
   *
   * @throws {FileError} If it cannot be read or a line is no record.
   */
  static async read(files: Files, path: string): Promise<TrainingLog> {
    if (!await files.exists(path)) return new TrainingLog();
    const text = new TextDecoder().decode(await files.read(path));
    const earlier = text.split("\n").flatMap((line, i) => {
      if (line === "") return [];
      try {
        const record: LoggedStep = JSON.parse(line);
        if (Number.isInteger(record.step) && Number.isFinite(record.loss)) return [record];
      } catch {
        // Said below, with the line's number.
      }
      throw new FileError(`Cannot continue ${path}: line ${i + 1} is no record of a step`);
    });
    return new TrainingLog(earlier);
  }

  /** Seconds of training in earlier starts, up to where this one began. */
  get earlierSeconds(): number {
    return this.#earlier.at(-1)?.seconds ?? 0;
  }

  /** Takes a step in, `seconds` after this start. */
  add(record: StepRecord, seconds: number): void {
    if (this.#records.length === 0) {
      // Steps that the checkpoint had not seen are done again, and count once.
      this.#earlier = this.#earlier.filter(({ step }) => step < record.step);
    }
    const total = this.earlierSeconds + seconds;
    this.#records.push({ ...record, seconds: Math.round(total * 10) / 10 });
  }

  /** The newest step of this start. */
  get last(): LoggedStep | undefined {
    return this.#records.at(-1);
  }

  /** Mean loss of the newest steps of this start. */
  get recentLoss(): number {
    const recent = this.#records.slice(-LOSS_WINDOW);
    return recent.reduce((sum, { loss }) => sum + loss, 0) / recent.length;
  }

  /** The whole run, a line a step. */
  lines(): string {
    return [...this.#earlier, ...this.#records].map((step) => `${JSON.stringify(step)}\n`).join("");
  }
}
