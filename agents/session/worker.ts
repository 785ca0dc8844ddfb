/** A session's worker: owns the device, the world, the nets and the agent; speaks messages alone. */
import { requestDevice } from "../../vision/mod.ts";
import { type Clock, Drive } from "./drive.ts";
import { encodeFrame } from "./protocol.ts";
import { Session } from "./session.ts";
import type { FromWorker, RunOptions, ToWorker } from "./worker_protocol.ts";

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

async function run(options: RunOptions, seconds: number | null): Promise<void> {
  const started = clock.now();
  const device = await requestDevice();
  const session = await Session.create(device, options, { clock, watched: true });
  scope.postMessage(session.hello(options.version));
  drive = new Drive(session, clock, () => {
    const frame = session.frame(drive!.paused);
    if (!frame) return;
    const bytes = encodeFrame(frame);
    scope.postMessage(bytes, [bytes.buffer]);
  });
  await drive.run(seconds ?? Infinity);
  const result = { ...session.result(), wallSeconds: clock.now() - started };
  session.dispose();
  scope.postMessage({ type: "result", result });
}

scope.onmessage = ({ data }) => {
  if (data.type === "start") {
    run(data.options, data.seconds).catch((error: unknown) => {
      scope.postMessage({
        type: "ended",
        reason: error instanceof Error ? error.message : String(error),
      });
    });
  } else if (data.type === "stop") {
    drive?.stop();
  } else {
    drive?.command(data);
  }
};
