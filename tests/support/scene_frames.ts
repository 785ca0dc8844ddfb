import { FrameRenderer } from "../../models/scene_labels/dataset.ts";
import { scoringFrames } from "../../models/scene_labels/frame_source.ts";
import { shippedWeights } from "../../models/mod.ts";
import type { Device } from "../../vision/device.ts";

/** The first validation world: nothing is trained on it. */
export const VALIDATION_WORLD = 1_000_000;

/** The weights that the repository ships. */
export function sceneWeights(): Promise<Uint8Array<ArrayBuffer>> {
  return Deno.readFile(shippedWeights("scene_labels"));
}

/** A renderer of frames of validation worlds, each of another world. */
export function validationFrames(
  device: Device,
  size: { width: number; height: number },
): Promise<FrameRenderer> {
  return FrameRenderer.create(device.gpu, scoringFrames(VALIDATION_WORLD, 1, 1000), size);
}
