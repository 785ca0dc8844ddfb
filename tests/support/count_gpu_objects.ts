/** What makes a new object on the device, and so has no place in a steady state. */
const MAKERS = [
  "createBuffer",
  "createTexture",
  "createBindGroup",
  "createBindGroupLayout",
  "createComputePipeline",
  "createComputePipelineAsync",
  "createPipelineLayout",
  "createQuerySet",
  "createRenderPipeline",
  "createRenderPipelineAsync",
  "createSampler",
  "createShaderModule",
] as const;

/** Objects made, by the name of the method. */
export type ObjectCounts = Record<string, number>;

/** Counts the objects that `body` makes on `gpu`; only those it makes at all are listed. */
export async function countGpuObjects(
  gpu: GPUDevice,
  body: () => void | Promise<void>,
): Promise<ObjectCounts> {
  const counts: ObjectCounts = {};
  for (const name of MAKERS) {
    const make = gpu[name] as (...parameters: unknown[]) => unknown;
    if (typeof make !== "function") continue;
    Object.defineProperty(gpu, name, {
      configurable: true,
      value: (...parameters: unknown[]) => {
        counts[name] = (counts[name] ?? 0) + 1;
        return make.apply(gpu, parameters);
      },
    });
  }
  try {
    await body();
  } finally {
    // The methods of the prototype come to light again.
    for (const name of MAKERS) delete (gpu as unknown as Record<string, unknown>)[name];
  }
  return counts;
}
