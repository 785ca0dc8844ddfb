import type { Device } from "../device.ts";
import { bindDispatches, encodeDispatches } from "./bind.ts";
import { type Dispatch, storagesOf } from "./dispatch.ts";

/** Dispatches that wait before they are submitted by themselves. */
const MOST_PENDING = 256;

/**
 * Work outside recordings: noted down until a flush submits all of it at once, in memory that is
 * handed from one result to the next of its size.
 */
export class EagerWork {
  readonly #device: Device;
  readonly #spare = new Map<number, GPUBuffer[]>();
  #pending: Dispatch[] = [];

  /** Of one device. */
  constructor(device: Device) {
    this.#device = device;
  }

  /** Notes one dispatch down. */
  add(dispatch: Dispatch): void {
    this.#pending.push(dispatch);
    if (this.#pending.length >= MOST_PENDING) this.flush();
  }

  /** Submits what was noted down, as one pass. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const device = this.#device;
    const dispatches = this.#pending;
    this.#pending = [];
    for (const dispatch of dispatches) {
      for (const { storage } of storagesOf(dispatch)) {
        if (storage.home === "eager" && !storage.buffer && !storage.gone) {
          storage.buffer = this.#spare.get(storage.bytes)?.pop() ??
            device.memory.createBuffer(storage.bytes, "eager");
        }
      }
    }
    const bound = bindDispatches(device, dispatches, (storage) => device.bufferOf(storage));
    const encoder = device.gpu.createCommandEncoder();
    encodeDispatches(encoder, bound.dispatches);
    device.gpu.queue.submit([encoder.finish()]);
    if (bound.params) device.memory.destroyBuffer(bound.params);
    for (const texture of bound.textures) device.memory.destroyTexture(texture);
  }

  /** Takes memory back for the next result of its size. */
  keep(buffer: GPUBuffer): void {
    const spare = this.#spare.get(buffer.size) ?? [];
    spare.push(buffer);
    this.#spare.set(buffer.size, spare);
  }

  /** Gives spare memory back. */
  dispose(): void {
    for (const buffers of this.#spare.values()) {
      for (const buffer of buffers) this.#device.memory.destroyBuffer(buffer);
    }
    this.#spare.clear();
  }
}
