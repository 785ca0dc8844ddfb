import { fileURLToPath } from "node:url";
import { isDebian } from "./debian.ts";

/** Where the tests look for photographs. */
export const PHOTOGRAPHS = new URL("../.farsight/photographs/", import.meta.url);

/** The Debian package that holds them, and where in it. */
const PACKAGE = "python3-skimage";
const WITHIN = "./usr/lib/python3/dist-packages/skimage/data/";

/**
 * The motorcycle of Scharstein et al. 2014 ("High-Resolution Stereo Datasets with Subpixel-Accurate Ground
 * Truth", GCPR), a rectified pair at a quarter of its size with measured disparities, as scikit-image
 * ships it.
 */
export const MOTORCYCLE = ["motorcycle_left.png", "motorcycle_right.png", "motorcycle_disp.npz"];

/**
 * Fetches the photographs that tests of stereo go by, where that is allowed: 20 MB, as root on Debian or
 * Ubuntu. The package is taken apart, not installed. Where it cannot be had those tests are left out.
 */
export async function ensurePhotographs(say: (line: string) => void): Promise<void> {
  if (await havePhotographs() || !await isDebian() || Deno.uid() !== 0) return;
  say("Fetching a photographed stereo pair for the tests (once, 20 MB) ...");
  await Deno.mkdir(PHOTOGRAPHS, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: fileURLToPath(PHOTOGRAPHS) });
  try {
    // Without package lists, in a bare container, the first try finds nothing.
    if (!await succeeds("apt-get", ["-qq", "download", PACKAGE], folder)) {
      await succeeds("apt-get", ["-qq", "update"], folder);
      await succeeds("apt-get", ["-qq", "download", PACKAGE], folder);
    }
    for await (const { name } of Deno.readDir(folder)) {
      if (name.endsWith(".deb")) await succeeds("dpkg-deb", ["-x", name, "."], folder);
    }
    for (const name of MOTORCYCLE) {
      await Deno.rename(`${folder}/${WITHIN}${name}`, new URL(name, PHOTOGRAPHS));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    say(`There are none in ${PACKAGE}: tests that go by them are left out.`);
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

async function succeeds(command: string, args: readonly string[], cwd: string): Promise<boolean> {
  const { success } = await new Deno.Command(command, {
    args: [...args],
    cwd,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}
