import { PNG } from "pngjs";
import { models } from "../../models/mod.ts";
import type { Picture } from "../../models/model.ts";
import type { Files } from "../files.ts";
import { openDevice } from "../gpu.ts";
import { type Progress, startProgress } from "../progress.ts";
import { adapterLine, type CommandContext, usingWeights, weightsPath } from "./context.ts";
import { modelChoice } from "./model_choice.ts";

/** What `farsight figures` is asked for. */
export interface FiguresOptions {
  /** A model, or `world`. */
  readonly subject: string;
  readonly weights?: string;
  readonly seed: number;
  readonly out?: string;
  readonly data?: string;
  readonly net?: string;
}

/** Where the sheet of the world lies. */
const WORLD_SHEET = "static/world.png";

/** `farsight figures`: draws a model's figure, or that of the world, as a PNG. */
export function figures(options: FiguresOptions, context: CommandContext): Promise<void> {
  return options.subject === "world"
    ? worldFigure(options, context)
    : modelFigure({ ...options, model: options.subject }, context);
}

async function worldFigure(
  { out = WORLD_SHEET }: FiguresOptions,
  { files, say }: CommandContext,
): Promise<void> {
  await files.ensureWritable(out);
  const { worldSheet } = await import("../world_sheet/mod.ts");
  const device = await openDevice(files);
  say(adapterLine(device.adapter.name, device.adapter.software));
  let progress: Progress | null = null;
  try {
    const picture = await worldSheet(device.gpu, (done, total, what) => {
      progress ??= startProgress("figures world", total);
      progress.update(done, what);
    });
    await writePng(files, out, picture, say);
  } finally {
    (progress as Progress | null)?.stop();
  }
}

async function modelFigure(
  options: FiguresOptions & { readonly model: string },
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
  const picture = await usingWeights(
    path,
    () => model.figure({ ...choice, device, weights, seed }),
  );
  await writePng(files, out, picture, say);
}

async function writePng(
  files: Files,
  out: string,
  { width, height, rgba }: Picture,
  say: CommandContext["say"],
): Promise<void> {
  const png = new PNG({ width, height });
  png.data.set(rgba);
  await files.write(out, new Uint8Array(PNG.sync.write(png)));
  say(`Wrote ${out} (${width} x ${height}).`);
}
