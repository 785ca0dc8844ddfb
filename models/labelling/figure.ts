import type { FigureOptions, Picture } from "../model.ts";
import { contactSheet } from "./contact_sheet.ts";
import type { LabelModel } from "./label_model.ts";
import { type LabelledFrame, labelledFrames } from "./labelled_frames.ts";

/** Which frames a sheet shows. */
export interface FigureDesign<Setting> {
  /** Frames to choose from. */
  readonly candidates: number;
  /** Frames side by side. */
  readonly columns: number;
  /** Those to show, in their order. */
  choose(frames: readonly LabelledFrame<Setting>[]): readonly LabelledFrame<Setting>[];
}

/**
 * A contact sheet of frames of the worlds from `seed` on: of each the camera's picture, the net's labels, the
 * truth. The strip at the foot shows the colours of the classes in their order.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {RangeError} If a world's number would be no seed.
 */
export async function drawFigure<Setting>(
  model: LabelModel<string, Setting>,
  { device, weights, seed }: FigureOptions,
  { candidates, columns, choose }: FigureDesign<Setting>,
): Promise<Picture> {
  const wanted = { device, weights, seed, count: candidates, colour: true };
  const frames = await Array.fromAsync(labelledFrames(model, wanted));
  const { width, height } = model.recipe;
  const { colours } = model.channels;
  return contactSheet(choose(frames), { width, height, columns, colours });
}

/** How badly a frame fits: the lower, the better. */
export type FrameCost<Setting> = (frame: LabelledFrame<Setting>) => number;

/** The frame that fits best for each of the costs in turn, none twice. */
export function bestFrames<Setting>(
  frames: readonly LabelledFrame<Setting>[],
  costs: readonly FrameCost<Setting>[],
): LabelledFrame<Setting>[] {
  const left = new Set(frames);
  return costs.map((cost) => {
    const best = [...left].map((frame) => ({ frame, cost: cost(frame) }))
      .reduce((a, b) => b.cost < a.cost ? b : a).frame;
    left.delete(best);
    return best;
  });
}
