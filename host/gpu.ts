import { type Device, requestDevice } from "../vision/mod.ts";
import type { Files } from "./files.ts";
import { useTuning } from "./tuning.ts";

const open: { readonly device: Device; keepTuning(): Promise<void> }[] = [];

/**
 * The device of a command, with the kernels that were chosen for its adapter before; {@link closeDevices}
 * lets go of it, and keeps what was chosen since.
 *
 * @throws {DeviceError} If there is none.
 */
export async function openDevice(files: Files): Promise<Device> {
  const device = await requestDevice();
  open.push({ device, keepTuning: await useTuning(device, files) });
  return device;
}

/**
 * Waits until the devices rest, and lets go of them. A process that exits while a driver still
 * computes on threads of its own may crash in place of giving its exit code.
 */
export async function closeDevices(): Promise<void> {
  for (const { device: { gpu }, keepTuning } of open.splice(0)) {
    await keepTuning();
    // A device that is lost has nothing left to wait for.
    await gpu.queue.onSubmittedWorkDone().catch(() => {});
    gpu.destroy();
  }
}
