import { fileURLToPath } from "node:url";
import { type Device, parseChoices, requestDevice, type TuningChoices } from "../vision/mod.ts";
import { findAdapter } from "./adapter.ts";
import type { Files } from "./files.ts";

const FOLDER = new URL("../.farsight/tuning/", import.meta.url);

/** Where the kernels chosen for an adapter are kept. */
function tuningPath(adapter: string): string {
  const name = adapter.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  return fileURLToPath(new URL(`${name}.json`, FOLDER));
}

/**
 * Lets the device use the kernels that were chosen for its adapter in earlier runs. They are a memory, no
 * more: one that is missing or broken is made anew.
 *
 * @returns Keeps what has been chosen since, where anything has; where the disk is closed, nothing.
 */
export async function useTuning(device: Device, files: Files): Promise<() => Promise<void>> {
  const path = tuningPath(device.adapter.name);
  device.tuner.remember(await readChoices(files, path));
  const before = JSON.stringify(device.tuner.choices);
  return async () => {
    const { choices } = device.tuner;
    if (JSON.stringify(choices) === before) return;
    // Another process may have chosen meanwhile. A folder that may not be written to costs the next
    // start some seconds, and nobody a run.
    const all = { ...await readChoices(files, path), ...choices };
    await files.write(path, `${JSON.stringify(all, null, 1)}\n`).catch(() => {});
  };
}

/**
 * The kernels for a device that someone else will ask for: those chosen earlier for this machine's
 * adapter, and, on a graphics card, those that `measure` chooses now. On a software adapter measuring
 * takes seconds of compiling, and confirms what is expected.
 */
export async function tuningFor(
  files: Files,
  measure: (device: Device) => Promise<void>,
): Promise<TuningChoices> {
  const adapter = await findAdapter();
  if (!adapter) return {};
  if (adapter.software) return await readChoices(files, tuningPath(adapter.name));
  const device = await requestDevice();
  try {
    const keep = await useTuning(device, files);
    await measure(device);
    await keep();
    return device.tuner.choices;
  } finally {
    await device.gpu.queue.onSubmittedWorkDone().catch(() => {});
    device.gpu.destroy();
  }
}

async function readChoices(files: Files, path: string): Promise<TuningChoices> {
  try {
    return parseChoices(new TextDecoder().decode(await files.read(path)));
  } catch {
    return {};
  }
}
