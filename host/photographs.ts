import { fileURLToPath } from "node:url";
import { isDebian } from "./debian.ts";

/** Where the tests look for photographs. */
export const PHOTOGRAPHS = new URL("../.farsight/photographs/", import.meta.url);

/** The Debian package that holds them, and where in it. */
const PACKAGE = "python3-skimage";
const WITHIN = "usr/lib/python3/dist-packages/skimage/data";

/**
 * The motorcycle of Scharstein et al. 2014 ("High-Resolution Stereo Datasets with Subpixel-Accurate Ground
 * Truth", GCPR), a rectified pair at a quarter of its size with measured disparities, as scikit-image
 * ships it.
 */
export const MOTORCYCLE = ["motorcycle_left.png", "motorcycle_right.png", "motorcycle_disp.npz"];

/** Seconds that any step of fetching may take. */
const PATIENCE = 60;

/**
 * Fetches the photographs that tests of stereo go by, where that is allowed: 20 MB, once, as root on Debian or
 * Ubuntu. The package is taken apart, not installed. Where it cannot be had, this says so and those tests
 * are left out.
 */
export async function ensurePhotographs(say: (line: string) => void): Promise<void> {
  if (await havePhotographs() || !await isDebian() || Deno.uid() !== 0) return;
  say("Fetching a photographed stereo pair for the tests (once, 20 MB) ...");
  await Deno.mkdir(PHOTOGRAPHS, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: fileURLToPath(PHOTOGRAPHS) });
  try {
    const failed = await fetchInto(folder);
    if (failed) say(`Left out the tests that go by photographs: ${failed} failed.`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Whether all of them are there. */
export async function havePhotographs(): Promise<boolean> {
  try {
    for (const name of MOTORCYCLE) await Deno.stat(new URL(name, PHOTOGRAPHS));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The step that failed, or null. */
async function fetchInto(folder: string): Promise<string | null> {
  const download = ["apt-get", "-qq", "download", PACKAGE];
  // Without package lists, in a bare container, the first try finds nothing.
  if (!await succeeds(download, folder)) {
    const update = ["apt-get", "-qq", "update"];
    if (!await succeeds(update, folder)) return update.join(" ");
    if (!await succeeds(download, folder)) return download.join(" ");
  }
  const files = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  const archive = files.find((name) => name.endsWith(".deb")) ?? "";
  const unpack = ["dpkg-deb", "-x", archive, "."];
  if (!await succeeds(unpack, folder)) return unpack.join(" ");
  for (const name of MOTORCYCLE) {
    try {
      await Deno.rename(`${folder}/${WITHIN}/${name}`, new URL(name, PHOTOGRAPHS));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return `looking for ${name} in ${archive}`;
    }
  }
  return null;
}

async function succeeds([command, ...args]: readonly string[], cwd: string): Promise<boolean> {
  const signal = AbortSignal.timeout(1000 * PATIENCE);
  try {
    const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
    const { success } = await new Deno.Command(command!, { args, cwd, signal, ...quiet }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
