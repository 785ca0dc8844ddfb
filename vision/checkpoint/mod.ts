export {
  type CheckpointInfo,
  type CheckpointOptions,
  loadCheckpoint,
  saveCheckpoint,
} from "./checkpoint.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
  type StoredTensor,
} from "./safetensors.ts";
