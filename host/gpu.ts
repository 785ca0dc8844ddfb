import { type Device, requestDevice } from "../vision/mod.ts";

const open: Device[] = [];

/**
 * The device of a command; {@link closeDevices} lets go of it.
 *
 * @throws {DeviceError} If there is none.
 */
export async function openDevice(): Promise<Device> {
  const device = await requestDevice();
  open.push(device);
  return device;
}

/**
 * Waits until the devices rest, and lets go of them. A process that exits while a driver still
 * computes on threads of its own may crash in place of giving its exit code.
 */
export async function closeDevices(): Promise<void> {
  for (const { gpu } of open.splice(0)) {
    // A device that is lost has nothing left to wait for.
    await gpu.queue.onSubmittedWorkDone().catch(() => {});
    gpu.destroy();
  }
}
