/**
 * Set-up of a fresh machine: `prepare.ts driver` for running, `prepare.ts driver browser photographs` for
 * the tests. What is there already costs a look and prints nothing.
 */
import { ensureBrowser } from "./browser.ts";
import { SetupError } from "./debian.ts";
import { ensureDriver } from "./driver.ts";
import { ensurePhotographs } from "./photographs.ts";

const steps: Record<string, (say: (line: string) => void) => Promise<void>> = {
  driver: ensureDriver,
  browser: ensureBrowser,
  photographs: ensurePhotographs,
};

if (import.meta.main) {
  const say = (line: string) => Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
  try {
    for (const name of Deno.args) {
      const step = steps[name];
      if (!step) {
        throw new SetupError(
          `Unknown set-up step "${name}": known are ${Object.keys(steps).join(", ")}`,
        );
      }
      await step(say);
    }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    Deno.exit(2);
  }
}
