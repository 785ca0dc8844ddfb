import { installPackages } from "./debian.ts";

/** The Debian package of a browser that the tests can drive. */
export const BROWSER_PACKAGE = "chromium";

/** Where a Chromium that the browser tests can drive is looked for, in this order. */
const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The path of a Chromium on this machine, or null. `FARSIGHT_CHROMIUM` names another one. */
export async function findBrowser(): Promise<string | null> {
  const named = Deno.env.get("FARSIGHT_CHROMIUM");
  for (const path of named ? [named] : PATHS) {
    try {
      if ((await Deno.stat(path)).isFile) return path;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return null;
}

/** Makes sure that the browser tests find a Chromium. */
export async function ensureBrowser(say: (line: string) => void): Promise<void> {
  if (await findBrowser()) return;
  await installPackages([BROWSER_PACKAGE], "No Chromium was found for the browser tests", say);
}
