import { BufferUsage } from "../gpu_flags.ts";
import type { Device } from "../device.ts";
import type { Dispatch } from "./dispatch.ts";
import { Storage } from "./storage.ts";
import { createTexels, encodeTexelCopy, planTexels } from "./texel_copies.ts";
import { Uniforms } from "./uniforms.ts";

/** A tensor's memory that goes into a texture before a dispatch reads it there. */
interface BoundCopy {
  readonly buffer: GPUBuffer;
  readonly bytes: number;
  readonly texture: GPUTexture;
}

/** A dispatch with everything the device needs to run it again and again. */
export interface BoundDispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
  /** What is copied before it. */
  readonly copies: readonly BoundCopy[];
}

/** Bound dispatches and what was made for them: one buffer for all params, textures for texels. */
export interface BoundDispatches {
  readonly dispatches: readonly BoundDispatch[];
  readonly params: GPUBuffer | null;
  readonly textures: readonly GPUTexture[];
}

/** Makes pipelines and bind groups; every storage must have its buffer by now. */
export function bindDispatches(
  device: Device,
  dispatches: readonly Dispatch[],
  bufferOf: (storage: Storage) => GPUBuffer,
): BoundDispatches {
  const { gpu } = device;
  const { offsets, params } = packParams(device, dispatches);
  const texels = planTexels(dispatches);
  const textures = texels.slotRows.map((rows) => createTexels(device, rows));
  const views = textures.map((texture) => texture.createView());
  const bound = dispatches.map((dispatch, i): BoundDispatch => {
    const { pipeline, layout } = device.pipelines.get(dispatch.kernel);
    const entries = dispatch.resources.map((resource, binding): GPUBindGroupEntry => {
      const slot = texels.slotOf[i]!.get(binding);
      if (slot !== undefined) return { binding, resource: views[slot]! };
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
    const copies = texels.copiesBefore[i]!.map(({ storage, slot }) => ({
      buffer: bufferOf(storage),
      bytes: storage.bytes,
      texture: textures[slot]!,
    }));
    return { pipeline, bindGroup, workgroups: dispatch.workgroups, copies };
  });
  return { dispatches: bound, params, textures };
}

/** One buffer with the params of all dispatches, and where in it each one's begin. */
function packParams(device: Device, dispatches: readonly Dispatch[]) {
  const align = device.gpu.limits.minUniformBufferOffsetAlignment;
  const offsets: number[] = [];
  let size = 0;
  for (const { params } of dispatches) {
    offsets.push(size);
    size += Math.ceil(params.length / align) * align;
  }
  if (size === 0) return { offsets, params: null };
  const bytes = new Uint8Array(size);
  dispatches.forEach((dispatch, i) => bytes.set(dispatch.params, offsets[i]!));
  const params = device.memory.createBuffer(
    size,
    "params",
    BufferUsage.uniform | BufferUsage.copyDst,
  );
  device.gpu.queue.writeBuffer(params, 0, bytes);
  return { offsets, params };
}

/**
 * Appends what runs the dispatches in order: one compute pass, interrupted wherever a tensor is copied
 * into a texture. Timestamps are taken before the first copy or kernel and after the last kernel.
 */
export function encodeDispatches(
  encoder: GPUCommandEncoder,
  dispatches: readonly BoundDispatch[],
  { timestampWrites, ...descriptor }: GPUComputePassDescriptor = {},
): void {
  const [first] = dispatches;
  const lastStart = dispatches.findLastIndex(({ copies }) => copies.length > 0);
  const begin = (start: boolean, end: boolean) => {
    const stamps = timestampWrites && stampsOf(timestampWrites, start, end);
    return encoder.beginComputePass({
      ...descriptor,
      ...(stamps ? { timestampWrites: stamps } : {}),
    });
  };
  const copiesFirst = (first?.copies.length ?? 0) > 0;
  if (timestampWrites && copiesFirst) begin(true, false).end();
  let pass: GPUComputePassEncoder | null = null;
  dispatches.forEach(({ copies, pipeline, bindGroup, workgroups }, i) => {
    if (copies.length > 0) {
      pass?.end();
      pass = null;
      for (const { buffer, bytes, texture } of copies) {
        encodeTexelCopy(encoder, buffer, bytes, texture);
      }
    }
    pass ??= begin(i === 0 && !copiesFirst, i >= lastStart);
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(...workgroups);
  });
  // Without a dispatch there is a pass all the same, for its timestamps.
  (pass ?? begin(true, true)).end();
}

/** Those of the timestamps that fall to one of several passes. */
function stampsOf(
  writes: GPUComputePassTimestampWrites,
  first: boolean,
  last: boolean,
): GPUComputePassTimestampWrites | undefined {
  const { querySet, beginningOfPassWriteIndex: begin, endOfPassWriteIndex: end } = writes;
  const begins = first && begin !== undefined;
  const ends = last && end !== undefined;
  if (!begins && !ends) return undefined;
  return {
    querySet,
    ...(begins ? { beginningOfPassWriteIndex: begin } : {}),
    ...(ends ? { endOfPassWriteIndex: end } : {}),
  };
}
