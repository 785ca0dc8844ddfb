import { shareOf } from "../labelling/contact_sheet.ts";
import { bestFrames, drawFigure, type FrameCost } from "../labelling/figure.ts";
import type { FigureOptions, Picture } from "../model.ts";
import { CLASSES, type ClassName } from "./classes.ts";
import type { FrameSetting } from "./dataset.ts";
import { sceneModel } from "./recipe.ts";

/** Frames to choose from: two rounds of the scenarios. */
const CANDIDATES = 128;
/** Frames side by side. */
const COLUMNS = 2;
/** What a picture of the sheet is about. */
interface Subject {
  readonly scenario: string;
  readonly night: boolean;
  /** Shares of the picture that these classes are to have. */
  readonly shares: Readonly<Partial<Record<ClassName, number>>>;
}

/**
 * The frame of the scenario, by day or by night, whose shares of the classes come nearest is taken, going
 * by what is there and never by what the net makes of it.
 */
const SUBJECTS: readonly Subject[] = [
  { scenario: "offroad", night: false, shares: { path: 0.3, sky: 0.3, tree: 0.15 } },
  { scenario: "town", night: false, shares: { car: 0.08, person: 0.03, building: 0.25 } },
  { scenario: "snow", night: false, shares: { snow: 0.4, tree: 0.2 } },
  { scenario: "town", night: true, shares: { road: 0.35, building: 0.25, car: 0.05 } },
  { scenario: "desert", night: false, shares: { sand: 0.4, boulder: 0.1 } },
  { scenario: "country_road", night: false, shares: { road: 0.35, traffic_sign: 0.01, car: 0.03 } },
  { scenario: "river_bank", night: false, shares: { water: 0.25, gravel: 0.1 } },
  { scenario: "highway", night: false, shares: { road: 0.4, car: 0.05, guard_rail: 0.03 } },
  { scenario: "autumn", night: false, shares: { leaf_litter: 0.35, tree: 0.2 } },
  { scenario: "roundabout", night: false, shares: { road: 0.35, kerb: 0.03, car: 0.03 } },
];

/**
 * A contact sheet of frames of the worlds from `seed` on, one of each subject, left to right and then
 * down: the camera's picture, the net's labels, the truth.
 * The strip at the foot shows the colours of the classes in the order of `CLASSES`.
 *
 * @param candidates Frames to choose from; not fewer than there are subjects.
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {RangeError} If a world's number would be no seed.
 */
export function makeFigure(options: FigureOptions, candidates = CANDIDATES): Promise<Picture> {
  return drawFigure(sceneModel, options, {
    candidates,
    columns: COLUMNS,
    choose: (frames) => bestFrames(frames, SUBJECTS.map(distanceTo)),
  });
}

/** How far a frame is from a subject. */
function distanceTo({ scenario, night, shares }: Subject): FrameCost<FrameSetting> {
  return ({ setting, truth }) =>
    // Hardly a frame of another scenario or time of day can stand in for one.
    (setting.scenario === scenario ? 0 : 20) +
    ((setting.light.night > 0.5) === night ? 0 : 10) +
    Object.entries(shares).reduce(
      (sum, [name, share]) =>
        sum + Math.abs(shareOf(truth, CLASSES.indexOf(name as ClassName)) / share - 1),
      0,
    );
}
