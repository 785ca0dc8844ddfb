import type { FigureOptions, Picture } from "../model.ts";
import { CLASSES } from "./classes.ts";
import { COLOUR_OF_CHANNEL } from "./dataset.ts";
import { type LabelledFrame, labelledFrames } from "./labelled_frames.ts";
import { RECIPE } from "./recipe.ts";

type ClassName = typeof CLASSES[number];
type Colour = readonly [number, number, number];

/** Frames to choose from. */
const CANDIDATES = 40;
/** Screen pixels of a pixel. */
const SCALE = 2;
/** Screen pixels between pictures. */
const GAP = 6;
const LEGEND_HEIGHT = 24;
const PAPER: Colour = [255, 255, 255];
/** Pixels of no class. */
const NONE: Colour = [0, 0, 0];

/**
 * What each row is about: the frame whose shares of these classes come nearest is taken, going by
 * what is there and never by what the net makes of it.
 */
const SUBJECTS: readonly Readonly<Partial<Record<ClassName, number>>>[] = [
  { path: 0.3, sky: 0.3 },
  { water: 0.25, sky: 0.3 },
  { tree: 0.35, sky: 0.15 },
  { boulder: 0.12, sky: 0.3 },
];

/**
 * A contact sheet of frames of the worlds from `seed` on, one to a row: a path, a pond, a wood,
 * a boulder, and the foggiest frame of all; from left to right the camera's picture, the net's
 * labels, the truth.
 * The strip at the foot shows the colours of the classes in the order of `CLASSES`.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {RangeError} If a world's number would be no seed.
 */
export async function makeFigure(options: FigureOptions): Promise<Picture> {
  const { device, weights, seed } = options;
  const frames: LabelledFrame[] = [];
  const wanted = { device, weights, seed, count: CANDIDATES, colour: true };
  for await (const frame of labelledFrames(wanted)) frames.push(frame);
  return contactSheet(chosen(frames));
}

/** One frame for each subject, none twice, and the foggiest of the rest. */
function chosen(frames: readonly LabelledFrame[]): LabelledFrame[] {
  const left = new Set(frames);
  const take = (cost: (frame: LabelledFrame) => number) => {
    const best = [...left].reduce((a, b) => cost(b) < cost(a) ? b : a);
    left.delete(best);
    return best;
  };
  // First of all, because it is the one that no other frame can stand in for.
  const foggiest = take(({ fogDensity }) => -fogDensity);
  const others = SUBJECTS.map((subject) =>
    take(({ truth }) =>
      Object.entries(subject).reduce(
        (sum, [name, share]) => sum + Math.abs(shareOf(truth, name as ClassName) - share),
        0,
      )
    )
  );
  return [...others, foggiest];
}

function shareOf(truth: Uint8Array, name: ClassName): number {
  const channel = CLASSES.indexOf(name);
  return truth.reduce((count, value) => count + (value === channel ? 1 : 0), 0) / truth.length;
}

function contactSheet(frames: readonly LabelledFrame[]): Picture {
  const [cellWidth, cellHeight] = [RECIPE.width * SCALE, RECIPE.height * SCALE];
  const width = 3 * cellWidth + 2 * GAP;
  const height = frames.length * (cellHeight + GAP) + LEGEND_HEIGHT;
  const rgba = new Uint8Array(width * height * 4);
  const fill = (x: number, y: number, w: number, h: number, [r, g, b]: Colour) => {
    for (let row = y; row < y + h; row++) {
      for (let column = x; column < x + w; column++) {
        rgba.set([r, g, b, 255], (row * width + column) * 4);
      }
    }
  };
  const draw = (x: number, y: number, colourAt: (pixel: number) => Colour) => {
    for (let pixel = 0; pixel < RECIPE.width * RECIPE.height; pixel++) {
      const column = pixel % RECIPE.width;
      const row = Math.floor(pixel / RECIPE.width);
      fill(x + column * SCALE, y + row * SCALE, SCALE, SCALE, colourAt(pixel));
    }
  };
  fill(0, 0, width, height, PAPER);
  frames.forEach(({ colour, predicted, truth }, row) => {
    const y = row * (cellHeight + GAP);
    draw(0, y, (pixel) => [...colour!.subarray(pixel * 4, pixel * 4 + 3)] as unknown as Colour);
    draw(cellWidth + GAP, y, (pixel) => COLOUR_OF_CHANNEL[predicted[pixel]!] ?? NONE);
    draw(2 * (cellWidth + GAP), y, (pixel) => COLOUR_OF_CHANNEL[truth[pixel]!] ?? NONE);
  });
  const pitch = (width + GAP) / CLASSES.length;
  COLOUR_OF_CHANNEL.forEach((colour, channel) => {
    const from = Math.round(channel * pitch);
    const to = Math.round((channel + 1) * pitch) - GAP;
    fill(from, height - LEGEND_HEIGHT, to - from, LEGEND_HEIGHT, colour);
  });
  return { width, height, rgba };
}
