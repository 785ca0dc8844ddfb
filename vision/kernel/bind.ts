import { BufferUsage } from "../gpu_flags.ts";
import type { Device } from "../device.ts";
import type { Dispatch } from "./dispatch.ts";
import { Storage } from "./storage.ts";
import { Uniforms } from "./uniforms.ts";

/** A dispatch with everything the device needs to run it again and again. */
export interface BoundDispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

/** Bound dispatches and the one buffer that holds the params of all of them. */
export interface BoundDispatches {
  readonly dispatches: readonly BoundDispatch[];
  readonly params: GPUBuffer | null;
}

/** Makes pipelines and bind groups; every storage must have its buffer by now. */
export function bindDispatches(
  device: Device,
  dispatches: readonly Dispatch[],
  bufferOf: (storage: Storage) => GPUBuffer,
): BoundDispatches {
  const { gpu } = device;
  const align = gpu.limits.minUniformBufferOffsetAlignment;
  const offsets: number[] = [];
  let size = 0;
  for (const { params } of dispatches) {
    offsets.push(size);
    size += Math.ceil(params.length / align) * align;
  }
  let params: GPUBuffer | null = null;
  if (size > 0) {
    const bytes = new Uint8Array(size);
    dispatches.forEach((dispatch, i) => bytes.set(dispatch.params, offsets[i]!));
    params = device.createBuffer(size, "params", BufferUsage.uniform | BufferUsage.copyDst);
    gpu.queue.writeBuffer(params, 0, bytes);
  }
  const bound = dispatches.map((dispatch, i): BoundDispatch => {
    const { pipeline, layout } = device.pipelines.get(dispatch.kernel);
    const entries = dispatch.resources.map((resource, binding): GPUBindGroupEntry => {
      if (resource instanceof Storage) {
        return { binding, resource: { buffer: bufferOf(resource), size: resource.bytes } };
      }
      if (resource instanceof Uniforms) return { binding, resource: { buffer: resource.buffer } };
      const view = resource instanceof GPUTexture
        ? resource.createView({ dimension: "2d" })
        : resource;
      return { binding, resource: view };
    });
    if (params && dispatch.params.length > 0) {
      entries.push({
        binding: entries.length,
        resource: { buffer: params, offset: offsets[i]!, size: dispatch.params.length },
      });
    }
    const bindGroup = gpu.createBindGroup({ label: dispatch.kernel.name, layout, entries });
    return { pipeline, bindGroup, workgroups: dispatch.workgroups };
  });
  return { dispatches: bound, params };
}

/** Appends one compute pass that runs the dispatches in order. */
export function encodeDispatches(
  encoder: GPUCommandEncoder,
  dispatches: readonly BoundDispatch[],
  descriptor: GPUComputePassDescriptor = {},
): void {
  const pass = encoder.beginComputePass(descriptor);
  for (const { pipeline, bindGroup, workgroups } of dispatches) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(...workgroups);
  }
  pass.end();
}
