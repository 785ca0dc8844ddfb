import process from "node:process";
import { Presets, SingleBar } from "cli-progress";

/** Shows how far a long piece of work has come. */
export interface Progress {
  /** `done` of the total, and a few words on how it goes ("loss 0.41  38 frames/s"). */
  update(done: number, note: string): void;
  /** Leaves the last state standing. */
  stop(): void;
}

/** Seconds between lines where no terminal shows a bar. */
const LINE_SECONDS = 5;

/**
 * A progress bar on a terminal, or a plain line every few seconds where standard error is piped.
 *
 * @param label What is going on ("train terrain_labels").
 * @param total Units of work at which it is done.
 */
export function startProgress(label: string, total: number, from = 0): Progress {
  return Deno.stderr.isTerminal() ? terminalBar(label, total, from) : plainLines(label, total);
}

function terminalBar(label: string, total: number, from: number): Progress {
  const bar = new SingleBar({
    format: `${label} [{bar}] {value}/{total}  {note}  eta {eta_formatted}`,
    hideCursor: true,
    stream: process.stderr,
  }, Presets.rect);
  bar.start(total, from, { note: "" });
  return {
    update: (done, note) => bar.update(done, { note }),
    stop: () => bar.stop(),
  };
}

function plainLines(label: string, total: number): Progress {
  let last = -Infinity;
  let pending = "";
  const print = (line: string) => Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
  return {
    update(done, note) {
      const line = `${label} ${done}/${total}  ${note}`;
      const now = performance.now() / 1000;
      if (now - last < LINE_SECONDS) {
        pending = line;
        return;
      }
      last = now;
      pending = "";
      print(line);
    },
    stop() {
      if (pending) print(pending);
      pending = "";
    },
  };
}
