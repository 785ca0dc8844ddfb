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
