import { BufferUsage } from "./gpu_flags.ts";
import type { Readback, ReadTicket } from "./readback.ts";

/**
 * Times passes on the device's own clock, where it has one: each pass named at `writes()` leaves two
 * timestamps, and the durations come back through a {@link Readback}.
 *
 * @example
 * ```ts
 * import { GpuTimer, Readback, record, relu, requestDevice } from "./mod.ts";
 * const device = await requestDevice();
 * const x = device.tensor([1, -2, 3], [3]);
 * const plan = record(device, () => relu(x));
 * const readback = new Readback(device.gpu);
 * const timer = GpuTimer.create(device.gpu, 1);
 * if (timer) {
 *   const encoder = device.gpu.createCommandEncoder();
 *   plan.encode(encoder, { timestampWrites: timer.writes(0) });
 *   const ticket = timer.enqueue(encoder, readback);
 *   device.gpu.queue.submit([encoder.finish()]);
 *   const [milliseconds] = timer.milliseconds(await ticket);
 * }
 * ```
 */
export class GpuTimer {
  readonly #set: GPUQuerySet;
  readonly #buffer: GPUBuffer;
  readonly #passes: number;

  private constructor(gpu: GPUDevice, passes: number) {
    this.#passes = passes;
    this.#set = gpu.createQuerySet({ type: "timestamp", count: 2 * passes });
    this.#buffer = gpu.createBuffer({
      label: "timestamps",
      size: 16 * passes,
      usage: BufferUsage.queryResolve | BufferUsage.copySrc,
    });
  }

  /** A timer of `passes` passes, or `null` where the device has no timestamps. */
  static create(gpu: GPUDevice, passes: number): GpuTimer | null {
    return gpu.features.has("timestamp-query") ? new GpuTimer(gpu, passes) : null;
  }

  /**
   * Goes into the descriptor of pass number `pass` as `timestampWrites`.
   *
   * @throws {RangeError} If the timer has no such pass.
   */
  writes(pass: number): GPUComputePassTimestampWrites {
    if (!Number.isInteger(pass) || pass < 0 || pass >= this.#passes) {
      throw new RangeError(`Cannot time pass ${pass}: the timer has ${this.#passes}`);
    }
    return {
      querySet: this.#set,
      beginningOfPassWriteIndex: 2 * pass,
      endOfPassWriteIndex: 2 * pass + 1,
    };
  }

  /** Appends what brings the timestamps back; await it after the encoder was submitted. */
  enqueue(encoder: GPUCommandEncoder, readback: Readback): ReadTicket {
    encoder.resolveQuerySet(this.#set, 0, 2 * this.#passes, this.#buffer, 0);
    return readback.enqueue(encoder, [{ buffer: this.#buffer, size: this.#buffer.size }]);
  }

  /** Durations of the passes, from the bytes of the ticket. */
  milliseconds([bytes]: readonly Uint8Array<ArrayBuffer>[]): number[] {
    const stamps = new BigUint64Array(bytes!.buffer);
    return Array.from({ length: this.#passes }, (_, pass) => {
      return Number(stamps[2 * pass + 1]! - stamps[2 * pass]!) / 1e6;
    });
  }

  /** Milliseconds from the end of pass `from` to the beginning of pass `to`, from the same bytes. */
  between([bytes]: readonly Uint8Array<ArrayBuffer>[], from: number, to: number): number {
    const stamps = new BigUint64Array(bytes!.buffer);
    return Number(stamps[2 * to]! - stamps[2 * from + 1]!) / 1e6;
  }

  /** Gives its memory back. */
  dispose(): void {
    this.#set.destroy();
    this.#buffer.destroy();
  }
}
