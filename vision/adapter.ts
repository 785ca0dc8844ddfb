import { Device } from "./device.ts";
import { DeviceError } from "./errors.ts";

/** Features asked for where the adapter offers them. */
export const WANTED_FEATURES = [
  "timestamp-query",
  "shader-f16",
  "float32-filterable",
] as const satisfies readonly GPUFeatureName[];

/** Limits raised to what the adapter allows: images and nets outgrow the defaults. */
const WANTED_LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxColorAttachmentBytesPerSample",
  "maxTextureDimension2D",
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** An adapter's name as the driver gives it, and whether it computes on the CPU. */
export function adapterName(info: GPUAdapterInfo): { name: string; software: boolean } {
  const name = info.description ||
    [info.vendor, info.architecture, info.device].filter(Boolean).join(" ") || "unnamed adapter";
  const software = /llvmpipe|lavapipe|swiftshader|software|basic render/i.test(name) ||
    info.isFallbackAdapter === true;
  return { name, software };
}

/** What to request of an adapter: every feature and limit that the engine can use. */
export function deviceDescriptor(adapter: GPUAdapter): GPUDeviceDescriptor {
  const limits: Record<string, number> = {};
  for (const limit of WANTED_LIMITS) {
    const most = adapter.limits[limit];
    if (typeof most === "number") limits[limit] = most;
  }
  return {
    requiredFeatures: WANTED_FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits: limits,
  };
}

/**
 * Requests the best adapter there is and a device on it.
 *
 * @throws {DeviceError} If there is no WebGPU or no adapter; the message says what to do.
 */
export async function requestDevice(
  gpu: Pick<GPU, "requestAdapter"> | undefined = globalThis.navigator?.gpu,
): Promise<Device> {
  if (!gpu) {
    throw new DeviceError(
      "Cannot use the graphics device: WebGPU is missing; use Deno 2.9 or later (with " +
        '"unstable": ["webgpu"] in deno.json), or a browser that has it (Chrome 113, Safari 26)',
    );
  }
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) {
    throw new DeviceError(
      "Cannot use the graphics device: no WebGPU adapter was found; install a Vulkan driver " +
        "(on Debian or Ubuntu without a GPU: apt-get install -y mesa-vulkan-drivers)",
    );
  }
  const name = adapterName(adapter.info);
  try {
    return Device.wrap(await adapter.requestDevice(deviceDescriptor(adapter)), name);
  } catch (cause) {
    throw new DeviceError(
      `Cannot use the graphics device ${name.name}: ${
        cause instanceof Error ? cause.message : cause
      }`,
      { cause },
    );
  }
}
