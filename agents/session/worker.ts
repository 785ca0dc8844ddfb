/** A session's worker: owns the device, the world, the nets and the agent; speaks messages alone. */
import { type Device, requestDevice } from "../../vision/mod.ts";
import { type Clock, Drive } from "./drive.ts";
import { type Command, encodeFrame } from "./protocol.ts";
import { Session } from "./session.ts";
import type { Failure, FromWorker, RunOptions, RunResult, ToWorker } from "./worker_protocol.ts";

const scope = self as unknown as {
  postMessage(message: FromWorker | Uint8Array<ArrayBuffer>, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};

// A worker cannot be handed a clock, so this root makes the one that paces and times the run.
const clock: Clock = {
  now: () => performance.now() / 1000,
  sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
};

let drive: Drive | null = null;
/** What was asked for before there was a drive. */
let stopped = false;
const early: Command[] = [];

async function run(options: RunOptions, seconds: number | null): Promise<RunResult> {
  const started = clock.now();
  const device = await requestDevice();
  try {
    const result = await driveOn(device, options, seconds);
    return { ...result, wallSeconds: clock.now() - started };
  } finally {
    // A worker must not be ended while the driver still computes on threads of its own.
    await device.gpu.queue.onSubmittedWorkDone().catch(() => {});
    device.gpu.destroy();
  }
}

async function driveOn(
  device: Device,
  options: RunOptions,
  seconds: number | null,
): Promise<Omit<RunResult, "wallSeconds">> {
  const session = await Session.create(device, options, { clock, watched: true });
  scope.postMessage(session.hello(options.version));
  drive = new Drive(session, clock, () => {
    const frame = session.frame(drive!.paused);
    if (!frame) return;
    const bytes = encodeFrame(frame);
    scope.postMessage(bytes, [bytes.buffer]);
  });
  for (const command of early) drive.command(command);
  if (stopped) drive.stop();
  await drive.run(seconds ?? Infinity);
  const result = session.result();
  session.dispose();
  return result;
}

function failureOf(error: unknown): Failure {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { type: "failed", name, message };
}

scope.onmessage = ({ data }) => {
  if (data.type === "start") {
    run(data.options, data.seconds).then(
      (result) => scope.postMessage({ type: "result", result }),
      (error: unknown) => scope.postMessage(failureOf(error)),
    );
  } else if (data.type === "stop") {
    stopped = true;
    drive?.stop();
  } else if (drive) {
    drive.command(data);
  } else {
    early.push(data);
  }
};
