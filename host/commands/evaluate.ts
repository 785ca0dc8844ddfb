import { models, shippedWeights } from "../../models/mod.ts";
import { requestDevice } from "../../vision/mod.ts";
import { startProgress } from "../progress.ts";
import { metricLines, writeReport } from "../report.ts";
import { adapterLine, type CommandContext } from "./context.ts";

/** `farsight eval`: scores weights and prints, or writes, the metrics. */
export async function evaluate(
  options: { model: string; weights?: string; seed: number; count: number; report?: string },
  { version, files, say }: CommandContext,
): Promise<void> {
  const entry = models.find((model) => model.name === options.model)!;
  const weights = await files.read(
    options.weights ?? decodeURIComponent(shippedWeights(options.model).pathname),
  );
  const device = await requestDevice();
  say(adapterLine(device.adapter.name, device.adapter.software));
  const model = await entry.load();
  const started = performance.now();
  const progress = startProgress(`eval ${options.model}`, options.count);
  const metrics = await model.evaluate({
    device,
    weights,
    seed: options.seed,
    count: options.count,
    onFrame: (done) => progress.update(done, "frames"),
  }).finally(() => progress.stop());
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
