import { resolve } from "node:path";
import { models, type StepRecord } from "../../models/mod.ts";
import { openDevice } from "../gpu.ts";
import { FileError, type Files } from "../files.ts";
import { onInterrupt } from "../signals.ts";
import { type Progress, startProgress } from "../progress.ts";
import { TrainingLog } from "../training_log.ts";
import { adapterLine, type CommandContext, usingCheckpoint } from "./context.ts";
import { modelChoice } from "./model_choice.ts";

const CHECKPOINT = "checkpoint.safetensors";
const WEIGHTS = "weights.safetensors";
const LOG = "log.jsonl";

/** `farsight train`: runs a model's recipe; checkpoints, weights and a log go to a folder. */
export async function train(
  options: {
    model: string;
    steps?: number;
    seed?: number;
    out?: string;
    resume?: string;
    data?: string;
    net?: string;
  },
  { version, files, say }: CommandContext,
): Promise<void> {
  const entry = models.find((model) => model.name === options.model)!;
  const choice = modelChoice(entry, options, files, say);
  const folder = options.out ?? options.resume ?? `runs/${options.model}`;
  if (!options.resume || resolve(folder) !== resolve(options.resume)) {
    await refuseUsedFolder(files, folder);
  }
  const resume = options.resume ? await files.read(`${options.resume}/${CHECKPOINT}`) : undefined;
  const log = options.resume
    ? await TrainingLog.read(files, `${options.resume}/${LOG}`)
    : new TrainingLog();
  const model = await entry.load();
  if (choice.data) await model.readData?.(choice.data, "train");
  const device = await openDevice(files);
  say(adapterLine(device.adapter.name, device.adapter.software));

  let stopped = false;
  const stopListening = onInterrupt(() => stopped = true);
  const started = performance.now();
  const secondsSinceStart = () => (performance.now() - started) / 1000;
  let progress: ReturnType<typeof startProgress> | null = null;
  let preparing: { readonly phase: string; readonly bar: Progress } | null = null;
  // Measuring kernels and compiling them are two pieces of work, each with its own count.
  const onPrepare = (done: number, total: number, what: string) => {
    const phase = what.split(" ")[0]!;
    if (preparing?.phase !== phase) {
      preparing?.bar.stop();
      preparing = { phase, bar: startProgress(`${phase} kernels`, total) };
    }
    preparing.bar.update(done, what);
  };
  const onStep = (record: StepRecord) => {
    if (!progress) {
      preparing?.bar.stop();
      preparing = null;
      const megabytes = (device.memoryBytes / 1e6).toFixed(1);
      say(`memory: ${megabytes} MB of the device (weights, batches and the recorded step)`);
    }
    log.add(record, secondsSinceStart());
    progress ??= startProgress(`train ${options.model}`, record.steps, record.step);
    const rate = record.frames / secondsSinceStart();
    progress.update(
      record.step,
      `loss ${log.recentLoss.toFixed(4)}  ${rate.toFixed(1)} ${entry.learnsFrom ?? entry.unit}/s`,
    );
  };
  try {
    const recipe = {
      ...choice,
      device,
      steps: options.steps,
      seed: options.seed,
      resume,
      // No folder is made for a run that cannot be.
      ready: () => files.ensureWritable(`${folder}/${CHECKPOINT}`),
      save: async (checkpoint: Uint8Array) => {
        await files.write(`${folder}/${CHECKPOINT}`, checkpoint);
        await files.write(`${folder}/${LOG}`, log.lines());
      },
      onPrepare,
      onStep,
      stopped: () => stopped,
    };
    const result = await usingCheckpoint(
      `${options.resume ?? folder}/${CHECKPOINT}`,
      () => model.train(recipe),
    );
    if (!result) {
      say(`Stopped before the first step: no net was written to ${folder}`);
      return;
    }
    // The rates of a run follow from all its steps, so a stopped one is not the run of fewer steps.
    const chosen = `${entry.data ? " --data DIR" : ""}${result.net ? ` --net ${result.net}` : ""}`;
    const planned = log.last?.steps ?? result.steps;
    const run = {
      command: `deno task train ${options.model}${chosen} --seed ${result.seed} --steps ${planned}`,
      version,
      seed: result.seed,
      steps: result.steps,
      finished: result.steps > 0 && result.steps >= planned,
      adapter: device.adapter.name,
      wallSeconds: Math.round(log.earlierSeconds + secondsSinceStart()),
      lastLoss: log.last?.loss ?? null,
    };
    await files.write(`${folder}/${WEIGHTS}`, result.weights);
    await files.write(`${folder}/run.json`, `${JSON.stringify(run, null, 2)}\n`);
    (progress as ReturnType<typeof startProgress> | null)?.stop();
    say(`Wrote ${folder}/${WEIGHTS} after ${result.steps} of ${planned} steps.`);
    if (!run.finished) {
      const data = options.data ? ` --data ${options.data}` : "";
      say(`To go on: deno task train ${options.model}${data} --resume ${folder}`);
    }
  } finally {
    (preparing as { bar: Progress } | null)?.bar.stop();
    (progress as ReturnType<typeof startProgress> | null)?.stop();
    stopListening();
  }
}

/** @throws {FileError} If a run has left something there that this one would overwrite. */
async function refuseUsedFolder(files: Files, folder: string): Promise<void> {
  for (const name of [CHECKPOINT, WEIGHTS]) {
    if (!await files.exists(`${folder}/${name}`)) continue;
    const goOn = name === CHECKPOINT ? `continue it with --resume ${folder}, or ` : "";
    throw new FileError(
      `Cannot start a run in ${folder}: ${name} lies there already; ${goOn}choose another --out`,
    );
  }
}
