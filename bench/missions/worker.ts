/** Drives missions on a device of its own: one message each way for each, and one for each second driven. */
import { type Device, requestDevice } from "../../vision/mod.ts";
import { type Mission, MissionDriver, type MissionResult } from "./mission.ts";

/** Into the worker: first the weights, then missions one by one; "stop" breaks one off, null ends it. */
export type ToDriver =
  | { readonly weights: Uint8Array }
  | { readonly mission: Mission }
  | "stop"
  | null;

/** Out of the worker. */
export type FromDriver =
  | { readonly type: "second"; readonly second: number }
  | { readonly type: "result"; readonly result: MissionResult }
  | { readonly type: "ended" }
  | { readonly type: "failed"; readonly name: string; readonly message: string };

const scope = self as unknown as {
  postMessage(message: FromDriver): void;
  onmessage: ((event: MessageEvent<ToDriver>) => void) | null;
};

let device: Device | null = null;
let driver: MissionDriver | null = null;
let weights = new Uint8Array();
let stopped = false;

async function obey(message: ToDriver): Promise<void> {
  if (message === null) {
    driver?.dispose();
    // A worker must not be ended while the driver still computes on threads of its own.
    await device?.gpu.queue.onSubmittedWorkDone();
    device?.gpu.destroy();
    return scope.postMessage({ type: "ended" });
  }
  if (message === "stop") {
    stopped = true;
    return;
  }
  if ("weights" in message) {
    weights = new Uint8Array(message.weights);
    return;
  }
  device ??= await requestDevice();
  driver ??= new MissionDriver(device, weights);
  const result = await driver.drive(
    message.mission,
    (second) => {
      if (stopped) throw new Error(`Cannot drive on: the mission was broken off`);
      scope.postMessage({ type: "second", second });
    },
  );
  scope.postMessage({ type: "result", result });
}

scope.onmessage = ({ data }) => {
  obey(data).catch((error: unknown) => {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    scope.postMessage({ type: "failed", name, message });
  });
};
