export { idsToTarget, type TargetSettings, targetSettings } from "./ids_to_target.ts";
export {
  type ImageSettings,
  imageSettings,
  type Normalisation,
  textureToTensor,
} from "./texture_to_tensor.ts";
