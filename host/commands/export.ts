import { models } from "../../models/mod.ts";
import { exportOnnx } from "../../vision/onnx/mod.ts";
import { openDevice } from "../gpu.ts";
import { type CommandContext, usingWeights, weightsPath } from "./context.ts";
import { modelChoice } from "./model_choice.ts";

/** `farsight export`: writes a model's net as an ONNX file. */
export async function exportModel(
  options: { model: string; weights?: string; net?: string; out?: string },
  { files, say }: CommandContext,
): Promise<void> {
  // The net is all that is asked for: no data.
  const { data: _, ...entry } = models.find((model) => model.name === options.model)!;
  const { net } = modelChoice(entry, { net: options.net }, files, say);
  const path = weightsPath(options.model, options.weights, net);
  const weights = await files.read(path);
  const name = net === undefined ? options.model : `${options.model}_${net}`;
  const out = options.out ?? `runs/${name}.onnx`;
  await files.ensureWritable(out);
  const model = await entry.load();
  const device = await openDevice(files);
  const bytes = await usingWeights(path, async () => {
    const restored = model.restore({ device, weights, net });
    const example = device.zeros(restored.input);
    const { description } = restored;
    return await exportOnnx(restored.net, [example], { name, description, openBatch: true });
  });
  await files.write(out, bytes);
  say(`Wrote ${out} (${bytes.length} bytes).`);
}
