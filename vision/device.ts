import type { AppliedOp } from "./autograd/op.ts";
import { Tracing } from "./autograd/tracing.ts";
import { DeviceError, ShaderError } from "./errors.ts";
import { Arena } from "./kernel/arena.ts";
import { DeviceMemory } from "./kernel/device_memory.ts";
import { DerivedTensors } from "./kernel/derived.ts";
import { type Dispatch, type DispatchOf, makeDispatch, storagesOf } from "./kernel/dispatch.ts";
import { EagerWork } from "./kernel/eager.ts";
import type { Bindings, Kernel } from "./kernel/kernel.ts";
import { PipelineCache } from "./kernel/pipelines.ts";
import { SharedTensors } from "./kernel/shared_tensors.ts";
import { type Home, Storage } from "./kernel/storage.ts";
import { Tuner } from "./kernel/tuner.ts";
import { type UniformFields, Uniforms, type UniformValues } from "./kernel/uniforms.ts";
import { Readback } from "./readback.ts";
import {
  checkShape,
  type Dtype,
  type Elements,
  type Layout,
  type Shape,
  storageBytes,
} from "./shape.ts";
import { packElements, Tensor } from "./tensor.ts";

/** Which adapter the device is of. */
export interface AdapterName {
  /** As the driver gives it; stands in every report. */
  readonly name: string;
  /** Whether it computes on the CPU. */
  readonly software: boolean;
}

/** How a tensor is made. */
export interface TensorOptions {
  /** `f32` when left out. */
  readonly dtype?: Dtype;
  /** `c4` for f32 tensors of four sizes, `linear` for all others, when left out. */
  readonly layout?: Layout;
  /** Whether `backward()` leaves a gradient in `grad`. */
  readonly requiresGrad?: boolean;
}

/**
 * The engine's side of one `GPUDevice`, which may be shared with others (a renderer): memory,
 * compiled kernels, and the list of work noted down but not yet submitted.
 *
 * @example
 * ```ts
 * import { relu, requestDevice } from "./mod.ts";
 * const device = await requestDevice();
 * const x = device.tensor([1, -2, 3], [3]);
 * await relu(x).read(); // Float32Array [1, 0, 3]
 * ```
 */
export class Device {
  /** Compiled kernels. */
  readonly pipelines: PipelineCache;
  /** Which variants of kernels this adapter does its work with. */
  readonly tuner: Tuner;
  /** What the engine keeps on the device. */
  readonly memory: DeviceMemory;
  /** What is noted down about operations besides their kernels. */
  readonly tracing: Tracing = new Tracing();
  /** Rejects nothing: resolves with what to tell the user once the device is lost. */
  readonly lost: Promise<DeviceError>;
  #capturing: { readonly dispatches: Dispatch[]; readonly derived: DerivedTensors } | null = null;
  readonly #eager = new EagerWork(this);
  readonly #arenas: Arena[] = [];
  readonly #shared = new SharedTensors(this);
  readonly #readback: Readback;
  #fault: Error | null = null;
  #gone: DeviceError | null = null;

  private constructor(
    /** The device, which may be shared with others. */
    readonly gpu: GPUDevice,
    /** What it is of. */
    readonly adapter: AdapterName,
    tuner: Tuner,
  ) {
    this.tuner = tuner;
    this.memory = new DeviceMemory(gpu);
    const report = (fault: Error) => {
      // A kernel that does not compile makes the device refuse all that uses it: say the cause.
      const cause = fault instanceof ShaderError && !(this.#fault instanceof ShaderError);
      if (!this.#fault || cause) this.#fault = fault;
    };
    this.pipelines = new PipelineCache(gpu, report);
    this.#readback = new Readback(gpu, 64);
    gpu.addEventListener("uncapturederror", (event) => {
      report(new DeviceError(`The device refused a command: ${event.error.message}`));
    });
    this.lost = gpu.lost.then((info) =>
      this.#gone = new DeviceError(
        `The graphics device is lost (${info.reason || "unknown"}: ${info.message}): ` +
          "start again; if it happens again, update the graphics driver or use a smaller picture",
      )
    );
  }

  /** The engine's side of a device that someone requested; nothing of theirs is changed. */
  static wrap(gpu: GPUDevice, adapter: AdapterName, tuner: Tuner = new Tuner()): Device {
    return new Device(gpu, adapter, tuner);
  }

  /** Bytes of device memory that this engine holds now, spare eager buffers included. */
  get memoryBytes(): number {
    return this.memory.bytes;
  }

  /** Runs `body`, which must not be async, without leaving anything for `backward()`. */
  noGrad<T>(body: () => T): T {
    return this.tracing.noGrad(body);
  }

  /**
   * Runs `body`, which must not be async, and lists the operations that it applied, in order: the graph
   * of what it computed.
   */
  observe<T>(body: () => T): { readonly applied: readonly AppliedOp[]; readonly result: T } {
    return this.tracing.observe(body);
  }

  /**
   * A tensor of its own memory, filled with `elements` in logical order, which lives until `dispose()`.
   *
   * @throws {ShapeError} If the number of elements is not the shape's.
   */
  tensor(
    elements: Elements | readonly number[],
    shape: Shape,
    options: TensorOptions = {},
  ): Tensor {
    const tensor = this.zeros(shape, options);
    try {
      const bytes = packElements(elements, tensor.shape, tensor.dtype, tensor.layout);
      this.gpu.queue.writeBuffer(this.bufferOf(tensor.storage), 0, bytes);
    } catch (error) {
      tensor.dispose();
      throw error;
    }
    return tensor;
  }

  /** A tensor of zeros of its own memory, which lives until `dispose()`. */
  zeros(shape: Shape, options: TensorOptions = {}): Tensor {
    const tensor = this.#make(shape, options, "persistent");
    tensor.storage.buffer = this.memory.createBuffer(tensor.storage.bytes, "tensor");
    return tensor;
  }

  /** Ones of that shape, made once and shared; never write to it. */
  ones(shape: Shape): Tensor {
    return this.#shared.ones(shape);
  }

  /** u32 `[0, 1, ..., count - 1]`, made once and shared; never write to it. */
  counting(count: number): Tensor {
    return this.#shared.counting(count);
  }

  /** u32 numbers that never change (a table), made once for equal contents and shared; never write to it. */
  constant(elements: Uint32Array): Tensor {
    return this.#shared.constant(elements);
  }

  /** A tensor for a kernel to write: of the recording, or else of the innermost arena. */
  empty(shape: Shape, options: TensorOptions = {}): Tensor {
    const tensor = this.#make(shape, options, this.#capturing ? "recorded" : "eager");
    if (!this.#capturing) this.#arenas.at(-1)?.own(tensor.storage);
    return tensor;
  }

  #make(shape: Shape, options: TensorOptions, home: Home): Tensor {
    checkShape(shape);
    const dtype = options.dtype ?? "f32";
    const layout = options.layout ?? (dtype === "f32" && shape.length === 4 ? "c4" : "linear");
    if (layout === "c4" && dtype !== "f32") {
      throw new TypeError(`Cannot store ${dtype} as c4: only f32 images have that layout`);
    }
    const bytes = storageBytes(shape, dtype, layout);
    const most = this.gpu.limits.maxStorageBufferBindingSize;
    if (bytes > most) {
      throw new RangeError(
        `Cannot make a tensor [${shape.join(", ")}]: it takes ${bytes} bytes, this adapter ` +
          `allows ${most}`,
      );
    }
    const storage = new Storage(bytes, home);
    return new Tensor(this, shape, dtype, layout, storage, options.requiresGrad ?? false);
  }

  /** Values that change between replays, as one small uniform buffer. */
  uniforms<F extends UniformFields>(fields: F, values: UniformValues<F>): Uniforms<F> {
    return new Uniforms(this, fields, values);
  }

  /**
   * Notes down one run of a kernel: in the recording, or else for the next flush.
   *
   * @throws {TypeError} If a binding is missing, does not fit or is gone.
   * @throws {DeviceError} If a tensor is of another device.
   */
  dispatch<B extends Bindings, P extends UniformFields>(
    kernel: Kernel<B, P>,
    call: DispatchOf<B, P>,
  ): void {
    const dispatch = makeDispatch(this, kernel, call);
    if (this.#capturing) {
      const { dispatches, derived } = this.#capturing;
      dispatches.push(dispatch);
      for (const { storage, access } of storagesOf(dispatch)) {
        if (access === "write") derived.written(storage);
      }
      return;
    }
    for (const { storage, name } of storagesOf(dispatch)) {
      const never = storage.home === "recorded" && !storage.buffer
        ? "its recording was never finished"
        : null;
      const gone = storage.gone ?? never;
      if (gone) {
        throw new TypeError(`Cannot run kernel "${kernel.name}": "${name}" is gone, ${gone}`);
      }
    }
    this.#eager.add(dispatch);
  }

  /** Collects what `build` notes down instead of running it; for `record()`. */
  capture<T>(build: () => T): { dispatches: Dispatch[]; result: T } {
    if (this.#capturing) throw new TypeError("Cannot record: a recording is under way already");
    this.flush();
    const dispatches: Dispatch[] = [];
    this.#capturing = { dispatches, derived: new DerivedTensors() };
    try {
      return { dispatches, result: build() };
    } finally {
      this.#capturing = null;
    }
  }

  /**
   * A tensor that follows from others alone, as `make` notes it down: within one recording once for all
   * who ask for the same `what`, until something writes one of the sources.
   */
  derived(sources: readonly Tensor[], what: string, make: () => Tensor): Tensor {
    return this.#capturing ? this.#capturing.derived.get(sources, what, make) : make();
  }

  /** As {@link capture}, for what `build` asks for alone: what it leaves in `grad` is put back. */
  rehearse(build: () => unknown): void {
    this.tracing.withoutGradients(() => this.capture(build));
  }

  /** Submits the work noted down outside recordings. */
  flush(): void {
    this.#eager.flush();
  }

  /**
   * Scratch memory for work outside recordings: what is made until the brace closes goes then.
   *
   * @example
   * ```ts
   * import { relu, requestDevice, tanh } from "./mod.ts";
   * const device = await requestDevice();
   * const x = device.tensor([1, -2, 3], [3]);
   * {
   *   using _scratch = device.arena();
   *   await tanh(relu(x)).read();
   * } // The results of relu() and tanh() are gone, x is not.
   * ```
   */
  arena(): Arena {
    const arena = new Arena((storages) => {
      this.flush();
      const index = this.#arenas.indexOf(arena);
      if (index >= 0) this.#arenas.splice(index, 1);
      for (const storage of storages) this.releaseStorage(storage, "its arena was closed");
    });
    this.#arenas.push(arena);
    return arena;
  }

  /**
   * The memory of a storage.
   *
   * @throws {TypeError} If it has none (any more).
   */
  bufferOf(storage: Storage): GPUBuffer {
    if (storage.buffer) return storage.buffer;
    throw new TypeError(
      `Cannot use a tensor's memory: ${storage.gone ?? "nothing has been computed into it yet"}`,
    );
  }

  /** Takes the memory of a tensor away; for `Tensor.dispose()` and arenas. */
  releaseStorage(storage: Storage, why: string): void {
    if (storage.gone || storage.home === "recorded") return;
    this.flush();
    const { buffer } = storage;
    storage.buffer = null;
    storage.gone = why;
    if (!buffer) return;
    if (storage.home === "persistent") this.memory.destroyBuffer(buffer);
    else this.#eager.keep(buffer);
  }

  /** Overwrites a storage with bytes; for `Tensor.write()`. */
  writeStorage(storage: Storage, bytes: Uint8Array<ArrayBuffer>): void {
    this.flush();
    this.gpu.queue.writeBuffer(this.bufferOf(storage), 0, bytes);
  }

  /**
   * The bytes of some storages, once the device has computed them, in one transfer; for
   * `Tensor.read()` and `readTensors()`.
   */
  async readStorages(storages: readonly Storage[]): Promise<Uint8Array<ArrayBuffer>[]> {
    this.flush();
    const encoder = this.gpu.createCommandEncoder();
    const sources = storages.map((storage) => ({
      buffer: this.bufferOf(storage),
      size: storage.bytes,
    }));
    const ticket = this.#readback.enqueue(encoder, sources);
    this.gpu.queue.submit([encoder.finish()]);
    const arriving = ticket.start();
    arriving.catch(() => {});
    await this.check();
    const bytes = await arriving;
    await this.check();
    return bytes;
  }

  /**
   * Waits until the compiler has judged every kernel so far.
   *
   * @throws {ShaderError} If one does not compile.
   * @throws {DeviceError} If the device refused a command or is lost.
   */
  async check(): Promise<void> {
    await this.pipelines.settled();
    if (this.#gone) throw this.#gone;
    const fault = this.#fault;
    this.#fault = null;
    if (fault) throw fault;
  }

  /** Gives spare eager buffers and staging buffers back. The `GPUDevice` stays as it is. */
  dispose(): void {
    this.flush();
    this.#eager.dispose();
    this.#shared.dispose();
    this.#readback.dispose();
  }
}
