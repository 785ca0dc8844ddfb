import type { Command, Hello, SessionLink } from "./protocol.ts";
import type { FromWorker, RunOptions, RunResult, ToWorker } from "./worker_protocol.ts";

/** A session running in a worker of its own, so that a busy GPU never stalls whoever serves it. */
export interface WorkerSession extends SessionLink {
  /** Resolves with what was measured once the run ended; rejects if it broke. */
  readonly result: Promise<RunResult>;
  /** Asks the run to end after the frame under way. */
  stop(): void;
}

/**
 * Starts a session in a worker.
 *
 * @param seconds Simulated seconds after which it ends by itself; null for never.
 */
export function startSession(options: RunOptions, seconds: number | null): WorkerSession {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const watchers = new Set<(message: string | Uint8Array<ArrayBuffer>) => void>();
  const hello = Promise.withResolvers<Hello>();
  const result = Promise.withResolvers<RunResult>();
  // Whoever awaits neither is told by the other; an unheard rejection must not end the process.
  hello.promise.catch(() => {});
  result.promise.catch(() => {});
  const broadcast = (message: string | Uint8Array<ArrayBuffer>) => {
    for (const watcher of watchers) watcher(message);
  };
  const fail = (reason: string) => {
    const error = new Error(reason);
    broadcast(JSON.stringify({ type: "ended", reason }));
    hello.reject(error);
    result.reject(error);
    worker.terminate();
  };
  worker.onmessage = ({ data }: MessageEvent<FromWorker | Uint8Array<ArrayBuffer>>) => {
    if (data instanceof Uint8Array) return broadcast(data);
    if (data.type === "hello") return hello.resolve(data);
    if (data.type === "ended") return fail(data.reason);
    broadcast(JSON.stringify({ type: "ended", reason: "the time asked for is over" }));
    result.resolve(data.result);
    worker.terminate();
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message);
  };
  const post = (message: ToWorker) => worker.postMessage(message);
  post({ type: "start", options, seconds });
  return {
    hello: hello.promise,
    result: result.promise,
    subscribe(onMessage) {
      watchers.add(onMessage);
      return () => watchers.delete(onMessage);
    },
    send: (command: Command) => post(command),
    stop: () => post({ type: "stop" }),
  };
}
