import { setGpuEnvironment } from "../../host/environment.ts";
import { requestDevice } from "../../vision/adapter.ts";
import type { Device } from "../../vision/device.ts";

setGpuEnvironment();

let requested: Promise<Device> | null = null;
let device: Device | null = null;

/** The engine's device of this test process, requested once. */
export function visionDevice(): Promise<Device> {
  if (!requested) {
    requested = requestDevice().then((made) => device = made);
    // A process that ends while a driver still holds threads may crash in its last moment.
    globalThis.addEventListener("unload", () => device?.gpu.destroy());
  }
  return requested;
}
