import { models } from "../../models/mod.ts";
import { openDevice } from "../gpu.ts";
import { drop } from "../permissions.ts";
import { startProgress } from "../progress.ts";
import { metricLines, writeReport } from "../report.ts";
import { adapterLine, type CommandContext, usingWeights, weightsPath } from "./context.ts";

/** `farsight eval`: scores weights and prints, or writes, the metrics. */
export async function evaluate(
  options: { model: string; weights?: string; seed: number; count: number; report?: string },
  { version, files, say }: CommandContext,
): Promise<void> {
  const entry = models.find((model) => model.name === options.model)!;
  if (options.report) await files.ensureWritable(options.report);
  const path = weightsPath(options.model, options.weights);
  const weights = await files.read(path);
  // All that it reads has been read; only a report is a reason to touch the disk again.
  if (!options.report) await drop("read", "write");
  const device = await openDevice();
  say(adapterLine(device.adapter.name, device.adapter.software));
  const model = await entry.load();
  const started = performance.now();
  const progress = startProgress(`eval ${options.model}`, options.count);
  const evaluation = usingWeights(path, () =>
    model.evaluate({
      device,
      weights,
      seed: options.seed,
      count: options.count,
      onFrame: (done) => progress.update(done, "frames"),
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
