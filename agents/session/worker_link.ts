import type { Command, Hello, SessionLink } from "./protocol.ts";
import { revivedError } from "./revived_error.ts";
import type { Failure, FromWorker, RunOptions, RunResult, ToWorker } from "./worker_protocol.ts";

/** A session running in a worker of its own, so that a busy GPU never stalls whoever serves it. */
export interface WorkerSession extends SessionLink {
  /** Resolves with what was measured once the run ended; rejects if it broke. */
  readonly result: Promise<RunResult>;
  /** Asks the run to end after the frame under way; `result` still comes. */
  stop(): void;
}

/**
 * What the worker itself may touch where its host can say so (Deno; a tab ignores it): nothing but
 * the graphics device, which needs no leave. What it needs to read is handed to it.
 */
const LEAST = { type: "module", deno: { permissions: "none" } } as const;

/**
 * Starts a session in a worker.
 *
 * @param seconds Simulated seconds after which it ends by itself; null for never.
 */
export function startSession(options: RunOptions, seconds: number | null): WorkerSession {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), LEAST);
  const watchers = new Set<(message: string | Uint8Array<ArrayBuffer>) => void>();
  const hello = Promise.withResolvers<Hello>();
  const result = Promise.withResolvers<RunResult>();
  // Whoever awaits neither is told by the other; an unheard rejection must not end the process.
  hello.promise.catch(() => {});
  result.promise.catch(() => {});
  let stopped = false;
  let over = false;
  const broadcast = (message: string | Uint8Array<ArrayBuffer>) => {
    for (const watcher of watchers) watcher(message);
  };
  const end = (reason: string) => {
    over = true;
    worker.terminate();
    broadcast(JSON.stringify({ type: "ended", reason }));
  };
  const fail = (failure: Omit<Failure, "type">) => {
    if (over) return;
    const error = revivedError(failure);
    end(error.message);
    hello.reject(error);
    result.reject(error);
  };
  worker.onmessage = ({ data }: MessageEvent<FromWorker | Uint8Array<ArrayBuffer>>) => {
    if (over) return;
    if (data instanceof Uint8Array) return broadcast(data);
    if (data.type === "hello") return hello.resolve(data);
    if (data.type === "failed") return fail(data);
    end(stopped ? "the run was stopped" : "the time asked for is over");
    result.resolve(data.result);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail({ name: "Error", message: event.message });
  };
  const post = (message: ToWorker) => {
    if (!over) worker.postMessage(message);
  };
  post({ type: "start", options, seconds });
  return {
    hello: hello.promise,
    result: result.promise,
    subscribe(onMessage) {
      watchers.add(onMessage);
      return () => watchers.delete(onMessage);
    },
    send: (command: Command) => post(command),
    stop() {
      stopped = true;
      post({ type: "stop" });
    },
  };
}
