import { type Clock } from "../../agents/session/drive.ts";
import { Session } from "../../agents/session/session.ts";
import { startSession } from "../../agents/session/worker_link.ts";
import type { RunOptions, RunResult } from "../../agents/session/worker_protocol.ts";
import { shippedWeights } from "../../models/mod.ts";
import { serve } from "../../routes/_serve.ts";
import { requestDevice } from "../../vision/mod.ts";
import { startProgress } from "../progress.ts";
import { metricLines, writeReport } from "../report.ts";
import { adapterLine, type CommandContext } from "./context.ts";

/** What `farsight sim` is asked for. */
export interface SimOptions {
  readonly scenario: string;
  readonly agent: string;
  readonly seed: number;
  readonly seconds?: number;
  readonly headless: boolean;
  readonly port: number;
  readonly weather: string;
  readonly hour: number;
  readonly report?: string;
}

/** `farsight sim`: a world with an agent in it, with or without the page that shows it. */
export async function sim(options: SimOptions, context: CommandContext): Promise<void> {
  const { version, files, say } = context;
  const weights = await files.read(
    decodeURIComponent(shippedWeights("terrain_labels").pathname),
  );
  const { scenario, agent, seed, weather, hour } = options;
  const run: RunOptions = { scenario, agent, seed, weather, hour, weights, version };
  const seconds = options.seconds ?? null;
  const result = options.headless
    ? await runHeadless(run, seconds, context)
    : await runWithPage(run, seconds, options.port, context);
  for (const line of metricLines(result.metrics)) say(line);
  if (options.report) {
    const { seed, ticks, simSeconds, wallSeconds, stateHash, adapter, softwareAdapter, metrics } =
      result;
    await writeReport(files, options.report, {
      command: "sim",
      scenario,
      agent,
      seed,
      adapter,
      softwareAdapter,
      version,
      ticks,
      simSeconds,
      wallSeconds,
      stateHash,
      metrics,
    });
  }
}

const clock: Clock = {
  now: () => performance.now() / 1000,
  sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
};

/** As fast as the machine can, until the time is over or the episode ends. */
async function runHeadless(
  run: RunOptions,
  seconds: number | null,
  { say }: CommandContext,
): Promise<RunResult> {
  const started = clock.now();
  const device = await requestDevice();
  say(adapterLine(device.adapter.name, device.adapter.software));
  const session = await Session.create(device, run, { clock, watched: false });
  let stopped = false;
  const stop = () => stopped = true;
  Deno.addSignalListener("SIGINT", stop);
  const limit = seconds ?? session.timeLimit;
  const progress = startProgress(`sim ${run.scenario}`, Math.round(limit));
  while (!stopped && !session.over && session.simSeconds < limit - 1e-9) {
    await session.advance();
    progress.update(Math.floor(session.simSeconds), `s simulated  ${session.intent}`);
  }
  progress.stop();
  Deno.removeSignalListener("SIGINT", stop);
  const result = { ...session.result(), wallSeconds: clock.now() - started };
  session.dispose();
  return result;
}

/** In a worker at the wall clock's pace, with the page on 127.0.0.1, until Ctrl-C or the time is over. */
async function runWithPage(
  run: RunOptions,
  seconds: number | null,
  port: number,
  { say }: CommandContext,
): Promise<RunResult> {
  const session = startSession(run, seconds);
  const server = await serve({ session, port, onError: (error) => say(`page: ${error}`) })
    .catch((error: unknown) => {
      session.stop();
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
      throw new Deno.errors.AddrInUse(
        `Cannot serve the page on port ${port}: something listens there; choose another --port`,
      );
    });
  const stop = () => session.stop();
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
  try {
    const hello = await session.hello;
    say(adapterLine(hello.adapter, hello.softwareAdapter));
    say(`Farsight is at ${server.address}  (Ctrl-C ends it)`);
    return await session.result;
  } finally {
    await server.stop();
    Deno.removeSignalListener("SIGINT", stop);
    Deno.removeSignalListener("SIGTERM", stop);
  }
}
