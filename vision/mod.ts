/**
 * The learning engine: tensors, reverse-mode differentiation, WGSL kernels, layers, optimisers and
 * checkpoints, on one `GPUDevice` that may be shared with a renderer.
 *
 * @module
 */
export { adapterName, deviceDescriptor, requestDevice, WANTED_FEATURES } from "./adapter.ts";
export { type AdapterName, Device, type TensorOptions } from "./device.ts";
export { CheckpointError, DeviceError, ShaderError, ShapeError } from "./errors.ts";
export type { Dtype, Elements, Layout, Shape } from "./shape.ts";
export { readTensors, Tensor } from "./tensor.ts";
export { counterRandom, normal, type Random } from "./random.ts";

export { Plan, type PlanOutputs, record } from "./kernel/plan.ts";
export {
  type Binding,
  type Bindings,
  defineKernel,
  defineLaneKernel,
  type Kernel,
  type KernelSource,
  lanes,
  read,
  texels,
  texture,
  uniform,
  write,
} from "./kernel/kernel.ts";
export {
  parseChoices,
  prepare,
  type PrepareOptions,
  tune,
  Tuner,
  type TuningChoices,
} from "./kernel/tuner.ts";
export type { UniformFields, Uniforms, UniformType, UniformValues } from "./kernel/uniforms.ts";
export { GpuTimer } from "./gpu_timer.ts";
export { type Held, Holdings } from "./holdings.ts";
export { Readback, type ReadSource, readTexture, ReadTicket } from "./readback.ts";

export {
  type CheckedInput,
  type Gradcheck,
  gradcheck,
  type GradcheckReport,
} from "./autograd/gradcheck.ts";
export {
  type AppliedOp,
  defineOp,
  type Op,
  type OpDefinition,
  type OpReference,
  type RefArray,
  type RefInputs,
} from "./autograd/op.ts";
export type { Gradient, GradientParts } from "./autograd/accumulate.ts";
export type { TapeNode } from "./autograd/tape.ts";
export type { Home, Storage } from "./kernel/storage.ts";
export type { Arena } from "./kernel/arena.ts";
export type { Dispatch, DispatchOf, ResourceOf } from "./kernel/dispatch.ts";
export type { CompiledKernel, PipelineCache } from "./kernel/pipelines.ts";

export * from "./ops/binary/mod.ts";
export { batchNorm, type BatchNormOptions } from "./ops/batch_norm/mod.ts";
export { argmax, argmaxChannels } from "./ops/argmax/mod.ts";
export { avgPool2d, type AvgPool2dOptions } from "./ops/avg_pool2d/mod.ts";
export { concat } from "./ops/concat/mod.ts";
export { conv2d, type Conv2dOptions, type Padding, type Pair } from "./ops/conv2d/mod.ts";
export { convTranspose2d, type ConvTranspose2dOptions } from "./ops/conv_transpose2d/mod.ts";
export { depthwiseConv2d } from "./ops/depthwise_conv2d/mod.ts";
export {
  expandKernels,
  fullTable,
  type KernelTable,
  oneToOneTable,
  randomTable,
} from "./ops/expand_kernels/mod.ts";
export { dropout, type DropoutOptions } from "./ops/dropout/mod.ts";
export { crossEntropy } from "./ops/cross_entropy/mod.ts";
export { gruCell } from "./ops/gru_cell/mod.ts";
export { globalAvgPool2d, globalMaxPool2d } from "./ops/global_pool2d/mod.ts";
export { lstmCell } from "./ops/lstm_cell/mod.ts";
export {
  locallyConnected2d,
  type LocallyConnected2dOptions,
} from "./ops/locally_connected2d/mod.ts";
export { lpPool2d, type LpPool2dOptions } from "./ops/lp_pool2d/mod.ts";
export { logProbPool2d, type LogProbPool2dOptions } from "./ops/log_prob_pool2d/mod.ts";
export { type Margin, pad, type PadMode, type PadOptions } from "./ops/pad/mod.ts";
export { gaussianWindow, type LocalOptions } from "./ops/local_mean/mod.ts";
export { divisiveNorm, localContrastNorm } from "./ops/divisive_norm/mod.ts";
export { subtractiveNorm } from "./ops/subtractive_norm/mod.ts";
export { localResponseNorm, type LocalResponseNormOptions } from "./ops/local_response_norm/mod.ts";
export { maxPool2d } from "./ops/max_pool2d/mod.ts";
export type { WindowGeometry, WindowOptions } from "./ops/window_geometry.ts";
export { maxout } from "./ops/maxout/mod.ts";
export { matmul, type MatmulOptions } from "./ops/matmul/mod.ts";
export * from "./ops/pointwise/mod.ts";
export { permute, type PermuteOptions, transpose } from "./ops/permute/mod.ts";
export {
  resize,
  resizeBilinear,
  type ResizeMode,
  resizeNearest,
  type ResizeOptions,
} from "./ops/resize/mod.ts";
export { flatten, reshape, type ReshapeOptions } from "./ops/reshape/mod.ts";
export {
  bceLoss,
  bceWithLogitsLoss,
  hingeLoss,
  l1Loss,
  type LossOptions,
  mseLoss,
  smoothL1Loss,
  softMarginLoss,
} from "./ops/elementwise_loss/mod.ts";
export { embedding } from "./ops/embedding/mod.ts";
export {
  klDivLoss,
  type LabelLossOptions,
  multiMarginLoss,
  nllLoss,
  softCrossEntropy,
  type SoftLossOptions,
} from "./ops/row_loss/mod.ts";
export type { Reduction } from "./ops/loss_sum/mod.ts";
export { logSoftmax } from "./ops/log_softmax/mod.ts";
export { max, mean, type ReduceOptions, sum } from "./ops/reduce/mod.ts";
export { MASKED, scaleMask } from "./ops/scale_mask/mod.ts";
export { softmax } from "./ops/softmax/mod.ts";
export { crop, type Range, type Rectangle, slice } from "./ops/slice/mod.ts";
export { stack, unstack } from "./ops/stack/mod.ts";
export { gatherWindows, scatterWindows } from "./ops/windows/mod.ts";

export * from "./nn/mod.ts";
export * from "./optim/mod.ts";
export * from "./checkpoint/mod.ts";
export * from "./data/mod.ts";
export * from "./train/mod.ts";
export * from "./image/mod.ts";
export { ConfusionMatrix } from "./metrics/confusion_matrix.ts";
