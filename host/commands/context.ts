import { fileURLToPath } from "node:url";
import { shippedWeights } from "../../models/mod.ts";
import { CheckpointError } from "../../vision/mod.ts";
import type { Files } from "../files.ts";

/** What every command is handed by the command line. */
export interface CommandContext {
  readonly version: string;
  readonly files: Files;
  /** A line for the person at the terminal. */
  say(line: string): void;
}

/** The line that names the adapter, with a warning where it is the processor. */
export function adapterLine(name: string, software: boolean): string {
  return software
    ? `adapter: ${name} (a software adapter: speeds are a processor's)`
    : `adapter: ${name}`;
}

/** Path of a model's weights: those that were named, or else the shipped ones. */
export function weightsPath(model: string, named?: string, net?: string): string {
  return named ?? fileURLToPath(shippedWeights(model, net));
}

/**
 * What `run` gives; weights that it cannot use are told by the file that they came from.
 *
 * @param path Of that file; a function where `run` itself chooses it.
 */
export function usingWeights<T>(
  path: string | (() => string),
  run: () => Promise<T>,
): Promise<T> {
  return using("weights", path, run);
}

/** What `run` gives; a checkpoint that it cannot go on from is told by its file. */
export function usingCheckpoint<T>(path: string, run: () => Promise<T>): Promise<T> {
  return using("checkpoint", path, run);
}

async function using<T>(
  what: string,
  path: string | (() => string),
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    const file = typeof path === "string" ? path : path();
    throw new CheckpointError(`Cannot use the ${what} ${file}: ${error.message}`);
  }
}
