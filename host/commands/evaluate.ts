import { models } from "../../models/mod.ts";
import { wallClock } from "../clock.ts";
import { openDevice } from "../gpu.ts";
import { drop } from "../permissions.ts";
import { startProgress } from "../progress.ts";
import { metricLines, writeReport } from "../report.ts";
import { adapterLine, type CommandContext, usingWeights, weightsPath } from "./context.ts";
import { modelChoice } from "./model_choice.ts";

/** `farsight eval`: scores weights and prints, or writes, the metrics. */
export async function evaluate(
  options: {
    model: string;
    weights?: string;
    seed: number;
    count?: number;
    report?: string;
    data?: string;
    net?: string;
  },
  { version, files, say }: CommandContext,
): Promise<void> {
  const entry = models.find((model) => model.name === options.model)!;
  const { count = entry.count } = options;
  const choice = modelChoice(entry, options, files, say);
  if (options.report) await files.ensureWritable(options.report);
  const path = weightsPath(options.model, options.weights, options.net);
  const weights = await files.read(path);
  const model = await entry.load();
  if (choice.data) await model.readData?.(choice.data, "evaluate");
  const device = await openDevice(files);
  // All that it reads has been read; only data or a report is a reason to touch the disk again.
  if (!options.report && !choice.data) await drop("read", "write");
  say(adapterLine(device.adapter.name, device.adapter.software));
  const started = performance.now();
  const progress = startProgress(`eval ${options.model}`, count);
  const evaluation = usingWeights(path, () =>
    model.evaluate({
      ...choice,
      device,
      weights,
      seed: options.seed,
      count,
      now: wallClock.now,
      onFrame: (done) => progress.update(done, entry.unit),
    }));
  const metrics = await evaluation.finally(() => progress.stop());
  for (const line of metricLines(metrics)) say(line);
  if (options.report) {
    await writeReport(files, options.report, {
      command: "eval",
      model: options.model,
      seed: options.seed,
      adapter: device.adapter.name,
      softwareAdapter: device.adapter.software,
      version,
      wallSeconds: (performance.now() - started) / 1000,
      metrics,
    });
  }
}
