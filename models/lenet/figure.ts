import { decodeSafetensors } from "../../vision/mod.ts";
import { DataError, type FigureOptions, type Picture } from "../model.ts";
import { trainingDigits } from "./mnist.ts";
import { type DigitNet, netName, nets } from "./nets.ts";
import { makeRun } from "./recipe.ts";
import { netOf } from "./restore.ts";

/** Steps after which the filters are shown; the last column shows them at the end of the run. */
export const SHOWN_STEPS: readonly number[] = [0, 30, 100, 300, 1000, 3000];

/** Screen pixels of a weight, between filters, and between columns. */
const SCALE = 14;
const GAP = 6;
const COLUMN_GAP = 18;

type Colour = readonly [number, number, number];
const PAPER: Colour = [255, 255, 255];
const NEGATIVE: Colour = [33, 102, 172];
const POSITIVE: Colour = [178, 24, 43];

/** One state of the first layer: so many filters, row by row. */
interface Filters {
  readonly weights: Float32Array;
  readonly count: number;
  readonly side: number;
}

/**
 * The filters of the first layer as they learn: a column for each of some steps of the run that the
 * weights come from, done again from its seed, and one for the weights themselves. Blue is below 0, white
 * 0, red above, on one scale for all.
 *
 * @throws {CheckpointError} If the weights are broken, another net's, or do not name their run.
 * @throws {DataError} If the digits are missing or broken.
 */
export async function makeFigure(options: FigureOptions): Promise<Picture> {
  const { device, data, weights, say } = options;
  if (!data) throw new DataError("Cannot draw without data: want a folder of digits");
  const { metadata } = decodeSafetensors(weights);
  const name = netName(options.net, metadata);
  const { filters, recipe }: DigitNet = nets[name];
  const steps = Number(metadata.steps ?? recipe.steps);
  const columns: Filters[] = [];
  const run = makeRun({
    device,
    name,
    digits: await trainingDigits(data),
    seed: Number(metadata.seed ?? 1),
    steps,
  });
  try {
    for (const step of SHOWN_STEPS.filter((step) => step < steps)) {
      await run.trainer.run(step);
      say?.(`filters after ${step} steps`);
      columns.push(await shown(filters(run.module)));
    }
  } finally {
    run.dispose();
  }
  const { module } = netOf(device, weights, name);
  try {
    columns.push(await shown(filters(module)));
  } finally {
    module.dispose();
  }
  return draw(columns);
}

async function shown({ weight, count, side }: ReturnType<DigitNet["filters"]>): Promise<Filters> {
  const weights = (await weight.read()) as Float32Array;
  return { weights: weights.subarray(0, count * side * side), count, side };
}

function draw(columns: readonly Filters[]): Picture {
  const { count, side } = columns[0]!;
  const scale = Math.max(1, Math.floor(SCALE * 5 / side));
  const cell = side * scale;
  const width = columns.length * (cell + COLUMN_GAP) - COLUMN_GAP;
  const height = count * (cell + GAP) - GAP;
  const rgba = new Uint8Array(width * height * 4).fill(255);
  const most = Math.max(...columns.map(({ weights }) => weights.reduce(largest, 0)));
  columns.forEach(({ weights }, column) => {
    weights.forEach((weight, i) => {
      const filter = Math.floor(i / side ** 2);
      const x = column * (cell + COLUMN_GAP) + i % side * scale;
      const y = filter * (cell + GAP) + Math.floor(i / side) % side * scale;
      const colour = [...colourOf(weight / most), 255];
      for (let row = y; row < y + scale; row++) {
        for (let at = x; at < x + scale; at++) rgba.set(colour, (row * width + at) * 4);
      }
    });
  });
  return { width, height, rgba };
}

const largest = (most: number, value: number) => Math.max(most, Math.abs(value));

/** `-1..1` as a colour. */
function colourOf(value: number): Colour {
  const end = value < 0 ? NEGATIVE : POSITIVE;
  const share = Math.abs(value);
  const mixed = (k: 0 | 1 | 2) => Math.round(PAPER[k] + (end[k] - PAPER[k]) * share);
  return [mixed(0), mixed(1), mixed(2)];
}
