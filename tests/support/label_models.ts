import type { RenderedFrames } from "../../models/labelling/dataset/rendered_frames.ts";
import type { FrameSize, LabelModel } from "../../models/labelling/label_model.ts";
import { shippedWeights } from "../../models/mod.ts";
import { sceneModel } from "../../models/scene_labels/recipe.ts";
import { terrainModel } from "../../models/terrain_labels/recipe.ts";
import type { Device } from "../../vision/device.ts";

/** Every model that labels pixels. */
export const LABEL_MODELS: readonly LabelModel[] = [terrainModel, sceneModel];

/** The first validation world: nothing is trained on it. */
export const VALIDATION_WORLD = 1_000_000;

/** The weights of a model that the repository ships. */
export function weightsOf({ name }: LabelModel): Promise<Uint8Array<ArrayBuffer>> {
  return Deno.readFile(shippedWeights(name));
}

/** Frames of validation worlds, each of another world. */
export function validationFrames(
  { scoringFrames }: LabelModel,
  device: Device,
  size: FrameSize,
): Promise<RenderedFrames<unknown>> {
  const range = { firstWorld: VALIDATION_WORLD, framesPerWorld: 1, count: 1000 };
  return scoringFrames(device.gpu, range, size);
}
