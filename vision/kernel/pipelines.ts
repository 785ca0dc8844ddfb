import { COMPUTE_STAGE } from "../gpu_flags.ts";
import { ShaderError } from "../errors.ts";
import type { Binding, Kernel } from "./kernel.ts";

/** A compiled kernel. */
export interface CompiledKernel {
  /** Compiled at its first run on some adapters. */
  readonly pipeline: GPUComputePipeline;
  /** What its bind groups are made for. */
  readonly layout: GPUBindGroupLayout;
}

function layoutEntry(binding: Binding, index: number): GPUBindGroupLayoutEntry {
  const place = { binding: index, visibility: COMPUTE_STAGE };
  if (binding.kind === "uniform") return { ...place, buffer: { type: "uniform" } };
  if (binding.kind === "texture") {
    const sampleType = binding.sample === "u32" ? "uint" : "unfilterable-float";
    return { ...place, texture: { sampleType } };
  }
  if (binding.texels) return { ...place, texture: { sampleType: "unfilterable-float" } };
  if (binding.constants) return { ...place, buffer: { type: "uniform" } };
  const type = binding.access === "read" ? "read-only-storage" : "storage";
  return { ...place, buffer: { type } };
}

/** The line of `code` that a compiler's message speaks of, with the lines around it. */
function excerpt(code: string, line: number): string {
  const lines = code.split("\n");
  const from = Math.max(0, line - 3);
  return lines.slice(from, line + 2)
    .map((text, i) => `${from + i + 1 === line ? ">" : " "} ${from + i + 1} | ${text}`)
    .join("\n");
}

/** wgpu reports line 1 for every fault and draws the true place into the text. */
function faultLine(message: GPUCompilationMessage): number {
  const drawn = /┌─ [^:\n]*:(\d+):\d+/.exec(message.message);
  return drawn ? Number(drawn[1]) : message.lineNum;
}

/** Compiled kernels of one device, by the text of their WGSL. */
export class PipelineCache {
  readonly #gpu: GPUDevice;
  readonly #compiled = new Map<string, CompiledKernel>();
  readonly #warm = new WeakSet<GPUComputePipeline>();
  readonly #checks = new Set<Promise<void>>();
  readonly #report: (fault: Error) => void;

  /** `report` is told each fault. */
  constructor(gpu: GPUDevice, report: (fault: Error) => void) {
    this.#gpu = gpu;
    this.#report = report;
  }

  /** Kernels compiled so far. */
  get size(): number {
    return this.#compiled.size;
  }

  /** The compiled form of a kernel; its faults are reported by {@link settled}. */
  get(kernel: Kernel): CompiledKernel {
    const key = `${kernel.entry}\n${kernel.code}`;
    const known = this.#compiled.get(key);
    if (known) return known;
    const gpu = this.#gpu;
    gpu.pushErrorScope("validation");
    const bindings = Object.values(kernel.bindings);
    const entries = bindings.map(layoutEntry);
    if (Object.keys(kernel.params).length > 0) {
      entries.push({
        binding: bindings.length,
        visibility: COMPUTE_STAGE,
        buffer: { type: "uniform" },
      });
    }
    const layout = gpu.createBindGroupLayout({ label: kernel.name, entries });
    const module = gpu.createShaderModule({ label: kernel.name, code: kernel.code });
    const pipeline = gpu.createComputePipeline({
      label: kernel.name,
      layout: gpu.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: kernel.entry },
    });
    const check = gpu.popErrorScope().then(async (error) => {
      if (!error) return;
      // Out of the cache, so that the next use tells the same again.
      this.#compiled.delete(key);
      this.#report(await shaderError(kernel, module, error));
    });
    this.#checks.add(check);
    check.finally(() => this.#checks.delete(check));
    const compiled = { pipeline, layout };
    this.#compiled.set(key, compiled);
    return compiled;
  }

  /** Whether a pipeline has not been warmed up yet; from now on it counts as warm. */
  warmUp(pipeline: GPUComputePipeline): boolean {
    if (this.#warm.has(pipeline)) return false;
    this.#warm.add(pipeline);
    return true;
  }

  /** Resolves once every kernel so far was judged by the compiler. */
  async settled(): Promise<void> {
    await Promise.all(this.#checks);
  }
}

async function shaderError(
  kernel: Kernel,
  module: GPUShaderModule,
  error: GPUError,
): Promise<ShaderError> {
  const info = await module.getCompilationInfo();
  const fault = info.messages.find((message) => message.type === "error");
  if (!fault) return new ShaderError(`Cannot build kernel "${kernel.name}": ${error.message}`);
  const line = faultLine(fault);
  return new ShaderError(
    `Cannot compile kernel "${kernel.name}", line ${line}:\n${excerpt(kernel.code, line)}\n` +
      fault.message.trim(),
  );
}
