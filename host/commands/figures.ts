import { PNG } from "pngjs";
import { models } from "../../models/mod.ts";
import type { Picture } from "../../models/model.ts";
import type { Device } from "../../vision/mod.ts";
import type { Files } from "../files.ts";
import { openDevice } from "../gpu.ts";
import { type Progress, startProgress } from "../progress.ts";
import { adapterLine, type CommandContext, usingWeights, weightsPath } from "./context.ts";
import { modelChoice } from "./model_choice.ts";
import { SHEETS } from "./sheets.ts";

/** What `farsight figures` is asked for. */
export interface FiguresOptions {
  /** A model, `world`, or `lagr_drive`. */
  readonly subject: string;
  readonly weights?: string;
  /** Of the first world; a subject's own where not given. */
  readonly seed?: number;
  readonly out?: string;
  readonly data?: string;
  readonly net?: string;
}

/** zlib's usual strategy: pngjs' own, runs of one byte alone, makes half as large a file again. */
const ANY_RUNS = 0;
/** The first of the validation worlds. */
const FIRST_SEED = 1_000_000;

/** `farsight figures`: draws a model's figure, that of the world, or one of a drive, as a PNG. */
export function figures(options: FiguresOptions, context: CommandContext): Promise<void> {
  switch (options.subject) {
    case "world":
      return worldFigure(options, context);
    case "lagr_drive":
      return driveFigure(options, context);
    default:
      return modelFigure({ ...options, model: options.subject }, context);
  }
}

async function driveFigure(options: FiguresOptions, context: CommandContext): Promise<void> {
  const path = weightsPath("lagr", options.weights);
  const weights = await context.files.read(path);
  const { out = SHEETS.lagr_drive.path, seed } = options;
  const chosen = { weights, ...seed !== undefined && { seed } };
  await drawSheet("lagr_drive", out, context, async (device, onProgress) => {
    const { lagrDrive } = await import("../lagr_drive.ts");
    return await usingWeights(
      path,
      () =>
        lagrDrive(
          device,
          chosen,
          (second, of, intent) => onProgress(second, of, `s simulated  ${intent}`),
        ),
    );
  });
}

async function worldFigure(
  { out = SHEETS.world.path }: FiguresOptions,
  context: CommandContext,
): Promise<void> {
  await drawSheet("world", out, context, async ({ gpu }, onProgress) => {
    const { worldSheet } = await import("../world_sheet/mod.ts");
    return await worldSheet(gpu, onProgress);
  });
}

/** Draws a sheet, shows how far it has come, and writes it. */
async function drawSheet(
  name: string,
  out: string,
  { files, say }: CommandContext,
  draw: (
    device: Device,
    onProgress: (done: number, total: number, what: string) => void,
  ) => Promise<Picture>,
): Promise<void> {
  await files.ensureWritable(out);
  const device = await openDevice(files);
  say(adapterLine(device.adapter.name, device.adapter.software));
  let progress: Progress | null = null;
  let picture: Picture;
  try {
    picture = await draw(device, (done, total, what) => {
      progress ??= startProgress(`figures ${name}`, total);
      progress.update(done, what);
    });
  } finally {
    (progress as Progress | null)?.stop();
  }
  await writePng(files, out, picture, say);
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
  const { seed = FIRST_SEED } = options;
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
  await files.write(out, new Uint8Array(PNG.sync.write(png, { deflateStrategy: ANY_RUNS })));
  say(`Wrote ${out} (${width} x ${height}).`);
}
