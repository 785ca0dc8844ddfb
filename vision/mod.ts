/**
 * The learning engine: tensors, reverse-mode differentiation, WGSL kernels, layers, optimisers and
 * checkpoints, on one `GPUDevice` that may be shared with a renderer.
 *
 * @module
 */
export { adapterName, deviceDescriptor, requestDevice } from "./adapter.ts";
export { type AdapterName, Device, type TensorOptions } from "./device.ts";
export { CheckpointError, DeviceError, ShaderError, ShapeError } from "./errors.ts";
export type { Dtype, Elements, Layout, Shape } from "./shape.ts";
export { Tensor } from "./tensor.ts";
export { Plan, type PlanOutputs, record } from "./kernel/plan.ts";
export {
  defineKernel,
  defineLaneKernel,
  type Kernel,
  lanes,
  read,
  texture,
  uniform,
  write,
} from "./kernel/kernel.ts";
export type { UniformFields, Uniforms, UniformValues } from "./kernel/uniforms.ts";
export { defineOp, type Op, type OpReference, type RefArray } from "./autograd/op.ts";
export { Readback, type ReadSource, readTexture, ReadTicket } from "./readback.ts";
export { add } from "./ops/add/mod.ts";
export { relu, tanh } from "./ops/pointwise/mod.ts";
