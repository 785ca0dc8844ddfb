import { CheckpointError } from "../vision/mod.ts";
import type { TrainOptions } from "./model.ts";

/** Where a run begins and ends, and what decides all that it draws. */
export interface RunPlan {
  /** Steps done before. */
  readonly first: number;
  readonly seed: number;
  /** Steps in all. */
  readonly steps: number;
}

/** Seed of a run where none is asked for. */
export const DEFAULT_SEED = 1;

/**
 * The plan of a run, of what is asked and what a checkpoint says (its free text; `null` for a new run).
 *
 * @param steps The recipe's own.
 * @throws {CheckpointError} If the two do not fit.
 */
export function runPlan(
  options: Pick<TrainOptions, "seed" | "steps">,
  metadata: Readonly<Record<string, string>> | null,
  steps: number,
): RunPlan {
  if (!metadata) {
    return { first: 0, seed: options.seed ?? DEFAULT_SEED, steps: options.steps ?? steps };
  }
  const first = wholeNumber("step", metadata.step);
  const seed = wholeNumber("seed", metadata.seed);
  const all = options.steps ?? wholeNumber("steps", metadata.steps);
  if (options.seed !== undefined && options.seed !== seed) {
    throw new CheckpointError(
      `Cannot resume with seed ${options.seed}: the run that is to go on has seed ${seed}`,
    );
  }
  if (all < first) {
    throw new CheckpointError(
      `Cannot resume a run of ${all} steps in all: the checkpoint has done ${first} already`,
    );
  }
  return { first, seed, steps: all };
}

/** What a checkpoint says of its run. */
function wholeNumber(name: string, text: string | undefined): number {
  const value = Number(text ?? NaN);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new CheckpointError(
    `Cannot resume: the checkpoint should name its ${name} as a whole number, it says ` +
      `${text ?? "nothing"}`,
  );
}
