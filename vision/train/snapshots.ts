import type { Device } from "../device.ts";
import type { Tensor } from "../tensor.ts";

interface Snapshot {
  /** Steps done when it was taken; `null` before the first. */
  step: number | null;
  readonly copies: readonly Tensor[];
}

/**
 * Two copies on the device of all that a run is made of, taken in turn, to go back to from a fault that
 * shows only some steps after it happened.
 */
export class Snapshots {
  readonly #tensors: readonly Tensor[];
  readonly #pair: readonly [Snapshot, Snapshot];

  /** `tensors` is what is copied. */
  constructor(device: Device, tensors: readonly Tensor[]) {
    this.#tensors = tensors;
    const make = (): Snapshot => ({
      step: null,
      copies: tensors.map(({ shape }) => device.zeros(shape, { layout: "linear" })),
    });
    this.#pair = [make(), make()];
  }

  /** Bytes of both copies. */
  get bytes(): number {
    return 2 * this.#tensors.reduce((sum, { storage }) => sum + storage.bytes, 0);
  }

  /** Appends the copies to `encoder`, over the older ones. */
  take(encoder: GPUCommandEncoder, step: number): void {
    const [a, b] = this.#pair;
    const older = (a.step ?? -1) <= (b.step ?? -1) ? a : b;
    older.step = step;
    this.#tensors.forEach((tensor, i) => copy(encoder, tensor, older.copies[i]!));
  }

  /** Appends the way back to the newest copy of before step `before`; `null` where there is none. */
  restore(encoder: GPUCommandEncoder, before: number): number | null {
    const [best] = this.#pair.filter(({ step }) => step !== null && step <= before)
      .sort((a, b) => b.step! - a.step!);
    if (!best) return null;
    best.copies.forEach((tensor, i) => copy(encoder, tensor, this.#tensors[i]!));
    return best.step;
  }

  /** Forgets what was copied: a run that jumps to another step goes back to nothing from before. */
  forget(): void {
    for (const snapshot of this.#pair) snapshot.step = null;
  }

  /** Gives the memory back. */
  dispose(): void {
    for (const { copies } of this.#pair) {
      for (const tensor of copies) tensor.dispose();
    }
  }
}

function copy(encoder: GPUCommandEncoder, from: Tensor, to: Tensor): void {
  const source = from.device.bufferOf(from.storage);
  encoder.copyBufferToBuffer(source, 0, to.device.bufferOf(to.storage), 0, from.storage.bytes);
}
