import { BufferUsage, MAP_MODE_READ } from "./gpu_flags.ts";
import type { Tensor } from "./tensor.ts";
import { DeviceError } from "./errors.ts";

/** What is read back: a tensor, a stretch of a buffer, or a 2-D texture (one layer of it). */
export type ReadSource =
  /** Its elements as bytes; of an image in the `c4` layout, the bytes as they lie there. */
  | { readonly tensor: Tensor }
  | { readonly buffer: GPUBuffer; readonly offset?: number; readonly size: number }
  | {
    readonly texture: GPUTexture;
    /** Bytes of a pixel in the texture's format. */
    readonly bytesPerPixel: number;
    /** Array layer; 0 when left out. */
    readonly layer?: number;
  };

type BufferSource = Extract<ReadSource, { buffer: GPUBuffer }>;
type TextureSource = Extract<ReadSource, { texture: GPUTexture }>;

/** A tensor as the stretch of the buffer that it is. */
function resolved(source: ReadSource): BufferSource | TextureSource {
  if (!("tensor" in source)) return source;
  const { device, storage, size, dtype, layout } = source.tensor;
  // What is to be computed into it may only be noted down so far.
  device.flush();
  const bytes = layout === "c4" ? storage.bytes : size * (dtype === "u8" ? 1 : 4);
  return { buffer: device.bufferOf(storage), size: bytes };
}

/** One source's place in the staging buffer. */
interface Piece {
  readonly offset: number;
  /** Bytes of a row as they come back, and as they lie in the staging buffer. */
  readonly rowBytes: number;
  readonly pitch: number;
  readonly rows: number;
}

interface Slot {
  readonly buffer: GPUBuffer;
  busy: boolean;
}

const align = (value: number, step: number) => Math.ceil(value / step) * step;

function pieceOf(source: BufferSource | TextureSource, offset: number): Piece {
  if ("buffer" in source) {
    return { offset, rowBytes: source.size, pitch: align(source.size, 4), rows: 1 };
  }
  const rowBytes = source.texture.width * source.bytesPerPixel;
  return { offset, rowBytes, pitch: align(rowBytes, 256), rows: source.texture.height };
}

/**
 * Bytes on their way from the device. Await it (or call `start()`) after the encoder it was
 * enqueued on was submitted.
 */
export class ReadTicket implements PromiseLike<Uint8Array<ArrayBuffer>[]> {
  readonly #fetch: () => Promise<Uint8Array<ArrayBuffer>[]>;
  readonly #drop: () => void;
  #result: Promise<Uint8Array<ArrayBuffer>[]> | null = null;

  /** Made by {@link Readback.enqueue}. */
  constructor(fetch: () => Promise<Uint8Array<ArrayBuffer>[]>, drop: () => void) {
    this.#fetch = fetch;
    this.#drop = drop;
  }

  /** Begins the transfer and returns the promise of it; one transfer however often it is called. */
  start(): Promise<Uint8Array<ArrayBuffer>[]> {
    return this.#result ??= this.#fetch();
  }

  /** The bytes of each source, in order, rows without padding. */
  then<A = Uint8Array<ArrayBuffer>[], B = never>(
    fulfilled?: ((bytes: Uint8Array<ArrayBuffer>[]) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.start().then(fulfilled, rejected);
  }

  /** Gives the staging buffer back unread; for a ticket that nobody will await. */
  discard(): void {
    if (!this.#result) this.#drop();
  }
}

/**
 * The one way from device memory to the CPU: a ring of staging buffers. Copies are enqueued on the
 * caller's encoder, and the bytes arrive a tick or more later, while the device goes on; nothing is
 * created once the ring has grown to the sizes in use.
 *
 * @example
 * ```ts
 * import { Readback, requestDevice } from "./mod.ts";
 * const device = await requestDevice();
 * const x = device.tensor([1, 2, 3, 4], [4]);
 * const readback = new Readback(device.gpu);
 * const encoder = device.gpu.createCommandEncoder();
 * const ticket = readback.enqueue(encoder, [{ tensor: x }]);
 * device.gpu.queue.submit([encoder.finish()]);
 * const [bytes] = await ticket; // 16 bytes: four f32
 * ```
 */
export class Readback {
  readonly #gpu: GPUDevice;
  readonly #slots: Slot[] = [];
  readonly #limit: number;
  #disposed = false;

  /** `limit` is the most readbacks that may be outstanding at once. */
  constructor(gpu: GPUDevice, limit = 16) {
    this.#gpu = gpu;
    this.#limit = limit;
  }

  /** Readbacks that were enqueued and have not arrived. */
  get outstanding(): number {
    return this.#slots.filter((slot) => slot.busy).length;
  }

  /**
   * Appends the copies of `sources` to `encoder`.
   *
   * @throws {DeviceError} If more readbacks are outstanding than the ring allows, or it is disposed.
   */
  enqueue(encoder: GPUCommandEncoder, sources: readonly ReadSource[]): ReadTicket {
    if (this.#disposed) throw new DeviceError("Cannot read back: the ring was disposed");
    const pieces: Piece[] = [];
    let size = 0;
    const places = sources.map(resolved);
    for (const source of places) {
      const piece = pieceOf(source, size);
      pieces.push(piece);
      size = align(size + piece.pitch * piece.rows, 256);
    }
    const slot = this.#claim(Math.max(size, 256));
    places.forEach((source, i) => {
      const { offset, pitch, rows } = pieces[i]!;
      if ("buffer" in source) {
        encoder.copyBufferToBuffer(source.buffer, source.offset ?? 0, slot.buffer, offset, pitch);
      } else {
        encoder.copyTextureToBuffer(
          { texture: source.texture, origin: [0, 0, source.layer ?? 0] },
          { buffer: slot.buffer, offset, bytesPerRow: pitch, rowsPerImage: rows },
          [source.texture.width, rows, 1],
        );
      }
    });
    return new ReadTicket(() => this.#fetch(slot, pieces, size), () => slot.busy = false);
  }

  #claim(size: number): Slot {
    const busy = this.outstanding;
    if (busy >= this.#limit) {
      throw new DeviceError(
        `Cannot read back: ${busy} readbacks are outstanding, the limit is ${this.#limit}; ` +
          "await the earlier ones first",
      );
    }
    let best: Slot | undefined;
    for (const slot of this.#slots) {
      if (slot.busy || slot.buffer.size < size) continue;
      if (!best || slot.buffer.size < best.buffer.size) best = slot;
    }
    if (!best) {
      // A free slot that proved too small gives way, so that the ring stays as long as it is deep.
      const small = this.#slots.findIndex((slot) => !slot.busy);
      if (small >= 0 && this.#slots.length >= this.#limit) {
        this.#slots.splice(small, 1)[0]!.buffer.destroy();
      }
      const buffer = this.#gpu.createBuffer({
        label: "readback",
        size: align(size, 4096),
        usage: BufferUsage.mapRead | BufferUsage.copyDst,
      });
      best = { buffer, busy: false };
      this.#slots.push(best);
    }
    best.busy = true;
    return best;
  }

  async #fetch(
    slot: Slot,
    pieces: readonly Piece[],
    size: number,
  ): Promise<Uint8Array<ArrayBuffer>[]> {
    try {
      await slot.buffer.mapAsync(MAP_MODE_READ, 0, align(Math.max(size, 4), 4));
    } catch (cause) {
      const index = this.#slots.indexOf(slot);
      if (index >= 0) this.#slots.splice(index, 1);
      throw new DeviceError(
        "Cannot read back: the device was lost or the ring disposed before the bytes arrived; " +
          "start the session again",
        { cause },
      );
    }
    const mapped = new Uint8Array(slot.buffer.getMappedRange(0, align(Math.max(size, 4), 4)));
    const arrays = pieces.map(({ offset, rowBytes, pitch, rows }) => {
      const bytes = new Uint8Array(rowBytes * rows);
      for (let row = 0; row < rows; row++) {
        const from = offset + row * pitch;
        bytes.set(mapped.subarray(from, from + rowBytes), row * rowBytes);
      }
      return bytes;
    });
    slot.buffer.unmap();
    slot.busy = false;
    return arrays;
  }

  /** Gives the staging buffers back; tickets still outstanding are refused. */
  dispose(): void {
    this.#disposed = true;
    for (const slot of this.#slots) slot.buffer.destroy();
    this.#slots.length = 0;
  }
}

/**
 * Reads one texture, once: for tests and tools, not for a loop.
 *
 * @returns Its rows from the top, without padding.
 */
export async function readTexture(
  gpu: GPUDevice,
  texture: GPUTexture,
  bytesPerPixel: number,
  layer = 0,
): Promise<Uint8Array<ArrayBuffer>> {
  const readback = new Readback(gpu, 1);
  try {
    const encoder = gpu.createCommandEncoder();
    const ticket = readback.enqueue(encoder, [{ texture, bytesPerPixel, layer }]);
    gpu.queue.submit([encoder.finish()]);
    const [bytes] = await ticket;
    return bytes!;
  } finally {
    readback.dispose();
  }
}
