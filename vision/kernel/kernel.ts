import { type UniformFields, uniformStruct } from "./uniforms.ts";

/** One resource that a kernel names. */
export type Binding =
  | {
    readonly kind: "storage";
    readonly access: "read" | "write";
    readonly element: string;
    /** Length of the array, where it is read through the uniform address space. */
    readonly constants?: number;
    /** Whether it is read through a texture that is filled before the kernel runs. */
    readonly texels?: true;
  }
  | { readonly kind: "texture"; readonly sample: "f32" | "u32" }
  | { readonly kind: "uniform"; readonly fields: UniformFields };

/** A buffer that the kernel only reads, as a runtime array of `element`. */
export function read(element: string): Binding & { kind: "storage" } {
  return { kind: "storage", access: "read", element };
}

/** A buffer that the kernel writes (and may read), as a runtime array of `element`. */
export function write(element: string): Binding & { kind: "storage" } {
  return { kind: "storage", access: "write", element };
}

/**
 * A tensor of exactly `count` elements of 16 bytes, at most 4096 of them, that the kernel only reads,
 * through the uniform address space: cheaper than {@link read} where all lanes read the same.
 */
export function constants(element: string, count: number): Binding & { kind: "storage" } {
  return { kind: "storage", access: "read", element, constants: count };
}

/**
 * A tensor that the kernel only reads, four numbers at a time, through a texture of the same contents:
 * `name_at(i)` is its `vec4f` number `i`. Whoever runs the kernel copies the tensor there before, which is
 * cheap beside what it saves on adapters whose texture units are quicker than their storage loads (a
 * loaded component costs 4 ns against 7 on the software adapter).
 */
export function texels(): Binding & { kind: "storage" } {
  return { kind: "storage", access: "read", element: "vec4f", texels: true };
}

/** Texels of a row of a texture behind {@link texels}; a power of two. */
export const TEXELS_OF_ROW = 1024;

/** A 2-D texture, read by `textureLoad`. */
export function texture(sample: "f32" | "u32"): Binding & { kind: "texture" } {
  return { kind: "texture", sample };
}

/** Values that may change between replays, from a `Uniforms` of the same fields. */
export function uniform<F extends UniformFields>(
  fields: F,
): { readonly kind: "uniform"; readonly fields: F } {
  return { kind: "uniform", fields };
}

/** Named resources of a kernel, in binding order. */
export type Bindings = Readonly<Record<string, Binding>>;

/**
 * A kernel: what it binds, the values of one dispatch (`params`, fixed when it is recorded), and
 * its WGSL. Shapes belong in `params`, so that one pipeline serves every layer.
 */
export interface Kernel<B extends Bindings = Bindings, P extends UniformFields = UniformFields> {
  /** As faults and profiles show it. */
  readonly name: string;
  /** Resources, in binding order. */
  readonly bindings: B;
  /** Values of one dispatch. */
  readonly params: P;
  /** Lanes of a workgroup in x, y, z. */
  readonly workgroup: readonly [number, number, number];
  /** The whole WGSL, declarations included. */
  readonly code: string;
  /** Entry point. */
  readonly entry: string;
}

/** What {@link defineKernel} takes. */
export interface KernelSource<B extends Bindings, P extends UniformFields> {
  /** As faults and profiles show it. */
  readonly name: string;
  /** Resources, in binding order. */
  readonly bindings: B;
  /** Values of one dispatch. */
  readonly params: P;
  /** Lanes of a workgroup in x, y, z; 64 in x when left out. */
  readonly workgroup?: readonly [number, number, number];
  /** WGSL at module level: functions and constants, without the entry point. */
  readonly functions?: string;
  /**
   * Body of the entry point. In scope: `id` (global invocation), `local` (invocation within the
   * workgroup), `group` (workgroup), `p` (the params) and the bindings by name.
   */
  readonly body: string;
}

/**
 * Makes a kernel; the declarations are written from `bindings` and `params`. In the WGSL the params
 * stand as `p.name`, a changeable uniform as `binding.name`.
 *
 * @example
 * ```ts
 * import { defineKernel, read, write } from "./kernel.ts";
 * const double = defineKernel({
 *   name: "double",
 *   bindings: { x: read("f32"), y: write("f32") },
 *   params: { count: "u32" },
 *   body: "if (id.x < p.count) { y[id.x] = 2.0 * x[id.x]; }",
 * });
 * ```
 */
export function defineKernel<const B extends Bindings, const P extends UniformFields>(
  source: KernelSource<B, P>,
): Kernel<B, P> {
  const workgroup = source.workgroup ?? [64, 1, 1];
  const declarations: string[] = [];
  const names = Object.entries(source.bindings);
  names.forEach(([name, binding], index) => {
    const at = `@group(0) @binding(${index})`;
    if (binding.kind === "storage" && binding.constants) {
      declarations.push(
        `${at} var<uniform> ${name}: array<${binding.element}, ${binding.constants}>;`,
      );
    } else if (binding.kind === "storage" && binding.texels) {
      const [mask, shift] = [TEXELS_OF_ROW - 1, Math.log2(TEXELS_OF_ROW)];
      declarations.push(
        `${at} var ${name}_texels: texture_2d<f32>;
fn ${name}_at(i: i32) -> vec4f {
  return textureLoad(${name}_texels, vec2i(i & ${mask}, i >> ${shift}), 0);
}`,
      );
    } else if (binding.kind === "storage") {
      const access = binding.access === "read" ? "read" : "read_write";
      declarations.push(`${at} var<storage, ${access}> ${name}: array<${binding.element}>;`);
    } else if (binding.kind === "texture") {
      declarations.push(`${at} var ${name}: texture_2d<${binding.sample}>;`);
    } else {
      declarations.push(uniformStruct(`Uniform_${name}`, binding.fields));
      declarations.push(`${at} var<uniform> ${name}: Uniform_${name};`);
    }
  });
  if (Object.keys(source.params).length > 0) {
    declarations.push(uniformStruct("Params", source.params));
    declarations.push(`@group(0) @binding(${names.length}) var<uniform> p: Params;`);
  }
  const code = `${declarations.join("\n")}
${source.functions ?? ""}
@compute @workgroup_size(${workgroup.join(", ")})
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
${source.body}
}
`;
  const { name, bindings, params } = source;
  return { name, bindings, params, workgroup, code, entry: "main" };
}

/** Lanes of a workgroup of {@link defineLaneKernel}. */
export const LANES = 64;

/**
 * A kernel of `p.lanes` independent lanes, numbered by `lane`; see {@link lanes} for the workgroups.
 * More lanes than one row of workgroups holds are folded into rows.
 */
export function defineLaneKernel<const B extends Bindings, const P extends UniformFields>(
  source: Omit<KernelSource<B, P>, "workgroup">,
): Kernel<B, P & { readonly lanes: "u32" }> {
  return defineKernel({
    ...source,
    params: { lanes: "u32", ...source.params },
    workgroup: [LANES, 1, 1],
    body: `  let lane = id.x + id.y * groups.x * ${LANES}u;
  if (lane >= p.lanes) { return; }
${source.body}`,
  });
}

/** The most workgroups that one axis may have. */
const MAX_GROUPS = 65535;

/** Workgroups that cover `count` lanes of a {@link defineLaneKernel}. */
export function lanes(count: number): readonly [number, number, number] {
  const groups = Math.ceil(count / LANES);
  if (groups <= MAX_GROUPS) return [groups, 1, 1];
  const rows = Math.ceil(groups / MAX_GROUPS);
  return [Math.ceil(groups / rows), rows, 1];
}
