/** Ctrl-C and its like, in the order of their politeness; Windows knows the first alone. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM"];

/** A signal this long after the first one is another Ctrl-C, not an echo of it: milliseconds. */
const AGAIN_MS = 500;

/** The exit code of a program that an interrupt ended, by the shells' convention. */
const INTERRUPTED = 130;

/**
 * Calls `stop` at the first Ctrl-C (or SIGTERM), so that work ends by itself, is told and written;
 * the exit code is then that of any run. A second Ctrl-C ends the process where it stands.
 *
 * @returns What stops listening.
 */
export function onInterrupt(stop: () => void): () => void {
  let first = NaN;
  const listener = () => {
    const now = performance.now();
    if (Number.isNaN(first)) {
      first = now;
      stop();
    } else if (now - first > AGAIN_MS) {
      // A progress bar hides the cursor.
      if (Deno.stderr.isTerminal()) Deno.stderr.writeSync(new TextEncoder().encode("\x1b[?25h\n"));
      Deno.exit(INTERRUPTED);
    }
  };
  for (const signal of SIGNALS) Deno.addSignalListener(signal, listener);
  return () => {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, listener);
  };
}
