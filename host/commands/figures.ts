import { PNG } from "pngjs";
import { models } from "../../models/mod.ts";
import { openDevice } from "../gpu.ts";
import { adapterLine, type CommandContext, usingWeights, weightsPath } from "./context.ts";
import { modelChoice } from "./model_choice.ts";

/** `farsight figures`: draws a model's figure as a PNG. */
export async function figures(
  options: {
    model: string;
    weights?: string;
    seed: number;
    out?: string;
    data?: string;
    net?: string;
  },
  { files, say }: CommandContext,
): Promise<void> {
  const entry = models.find((model) => model.name === options.model)!;
  const choice = modelChoice(entry, options, files, say);
  const path = weightsPath(options.model, options.weights, options.net);
  const weights = await files.read(path);
  const out = options.out ??
    weightsPath(options.model).replace(/weights\.safetensors$/, "figure.png");
  await files.ensureWritable(out);
  const model = await entry.load();
  if (choice.data) await model.readData?.(choice.data, "train");
  const device = await openDevice(files);
  say(adapterLine(device.adapter.name, device.adapter.software));
  const { seed } = options;
  const { width, height, rgba } = await usingWeights(
    path,
    () => model.figure({ ...choice, device, weights, seed }),
  );
  const png = new PNG({ width, height });
  png.data.set(rgba);
  await files.write(out, new Uint8Array(PNG.sync.write(png)));
  say(`Wrote ${out} (${width} x ${height}).`);
}
