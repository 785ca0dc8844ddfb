import type { FigureOptions, Picture } from "../model.ts";
import { contactSheet, shareOf } from "../labelling/contact_sheet.ts";
import type { LabelledFrame } from "../labelling/labelled_frames.ts";
import { CLASSES } from "./classes.ts";
import { COLOUR_OF_CHANNEL, type FrameSetting } from "./dataset.ts";
import { labelledFrames } from "./labelled_frames.ts";
import { RECIPE } from "./recipe.ts";

type ClassName = typeof CLASSES[number];

/** Frames to choose from. */
const CANDIDATES = 40;
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
  const frames: LabelledFrame<FrameSetting>[] = [];
  const wanted = { device, weights, seed, count: CANDIDATES, colour: true };
  for await (const frame of labelledFrames(wanted)) frames.push(frame);
  return contactSheet(chosen(frames), { ...RECIPE, columns: 1, colours: COLOUR_OF_CHANNEL });
}

/** One frame for each subject, none twice, and the foggiest of the rest. */
function chosen(frames: readonly LabelledFrame<FrameSetting>[]): LabelledFrame<FrameSetting>[] {
  const left = new Set(frames);
  const take = (cost: (frame: LabelledFrame<FrameSetting>) => number) => {
    const best = [...left].reduce((a, b) => cost(b) < cost(a) ? b : a);
    left.delete(best);
    return best;
  };
  // First of all, because it is the one that no other frame can stand in for.
  const foggiest = take(({ setting }) => -setting.light.fogDensity);
  const others = SUBJECTS.map((subject) =>
    take(({ truth }) =>
      Object.entries(subject).reduce(
        (sum, [name, share]) =>
          sum + Math.abs(shareOf(truth, CLASSES.indexOf(name as ClassName)) - share),
        0,
      )
    )
  );
  return [...others, foggiest];
}
