/** The command line: parses, composes, dispatches. Each command's work lives in the room it is about. */
import { Command, CommanderError } from "commander";
import config from "./deno.json" with { type: "json" };
import { agents, createAgent, drivingObjection, usualAgent } from "./agents/mod.ts";
import { benches } from "./bench/run.ts";
import { MAX_SEED } from "./agents/session/protocol.ts";
import { integerFrom, oneOf, positiveUpTo, timeOfDay } from "./host/arguments.ts";
import { setGpuEnvironment } from "./host/environment.ts";
import { sheetObjection, SHEETS } from "./host/commands/sheets.ts";
import { closeDevices } from "./host/gpu.ts";
import { diskFiles, FileError } from "./host/files.ts";
import { DataError, models } from "./models/mod.ts";
import { scenarioNamed, scenarios } from "./sim/mod.ts";
import { WEATHERS } from "./sim/weather/weathers.ts";
import { CheckpointError, DeviceError } from "./vision/mod.ts";

const version = config.version;
const scenarioNames = scenarios.map((scenario) => scenario.name);
const benchNames = Object.keys(benches);
const namedBenches = benchNames.filter((name) => typeof benches[name] !== "function");
const modelNames = models.map((model) => model.name);
const figureNames = [...Object.keys(SHEETS), ...modelNames];
const seed = integerFrom(0, MAX_SEED);
/** Frames of an evaluation at most; each may want a world of its own after the first. */
const MAX_COUNT = 1_000_000;
const usualCounts = models.map(({ name, unit, count }) => `${count} ${unit} for ${name}`).join(
  ", ",
);
const netNames = [...new Set(models.flatMap(({ nets = [] }) => nets))];
const DATA = [
  "--data <dir>",
  "folder of the files that a model learns from, where it needs any",
] as const;
const NET = [
  "--net <name>",
  `which net, of a model that may be several: ${netNames.join(", ")}`,
] as const;
const firstWorld = integerFrom(0, MAX_SEED - MAX_COUNT);

const program = new Command("farsight")
  .description("A 3D driving and robot world in which agents learn to see.")
  .version(version)
  .exitOverride()
  .configureOutput({
    writeErr: (text) => say(text.trim()),
    // One line, whatever was typed.
    outputError: (text) => say(text.trim().replaceAll(/\s*\n\s*/g, " ")),
  });

program.command("sim")
  .description("start a world with an agent in it; serves a page that shows what it perceives")
  .argument("[scenario]", `one of ${scenarioNames.join(", ")}`, oneOf(scenarioNames), "offroad")
  .option(
    "--agent <name>",
    "who drives; goal_seeker off the road, autopilot on it and lagr on lagr_course by default",
    oneOf(Object.keys(agents)),
  )
  .option("--seed <n>", "the world's seed", seed, 1)
  .option("--seconds <s>", "simulated seconds until it ends by itself", positiveUpTo(86_400))
  .option("--headless", "no page, as fast as the machine can", false)
  .option("--port <n>", "port of the page on 127.0.0.1", integerFrom(1, 65_535), 8000)
  .option(
    "--weather <name>",
    `one of ${WEATHERS.map((w) => w.name).join(", ")}`,
    oneOf(WEATHERS.map((w) => w.name)),
    "clear",
  )
  .option("--time <hh:mm>", "time of day", timeOfDay, 10)
  .option("--no-long-range", "lagr without its long-range eye: by stereo alone")
  .option("--no-adapt", "lagr with a long-range eye that learns nothing while driving")
  .option("--report <file>", "where to write what was measured, as JSON")
  .action(async (scenario: string, options, command: Command) => {
    const kind = scenarioNamed(scenario);
    const agent = createAgent(options.agent ?? usualAgent(kind));
    const objection = drivingObjection(agent, kind);
    if (objection) command.error(`error: ${objection}`);
    const flag = options.longRange ? options.adapt ? null : "--no-adapt" : "--no-long-range";
    if (flag && !agent.openEyes) {
      command.error(
        `error: Cannot use ${flag} with ${agent.name}: it has no long-range eye; wanted lagr`,
      );
    }
    const { sim } = await import("./host/commands/sim.ts");
    await sim({ scenario, ...options, hour: options.time }, { version, files: diskFiles, say });
  });

program.command("train")
  .description("train a model on the world's own frames, or on data of yours")
  .argument("<model>", `one of ${modelNames.join(", ")}`, oneOf(modelNames))
  .option(
    "--steps <n>",
    "optimiser steps in all; the recipe's own by default; other steps on --resume are another schedule",
    integerFrom(1, 10_000_000),
  )
  .option("--seed <n>", "seed of weights, worlds and order; 1, or that of --resume", seed)
  .option(...DATA)
  .option(...NET, oneOf(netNames))
  .option("--out <dir>", "folder for checkpoints and the log; runs/MODEL by default")
  .option("--resume <dir>", "continue the run in this folder, bit for bit")
  .action(async (model: string, options) => {
    const { train } = await import("./host/commands/train.ts");
    await train({ model, ...options }, { version, files: diskFiles, say });
  });

program.command("eval")
  .description("score a model on what it never saw")
  .argument("<model>", `one of ${modelNames.join(", ")}`, oneOf(modelNames))
  .option("--weights <file>", "weights to score; the shipped ones by default")
  .option("--seed <n>", "seed of the first world", firstWorld, 1_000_000)
  .option(
    "--count <n>",
    `frames, or what else it is scored on, at most; by default ${usualCounts}`,
    integerFrom(1, MAX_COUNT),
  )
  .option(...DATA)
  .option(...NET, oneOf(netNames))
  .option("--report <file>", "where to write what was measured, as JSON")
  .action(async (model: string, options) => {
    const { evaluate } = await import("./host/commands/evaluate.ts");
    await evaluate({ model, ...options }, { version, files: diskFiles, say });
  });

program.command("figures")
  .description("draw the picture that shows the world, a drive, or what a model does")
  .argument(
    "<subject>",
    `one of ${figureNames.join(", ")}`,
    oneOf(figureNames),
  )
  .option("--weights <file>", "weights to show; the shipped ones by default")
  .option(
    "--seed <n>",
    "seed of the first world; 1000000, or the drive's own, by default",
    firstWorld,
  )
  .option(...DATA)
  .option(...NET, oneOf(netNames))
  .option("--out <file>", "where to write it; its usual place by default")
  .action(async (subject: string, options, command: Command) => {
    const objection = sheetObjection(subject, options);
    if (objection) command.error(`error: ${objection}`);
    const { figures } = await import("./host/commands/figures.ts");
    await figures({ subject, ...options }, { version, files: diskFiles, say });
  });

program.command("export")
  .description("write a model's net as an ONNX file, for other runtimes")
  .argument("<model>", `one of ${modelNames.join(", ")}`, oneOf(modelNames))
  .option("--weights <file>", "weights to write; the shipped ones by default")
  .option(...NET, oneOf(netNames))
  .option("--out <file>", "where to write it; runs/MODEL.onnx by default")
  .action(async (model: string, options) => {
    // Named in quotes, it would have its packages fetched at the start of every command.
    const path = import.meta.resolve("./host/commands/export.ts");
    const { exportModel } = await import(path) as typeof import("./host/commands/export.ts");
    await exportModel({ model, ...options }, { version, files: diskFiles, say });
  });

program.command("bench")
  .description("measure speed on this machine's adapter")
  .argument(
    "[name]",
    `one of ${benchNames.join(", ")}; all but ${namedBenches.join(", ")} by default`,
    oneOf(benchNames),
  )
  .option("--seed <n>", "seed of the first course, of missions; 2000000 by default", firstWorld)
  .option("--count <n>", "courses, of missions; 20 by default", integerFrom(1, MAX_COUNT))
  .option("--report <file>", "where to write what was measured, as JSON")
  .action(async (name: string | undefined, options, command: Command) => {
    const entry = name === undefined ? undefined : benches[name];
    const drives = typeof entry === "object" && entry.courses;
    const flag = ["seed", "count"].find((option) => options[option] !== undefined);
    if (flag && !drives) {
      command.error(`error: Cannot use --${flag} with ${name ?? "all benches"}: wanted missions`);
    }
    const { bench } = await import("./host/commands/bench.ts");
    await bench(benches, { name, ...options }, { version, files: diskFiles, say });
  });

program.command("doctor")
  .description("show the adapter, drivers and versions, and the command that mends what is missing")
  .action(async () => {
    const { doctor } = await import("./host/doctor.ts");
    if (!await doctor(version, say)) Deno.exitCode = 1;
  });

if (import.meta.main) {
  setGpuEnvironment();
  try {
    await program.parseAsync(Deno.args, { from: "user" });
  } catch (error) {
    Deno.exitCode = exitCodeFor(error);
  }
  await closeDevices();
  Deno.exit(Deno.exitCode);
}

/** 2 for what a person can mend, told in one line; 1 for a fault of ours, told in full. */
function exitCodeFor(error: unknown): number {
  // commander has told its own errors already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (
    error instanceof FileError || error instanceof CheckpointError ||
    error instanceof DeviceError || error instanceof DataError ||
    error instanceof Deno.errors.AddrInUse
  ) {
    say(`error: ${error.message.split("\n")[0]}`);
    return 2;
  }
  say(error instanceof Error ? error.stack ?? error.message : String(error));
  return 1;
}

function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}
