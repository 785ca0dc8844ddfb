import type { Device } from "../device.ts";
import { GpuTimer } from "../gpu_timer.ts";
import { Readback } from "../readback.ts";
import { Tensor } from "../tensor.ts";
import { bindDispatches, type BoundDispatch, encodeDispatches } from "./bind.ts";
import { textureBytes } from "./device_memory.ts";
import { type Dispatch, storagesOf } from "./dispatch.ts";
import { shareSlots } from "./lifetimes.ts";
import type { Storage } from "./storage.ts";

/** What a recorded function may return: the tensors that stay readable after each replay. */
export type PlanOutputs =
  | Tensor
  | readonly Tensor[]
  | Readonly<Record<string, Tensor>>
  | void;

function tensorsIn(outputs: PlanOutputs): Tensor[] {
  if (!outputs) return [];
  if (outputs instanceof Tensor) return [outputs];
  return Object.values(outputs);
}

/**
 * A recorded stretch of work: pipelines, bind groups and memory are made once, when it is recorded;
 * each replay creates nothing.
 */
export class Plan<T extends PlanOutputs = PlanOutputs> {
  /** What the recorded function returned; readable after a replay. */
  readonly outputs: T;
  /**
   * Bytes of device memory that this plan holds: temporaries and texels (both shared over time), outputs,
   * params.
   */
  readonly peakBytes: number;
  /** Bytes its temporaries would take without sharing. */
  readonly unsharedBytes: number;
  /** Kernels run by one replay, by name, in order. */
  readonly kernels: readonly string[];
  readonly #device: Device;
  readonly #dispatches: readonly BoundDispatch[];
  readonly #owned: GPUBuffer[] = [];
  readonly #textures: readonly GPUTexture[];
  readonly #storages: Storage[];
  /** What the plan uses without owning it, and what it is to which kernel. */
  readonly #borrowed: ReadonlyMap<Storage, string>;
  #disposed = false;

  /** Use {@link record}. */
  constructor(device: Device, dispatches: readonly Dispatch[], outputs: T) {
    this.#device = device;
    this.outputs = outputs;
    this.kernels = dispatches.map((dispatch) => dispatch.kernel.name);
    const kept = new Set(tensorsIn(outputs).map((tensor) => tensor.storage));
    const lives = recordedLives(dispatches);
    for (const storage of kept) {
      if (storage.home === "recorded" && !storage.buffer && !lives.has(storage)) {
        throw new TypeError(
          "Cannot record: no kernel of this recording has written a tensor that it returns",
        );
      }
    }
    this.#borrowed = borrowed(dispatches, lives);
    this.#checkBorrowed("record");
    const storages = [...lives.keys()];
    const shared = storages.filter((storage) => !kept.has(storage));
    const slots = shareSlots(
      shared.map((storage) => ({ bytes: storage.bytes, ...lives.get(storage)! })),
    );
    const make = (size: number, label: string) => {
      const buffer = device.memory.createBuffer(size, label);
      this.#owned.push(buffer);
      return buffer;
    };
    const slotBuffers = slots.slotBytes.map((bytes) => make(bytes, "plan temporary"));
    const bufferOf = new Map<Storage, GPUBuffer>();
    shared.forEach((storage, i) => {
      bufferOf.set(storage, slotBuffers[slots.slotOf[i]!]!);
      storage.gone = "it is a temporary of a recorded plan; return it from record() to keep it";
    });
    for (const storage of storages) {
      if (kept.has(storage)) storage.buffer = make(storage.bytes, "plan output");
    }
    const bound = bindDispatches(device, dispatches, (storage) => {
      return bufferOf.get(storage) ?? device.bufferOf(storage);
    });
    if (bound.params) this.#owned.push(bound.params);
    this.#dispatches = bound.dispatches;
    this.#textures = bound.textures;
    this.#storages = storages;
    this.peakBytes = this.#owned.reduce((sum, buffer) => sum + buffer.size, 0) +
      this.#textures.reduce((sum, texture) => sum + textureBytes(texture), 0);
    this.unsharedBytes = storages.reduce((sum, storage) => sum + storage.bytes, 0);
  }

  /**
   * Appends one replay to `encoder`, as one compute pass (or several, with copies between, where kernels
   * read tensors as texels). The encoder is not submitted, but eager work
   * noted down before is, so that it comes first; values of uniforms count as they stand when the
   * encoder is submitted, the same for all plans in it.
   *
   * @throws {TypeError} If the plan, or a tensor that it uses, was disposed.
   */
  encode(encoder: GPUCommandEncoder, descriptor: GPUComputePassDescriptor = {}): void {
    this.#checkRunnable();
    this.#device.flush();
    encodeDispatches(encoder, this.#dispatches, descriptor);
  }

  /**
   * Replays the plan in one submit. Returns at once; the device works on.
   *
   * @throws {TypeError} As {@link encode}.
   */
  run(): void {
    const encoder = this.#device.gpu.createCommandEncoder();
    this.encode(encoder);
    this.#device.gpu.queue.submit([encoder.finish()]);
  }

  /**
   * Has the device compile every kernel of the plan that it has not compiled yet, without running any, so
   * that the first replay takes no longer than the others. Adapters that compile at the first run take
   * up to a second for a large kernel: `onKernel` is told of each as it is done.
   *
   * @throws {ShaderError} If one does not compile.
   * @throws {DeviceError} If the device is lost or refused a command.
   */
  async compile(
    onKernel?: (done: number, total: number, kernel: string) => void,
  ): Promise<void> {
    this.#checkRunnable();
    const { gpu, pipelines } = this.#device;
    const cold = this.#dispatches.map((dispatch, i) => ({ dispatch, kernel: this.kernels[i]! }))
      .filter(({ dispatch }) => pipelines.warmUp(dispatch.pipeline));
    for (const [i, { dispatch, kernel }] of cold.entries()) {
      const encoder = gpu.createCommandEncoder();
      // No workgroup at all: compiled as for a run, and nothing is computed.
      encodeDispatches(encoder, [{ ...dispatch, copies: [], workgroups: [0, 0, 0] }]);
      // Adapters that compile at the first run do so before this call returns.
      gpu.queue.submit([encoder.finish()]);
      onKernel?.(i + 1, cold.length, kernel);
    }
    await gpu.queue.onSubmittedWorkDone();
    await this.#device.check();
  }

  #checkRunnable(): void {
    if (this.#disposed) throw new TypeError("Cannot run a plan: it was disposed");
    this.#checkBorrowed("run a plan");
  }

  /** Memory that went back to its owner may hold another tensor by now: never read that silently. */
  #checkBorrowed(action: string): void {
    for (const [storage, use] of this.#borrowed) {
      if (!storage.buffer) {
        const why = storage.gone ?? "nothing has been computed into it yet";
        throw new TypeError(`Cannot ${action}: ${use} is gone, ${why}`);
      }
    }
  }

  /**
   * Replays the plan once with a pass for each kernel, and times each on the device's own clock: where
   * the milliseconds of a step go. Slower than {@link run}, and it creates objects.
   *
   * @returns One row for each kernel run, in order; `null` where the device has no timestamps.
   * @throws {TypeError} As {@link encode}.
   */
  async profile(): Promise<{ readonly kernel: string; readonly milliseconds: number }[] | null> {
    this.#checkRunnable();
    const { gpu } = this.#device;
    const timer = GpuTimer.create(gpu, this.#dispatches.length);
    if (!timer) return null;
    const readback = new Readback(gpu, 1);
    try {
      this.#device.flush();
      const encoder = gpu.createCommandEncoder();
      this.#dispatches.forEach((dispatch, i) => {
        encodeDispatches(encoder, [dispatch], { timestampWrites: timer.writes(i) });
      });
      const ticket = timer.enqueue(encoder, readback);
      gpu.queue.submit([encoder.finish()]);
      const times = timer.milliseconds(await ticket);
      return this.kernels.map((kernel, i) => ({ kernel, milliseconds: times[i]! }));
    } finally {
      timer.dispose();
      readback.dispose();
    }
  }

  /** Gives the plan's memory back; its outputs can no longer be read. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const buffer of this.#owned) this.#device.memory.destroyBuffer(buffer);
    for (const texture of this.#textures) this.#device.memory.destroyTexture(texture);
    for (const storage of this.#storages) {
      storage.buffer = null;
      storage.gone = "its plan was disposed";
    }
  }

  /** See {@link dispose}; for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** First and last dispatch of every storage that was made inside the recording. */
function recordedLives(dispatches: readonly Dispatch[]) {
  const lives = new Map<Storage, { first: number; last: number }>();
  dispatches.forEach((dispatch, index) => {
    for (const { storage, access, name } of storagesOf(dispatch)) {
      if (storage.home !== "recorded" || storage.buffer) continue;
      const life = lives.get(storage);
      if (life) {
        life.last = index;
      } else if (access === "read") {
        throw new TypeError(
          `Cannot record kernel "${dispatch.kernel.name}": it reads "${name}", which nothing ` +
            `in this recording has written${storage.gone ? ` (${storage.gone})` : ""}`,
        );
      } else {
        lives.set(storage, { first: index, last: index });
      }
    }
  });
  return lives;
}

/** Storages that were not made inside the recording, each with its first use. */
function borrowed(
  dispatches: readonly Dispatch[],
  own: ReadonlyMap<Storage, unknown>,
): Map<Storage, string> {
  const uses = new Map<Storage, string>();
  for (const dispatch of dispatches) {
    for (const { storage, name } of storagesOf(dispatch)) {
      if (own.has(storage) || uses.has(storage)) continue;
      uses.set(storage, `"${name}" of kernel "${dispatch.kernel.name}"`);
    }
  }
  return uses;
}

/**
 * Records the GPU work that `build` asks for, without running it. The tensors that `build` returns
 * stay readable after each replay; all others are temporaries whose memory is shared, gradients that
 * `backward()` leaves in `grad` included. `Tensor.write()` and `Uniforms.set()` are no GPU work of the
 * recording: they take effect at once.
 *
 * @throws {TypeError} If a recording is under way already, or a tensor of another plan's
 *   temporaries is used.
 *
 * @example
 * ```ts
 * import { record, relu, requestDevice, tanh } from "../mod.ts";
 * const device = await requestDevice();
 * const x = device.tensor([1, -2, 3], [3]);
 * const plan = record(device, () => tanh(relu(x)));
 * x.write([0, 1, 2]);
 * plan.run(); // As often as x changes.
 * await plan.outputs.read();
 * ```
 */
export function record<T extends PlanOutputs>(device: Device, build: () => T): Plan<T> {
  const { dispatches, result } = device.capture(build);
  return new Plan(device, dispatches, result);
}
