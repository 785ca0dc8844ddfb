export * from "./activations.ts";
export {
  DivisiveNorm,
  LocalContrastNorm,
  LocalNorm,
  LocalResponseNorm,
  type NeighbourhoodOptions,
  SubtractiveNorm,
} from "./normalisation.ts";
export { Dropout, type DropoutLayerOptions, Dropping, SpatialDropout } from "./dropout.ts";
export { BatchNorm, BatchNorm1d, BatchNorm2d, type BatchNormLayerOptions } from "./batch_norm2d.ts";
export {
  attention,
  type AttentionOptions,
  attentionWeights,
  DotProductAttention,
} from "./attention.ts";
export { Conv2d, type Conv2dLayerOptions } from "./conv2d.ts";
export { ConvTranspose2d, type ConvTranspose2dLayerOptions } from "./conv_transpose2d.ts";
export { SparseConv2d } from "./sparse_conv2d.ts";
export * from "./criteria/mod.ts";
export { Embedding } from "./embedding.ts";
export {
  type Fans,
  fansOf,
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
export { Upsample } from "./layers.ts";
export {
  LocallyConnected2d,
  type LocallyConnected2dImages,
  type LocallyConnected2dLayerOptions,
} from "./locally_connected2d.ts";
export * from "./pooling.ts";
export { Linear, type LinearLayerOptions } from "./linear.ts";
export { GRU } from "./gru.ts";
export { LSTM, type LSTMOptions, type LSTMState } from "./lstm.ts";
export { type Mode, Module, type StateDict } from "./module.ts";
export { Parameter } from "./parameter.ts";
export { Pad } from "./pad.ts";
export { Flatten, Reshape } from "./reshape.ts";
export { LogSoftMax, SoftMax } from "./softmax.ts";
export { StateTensor } from "./state_tensor.ts";
export { Recurrent, type RecurrentOptions, type Sequence, type Unrolled } from "./recurrent.ts";
export { Sequential } from "./sequential.ts";
