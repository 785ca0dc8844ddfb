import type { Device } from "../device.ts";
import { DeviceError } from "../errors.ts";
import type { Tensor } from "../tensor.ts";
import type { Bindings, Kernel } from "./kernel.ts";
import { Storage } from "./storage.ts";
import {
  packUniforms,
  uniformBytes,
  type UniformFields,
  Uniforms,
  type UniformValues,
} from "./uniforms.ts";

/** What can stand behind each kind of binding. */
export type ResourceOf<B> = B extends { readonly kind: "storage" } ? Tensor
  : B extends { readonly kind: "texture" } ? GPUTexture | GPUTextureView
  : B extends { readonly kind: "uniform"; readonly fields: infer F extends UniformFields }
    ? Uniforms<F>
  : never;

/** One run of a kernel, as the caller states it. */
export interface DispatchOf<B extends Bindings, P extends UniformFields> {
  /** What stands behind each name. */
  readonly bindings: { readonly [K in keyof B]: ResourceOf<B[K]> };
  /** Values of this run. */
  readonly params: UniformValues<P>;
  /** Workgroups in x, y, z. */
  readonly workgroups: readonly [number, number, number];
}

/** One run of a kernel, as it stands in a recording. Resources are in binding order. */
export interface Dispatch {
  /** What is run. */
  readonly kernel: Kernel;
  /** What it is run on. */
  readonly resources: readonly (Storage | GPUTexture | GPUTextureView | Uniforms)[];
  /** Packed params; empty where the kernel has none. */
  readonly params: Uint8Array<ArrayBuffer>;
  /** Workgroups in x, y, z. */
  readonly workgroups: readonly [number, number, number];
}

/**
 * Checks and packs one run of a kernel.
 *
 * @throws {TypeError} If a binding is missing or of the wrong fields.
 * @throws {DeviceError} If a tensor is of another device.
 */
export function makeDispatch<B extends Bindings, P extends UniformFields>(
  device: Device,
  kernel: Kernel<B, P>,
  call: DispatchOf<B, P>,
): Dispatch {
  const given = call.bindings as Readonly<Record<string, unknown>>;
  const resources = Object.entries(kernel.bindings).map(([name, binding]) => {
    const resource = given[name];
    const problem = `Cannot run kernel "${kernel.name}": binding "${name}"`;
    if (resource === undefined || resource === null) throw new TypeError(`${problem} is missing`);
    if (binding.kind === "storage") {
      const tensor = resource as Tensor;
      if (tensor.device !== device) throw new DeviceError(`${problem} is of another device`);
      return tensor.storage;
    }
    if (binding.kind === "texture") return resource as GPUTexture | GPUTextureView;
    const uniforms = resource as Uniforms;
    const wanted = Object.keys(binding.fields).join(", ");
    const got = Object.keys(uniforms.fields).join(", ");
    if (wanted !== got) {
      throw new TypeError(`${problem} wants the values (${wanted}), got (${got})`);
    }
    return uniforms;
  });
  const hasParams = Object.keys(kernel.params).length > 0;
  const params = new Uint8Array(hasParams ? uniformBytes(kernel.params) : 0);
  if (hasParams) packUniforms(kernel.params, call.params, new DataView(params.buffer), 0);
  return { kernel: kernel as unknown as Kernel, resources, params, workgroups: call.workgroups };
}

/** Storages of a dispatch with the access that its kernel declares. */
export function* storagesOf(
  dispatch: Dispatch,
): Generator<{ storage: Storage; access: "read" | "write"; name: string }> {
  let index = 0;
  for (const [name, binding] of Object.entries(dispatch.kernel.bindings)) {
    const resource = dispatch.resources[index++];
    if (binding.kind === "storage" && resource instanceof Storage) {
      yield { storage: resource, access: binding.access, name };
    }
  }
}
