export * from "./stereo/mod.ts";
export {
  idsToTarget,
  TARGET_SETTINGS,
  type TargetSettings,
  targetSettings,
} from "./ids_to_target.ts";
export {
  type ImageSettings,
  imageSettings,
  type Normalisation,
  textureToTensor,
} from "./texture_to_tensor.ts";
export { IMAGE_SETTINGS } from "./texture_to_tensor.wgsl.ts";
