import { type Agent, createAgent, usualAgent } from "../../agents/mod.ts";
import { labelNetFor } from "../../agents/session/label_nets.ts";
import { Session } from "../../agents/session/session.ts";
import { startSession } from "../../agents/session/worker_link.ts";
import type { RunOptions, RunResult } from "../../agents/session/worker_protocol.ts";
import { tuneLabeller } from "../../models/labelling/pixel_labeller.ts";
import { serve } from "../../routes/_serve.ts";
import { scenarioNamed } from "../../sim/mod.ts";
import { ROVER_CAMERA } from "../../sim/sensors/camera.ts";
import type { Device } from "../../vision/mod.ts";
import { wallClock } from "../clock.ts";
import { openDevice } from "../gpu.ts";
import { drop } from "../permissions.ts";
import { startProgress } from "../progress.ts";
import { tuningFor } from "../tuning.ts";
import { metricLines, type Report, writeReport } from "../report.ts";
import { onInterrupt } from "../signals.ts";
import { adapterLine, type CommandContext, usingWeights, weightsPath } from "./context.ts";

/** What `farsight sim` is asked for. */
export interface SimOptions {
  readonly scenario: string;
  /** The scenario's usual one where not given. */
  readonly agent?: string;
  readonly seed: number;
  readonly seconds?: number;
  readonly headless: boolean;
  readonly port: number;
  readonly weather: string;
  readonly hour: number;
  /** Whether an agent that has a long-range eye uses it, and whether that learns; true where not given. */
  readonly longRange?: boolean;
  readonly adapt?: boolean;
  readonly report?: string;
}

/** `farsight sim`: a world with an agent in it, with or without the page that shows it. */
export async function sim(options: SimOptions, context: CommandContext): Promise<void> {
  const { version, files, say } = context;
  if (options.report) await files.ensureWritable(options.report);
  const { scenario, seed, weather, hour } = options;
  const { agent = usualAgent(scenarioNamed(scenario)) } = options;
  const driver = createAgent(agent);
  const seeing = driver.openEyes
    ? await ownEyes(driver, options, context)
    : await labelledCamera(options, context);
  const { path, parts, tune, eye } = seeing;
  const tuning = await tuningFor(files, tune);
  const run: RunOptions = { scenario, agent, seed, weather, hour, tuning, version, ...parts };
  const seconds = options.seconds ?? null;
  // Once all has been read, only a report is a reason to touch the disk again.
  const leaveDisk = () => options.report ? Promise.resolve() : drop("read", "write");
  const result = await usingWeights(
    path,
    () =>
      options.headless
        ? runHeadless(run, seconds, context, leaveDisk)
        : runWithPage(run, seconds, options.port, context, leaveDisk),
  );
  for (const line of metricLines(result.metrics)) say(line);
  if (options.report) {
    const { seed, ticks, simSeconds, wallSeconds, stateHash, adapter, softwareAdapter, metrics } =
      result;
    await writeReport(files, options.report, {
      command: "sim",
      scenario,
      agent,
      ...eye && { longRange: eye },
      seed,
      weather,
      hour,
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

/** What a run's seeing takes: weights, where they came from, and what measures kernels for them. */
interface Seeing {
  readonly path: string;
  readonly parts: Pick<RunOptions, "weights" | "longRange">;
  /** What the long-range eye does, where the agent may have one. */
  readonly eye?: NonNullable<Report["longRange"]>;
  tune(device: Device): Promise<void>;
}

/** The session's camera, labelled by the net that knows the place. */
async function labelledCamera(options: SimOptions, { files }: CommandContext): Promise<Seeing> {
  const net = labelNetFor(options);
  const path = weightsPath(net.model);
  const { width, height } = ROVER_CAMERA;
  return {
    path,
    parts: { weights: await files.read(path) },
    tune: (device) => tuneLabeller(device, net.design, width, height),
  };
}

/** The agent's own eyes, the long-range one as it was asked for. */
async function ownEyes(
  agent: Agent,
  { longRange = true, adapt = true }: SimOptions,
  { files }: CommandContext,
): Promise<Seeing> {
  const path = weightsPath(agent.name);
  return {
    path,
    parts: longRange ? { longRange: { weights: await files.read(path), adapt } } : {},
    eye: longRange ? adapt ? "learns" : "fixed" : "none",
    tune: async (device) => {
      if (longRange) await agent.tuneEyes?.(device);
    },
  };
}

/** As fast as the machine can, until the time is over, the episode ends or Ctrl-C. */
async function runHeadless(
  run: RunOptions,
  seconds: number | null,
  { files, say }: CommandContext,
  leaveDisk: () => Promise<void>,
): Promise<RunResult> {
  await drop("net");
  await leaveDisk();
  const started = wallClock.now();
  let stopped = false;
  const deafen = onInterrupt(() => stopped = true);
  const device = await openDevice(files);
  say(adapterLine(device.adapter.name, device.adapter.software));
  const session = await Session.create(device, run, { clock: wallClock, watched: false });
  const limit = seconds ?? session.timeLimit;
  const progress = startProgress(`sim ${run.scenario}`, Math.ceil(limit));
  try {
    while (!stopped && !session.over && session.simSeconds < limit * (1 - 1e-9)) {
      await session.advance();
      progress.update(Math.floor(session.simSeconds), `s simulated  ${session.intent}`);
    }
  } finally {
    progress.stop();
    deafen();
  }
  const result = { ...session.result(), wallSeconds: wallClock.now() - started };
  session.dispose();
  return result;
}

/** In a worker at the wall clock's pace, with the page on 127.0.0.1, until Ctrl-C or the time is over. */
async function runWithPage(
  run: RunOptions,
  seconds: number | null,
  port: number,
  { say }: CommandContext,
  leaveDisk: () => Promise<void>,
): Promise<RunResult> {
  // A taken port is told before a worker makes a device and a world.
  probe(port);
  const session = startSession(run, seconds);
  const deafen = onInterrupt(() => session.stop());
  try {
    const server = await serve({ session, port, onError: (error) => say(`page: ${error}`) })
      .catch((error: unknown) => Promise.reject(portError(error, port)));
    try {
      const hello = await session.hello;
      await leaveDisk();
      say(adapterLine(hello.adapter, hello.softwareAdapter));
      say(`Farsight is at ${server.address}  (Ctrl-C ends it)`);
      return await session.result;
    } finally {
      await server.stop();
    }
  } finally {
    session.stop();
    // The worker lets go of its device first; what broke the run has been told by then.
    await session.result.catch(() => {});
    deafen();
  }
}

/** Listens for a moment, to learn whether the page may. */
function probe(port: number): void {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  } catch (error) {
    throw portError(error, port);
  }
}

/** What to say where the page cannot be served; any other fault as it is. */
function portError(error: unknown, port: number): unknown {
  const reason = error instanceof Deno.errors.AddrInUse
    ? "something listens there"
    : error instanceof Deno.errors.PermissionDenied
    ? "permission denied"
    : null;
  if (reason === null) return error;
  return new Deno.errors.AddrInUse(
    `Cannot serve the page on port ${port}: ${reason}; choose another --port`,
  );
}
