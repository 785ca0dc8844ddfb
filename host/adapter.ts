import { setGpuEnvironment } from "./environment.ts";

/** What a person needs to know of the machine's WebGPU adapter. */
export interface AdapterFacts {
  /** As the driver names itself. */
  readonly name: string;
  /** True where the processor draws and computes: everything works, slowly. */
  readonly software: boolean;
  readonly features: readonly string[];
}

/** The machine's WebGPU adapter, or null where there is none. */
export async function findAdapter(): Promise<AdapterFacts | null> {
  setGpuEnvironment();
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return null;
  const { description, device, vendor } = adapter.info;
  const name = description || device || vendor || "unnamed adapter";
  return {
    name,
    software: adapter.info.isFallbackAdapter || /llvmpipe|lavapipe|swiftshader/i.test(name),
    features: [...adapter.features].sort(),
  };
}
