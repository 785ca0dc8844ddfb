import { adapterName } from "../vision/mod.ts";
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
  return { ...adapterName(adapter.info), features: [...adapter.features].sort() };
}
