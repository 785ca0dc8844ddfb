import type { Device } from "../../vision/mod.ts";
import { labelFrames, type LabelledFrame } from "../labelling/labelled_frames.ts";
import { CLASSES } from "./classes.ts";
import { CHANNEL_OF_LABEL, FrameRenderer, type FrameSetting, scoringFrames } from "./dataset.ts";
import { TerrainLabeller } from "./labeller.ts";
import { RECIPE } from "./recipe.ts";

/** Frames taken from each world: every fourth frame is somewhere never seen. */
const FRAMES_PER_WORLD = 4;

/** What is labelled. */
export interface LabelledFramesOptions {
  readonly device: Device;
  /** Weights as a safetensors file. */
  readonly weights: Uint8Array<ArrayBuffer>;
  /** Seed of the first world. */
  readonly seed: number;
  /** Frames. */
  readonly count: number;
  /** Whether the pictures themselves are wanted too. */
  readonly colour?: boolean;
}

/**
 * Renders and labels `count` frames of worlds `seed`, `seed + 1`, ..., at the size of training, in
 * order.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {RangeError} If a world's number would be no seed.
 */
export async function* labelledFrames(
  { device, weights, seed, count, colour = false }: LabelledFramesOptions,
): AsyncGenerator<LabelledFrame<FrameSetting>, void> {
  const source = scoringFrames(seed, FRAMES_PER_WORLD, count);
  const frames = await FrameRenderer.create(device.gpu, source, RECIPE);
  let labeller: TerrainLabeller | null = null;
  try {
    const channels = Uint8Array.from(CLASSES, (_, channel) => channel);
    labeller = new TerrainLabeller(device, weights, frames.camera.colour, channels);
    const channelOfLabel = CHANNEL_OF_LABEL;
    yield* labelFrames({ device, frames, labeller, channelOfLabel, count, colour });
  } finally {
    labeller?.dispose();
    frames.dispose();
  }
}
