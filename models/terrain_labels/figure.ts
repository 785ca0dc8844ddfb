import { shareOf } from "../labelling/contact_sheet.ts";
import { bestFrames, drawFigure, type FrameCost } from "../labelling/figure.ts";
import type { FigureOptions, Picture } from "../model.ts";
import { CLASSES, type ClassName } from "./classes.ts";
import type { FrameSetting } from "./dataset.ts";
import { terrainModel } from "./recipe.ts";

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
 * @param candidates Frames to choose from; not fewer than there are rows.
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {RangeError} If a world's number would be no seed.
 */
export function makeFigure(options: FigureOptions, candidates = CANDIDATES): Promise<Picture> {
  return drawFigure(terrainModel, options, {
    candidates,
    columns: 1,
    choose(frames) {
      // The foggiest first of all, because it is the one that no other frame can stand in for.
      const [foggiest, ...others] = bestFrames(frames, [clearness, ...SUBJECTS.map(distanceTo)]);
      return [...others, foggiest!];
    },
  });
}

const clearness: FrameCost<FrameSetting> = ({ setting }) => -setting.light.fogDensity;

/** How far the shares of its classes are from a subject's. */
function distanceTo(subject: typeof SUBJECTS[number]): FrameCost<FrameSetting> {
  return ({ truth }) =>
    Object.entries(subject).reduce(
      (sum, [name, share]) =>
        sum + Math.abs(shareOf(truth, CLASSES.indexOf(name as ClassName)) - share),
      0,
    );
}
