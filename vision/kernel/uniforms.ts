import type { Device } from "../device.ts";
import { BufferUsage } from "../gpu_flags.ts";

/** Type of one uniform value; all are four bytes, so a struct of them has no gaps. */
export type UniformType = "f32" | "u32" | "i32";

/** Names and types of the values of a uniform struct, in order. */
export type UniformFields = Readonly<Record<string, UniformType>>;

/** One number for each field. */
export type UniformValues<F extends UniformFields> = { readonly [K in keyof F]: number };

/** Bytes of the struct, rounded up to what a binding wants. */
export function uniformBytes(fields: UniformFields): number {
  return Math.max(16, Math.ceil(Object.keys(fields).length / 4) * 16);
}

/**
 * Writes the values into `bytes` at `offset`, in the order of the fields.
 *
 * @throws {TypeError} If a value is missing or no number.
 */
export function packUniforms<F extends UniformFields>(
  fields: F,
  values: UniformValues<F>,
  bytes: DataView,
  offset: number,
): void {
  let at = offset;
  for (const [name, type] of Object.entries(fields)) {
    const value = values[name];
    if (typeof value !== "number") {
      throw new TypeError(`Cannot pack uniforms: "${name}" is ${value}, want a number`);
    }
    if (type === "f32") bytes.setFloat32(at, value, true);
    else if (type === "u32") bytes.setUint32(at, value, true);
    else bytes.setInt32(at, value, true);
    at += 4;
  }
}

/** The WGSL struct of the fields. */
export function uniformStruct(name: string, fields: UniformFields): string {
  const members = Object.entries(fields).map(([field, type]) => `  ${field}: ${type},`);
  return `struct ${name} {\n${members.join("\n")}\n}`;
}

/**
 * Values that change between replays of a plan (a learning rate, the slot of a batch): a small
 * buffer that stays where it is, so that nothing is recorded again.
 */
export class Uniforms<F extends UniformFields = UniformFields> {
  /** Where the values stand. */
  readonly buffer: GPUBuffer;
  readonly #device: Device;
  readonly #values: { [K in keyof F]: number };
  readonly #bytes: DataView<ArrayBuffer>;
  #disposed = false;

  /** Use `Device.uniforms()`. */
  constructor(
    device: Device,
    /** Names and types, in order. */
    readonly fields: F,
    values: UniformValues<F>,
  ) {
    this.#device = device;
    this.#values = { ...values };
    this.#bytes = new DataView(new ArrayBuffer(uniformBytes(fields)));
    this.buffer = device.memory.createBuffer(
      this.#bytes.byteLength,
      `uniforms ${Object.keys(fields).join(" ")}`,
      BufferUsage.uniform | BufferUsage.copyDst,
    );
    this.set({});
  }

  /** The values as last set. */
  get values(): UniformValues<F> {
    return this.#values;
  }

  /** Changes some of the values, for everything that is submitted from now on. */
  set(values: Partial<UniformValues<F>>): void {
    // What was noted down before is meant to run with the values of before.
    this.#device.flush();
    Object.assign(this.#values, values);
    packUniforms(this.fields, this.#values, this.#bytes, 0);
    this.#device.gpu.queue.writeBuffer(this.buffer, 0, this.#bytes);
  }

  /** Gives the memory back. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#device.memory.destroyBuffer(this.buffer);
  }
}
