export * from "./activations.ts";
export { Conv2d, type Conv2dLayerOptions } from "./conv2d.ts";
export { CrossEntropyLoss } from "./cross_entropy_loss.ts";
export {
  type Initialiser,
  initialisers,
  kaimingNormal,
  kaimingUniform,
  lecunNormal,
  lecunUniform,
  orthogonal,
  xavierNormal,
  xavierUniform,
} from "./initialiser.ts";
export { MaxPool2d, Upsample } from "./layers.ts";
export { type Mode, Module, type StateDict } from "./module.ts";
export { Parameter } from "./parameter.ts";
export { Flatten, Reshape } from "./reshape.ts";
export { StateTensor } from "./state_tensor.ts";
export { Sequential } from "./sequential.ts";
