import type { Device } from "./device.ts";
import { backward } from "./autograd/tape.ts";
import type { TapeNode } from "./autograd/tape.ts";
import { DeviceError, ShapeError } from "./errors.ts";
import {
  type Dtype,
  elementCount,
  type Elements,
  type Layout,
  packChannels,
  type Shape,
  showShape,
  unpackChannels,
} from "./shape.ts";
import type { Storage } from "./kernel/storage.ts";

/**
 * A handle on numbers that live on the device: shape, dtype, layout and, where a gradient will be
 * wanted, the operation that made it. Everything but {@link read} only notes down GPU work.
 */
export class Tensor {
  /**
   * Sum of the gradients that `backward()` brought here so far; only for leaves that want one. It may
   * be the very tensor that was handed to `backward()`, or another leaf's gradient: never write to it.
   */
  grad: Tensor | null = null;
  /** The operation that made this tensor, while gradients are recorded. */
  node: TapeNode | null = null;

  /** Use `Device.tensor()`, `zeros()` or `empty()`. */
  constructor(
    /** Whose memory holds it. */
    readonly device: Device,
    /** Sizes, outermost first. */
    readonly shape: Shape,
    /** Type of an element. */
    readonly dtype: Dtype,
    /** Order in memory. */
    readonly layout: Layout,
    /** The memory. */
    readonly storage: Storage,
    /**
     * Whether `backward()` leaves a gradient in {@link grad}. May be set: what is noted down from then on
     * heeds it.
     */
    public requiresGrad: boolean = false,
  ) {}

  /** Number of elements. */
  get size(): number {
    return elementCount(this.shape);
  }

  /** Whether a gradient flows through this tensor. */
  get tracked(): boolean {
    return this.requiresGrad || this.node !== null;
  }

  /**
   * The elements in logical order (`[n, c, h, w]` for images), whatever the layout. Waits for the
   * device; {@link readTensors} waits once for many.
   *
   * @throws {DeviceError} If the device was lost.
   * @throws {TypeError} If the memory is gone.
   */
  async read(): Promise<Elements> {
    return (await readTensors([this]))[0]!;
  }

  /**
   * The one element of a scalar tensor.
   *
   * @throws {ShapeError} If there are more.
   */
  async item(): Promise<number> {
    if (this.size !== 1) {
      throw new ShapeError(`Cannot take the item of ${showShape(this.shape)}: want one element`);
    }
    return (await this.read())[0]!;
  }

  /**
   * Replaces the elements, given in logical order, for everything submitted from now on.
   *
   * @throws {ShapeError} If the count differs.
   */
  write(elements: Elements | readonly number[]): void {
    this.device.writeStorage(
      this.storage,
      packElements(elements, this.shape, this.dtype, this.layout),
    );
  }

  /**
   * Notes down the gradients of every tracked tensor that this one depends on, and leaves those of
   * leaves in their `grad` (added to what is there).
   *
   * @param gradient Of the loss with respect to this tensor; may be left out for a scalar (1).
   * @throws {ShapeError} If it is left out and this is no scalar, or if its shape or layout differs.
   * @throws {TypeError} If nothing that this tensor depends on wants a gradient.
   */
  backward(gradient?: Tensor): void {
    backward(this, gradient);
  }

  /** Gives the memory back now, where no arena or plan owns it. */
  dispose(): void {
    this.device.releaseStorage(this.storage, "it was disposed");
  }
}

/**
 * What `Tensor.read()` gives, of several tensors of one device, in one transfer: a wait of its own for
 * each would cost more than the bytes.
 *
 * @throws {DeviceError} If the device was lost, or the tensors are of two devices.
 * @throws {TypeError} If the memory of one is gone.
 */
export async function readTensors(tensors: readonly Tensor[]): Promise<Elements[]> {
  const [first] = tensors;
  if (!first) return [];
  if (tensors.some(({ device }) => device !== first.device)) {
    throw new DeviceError("Cannot read tensors together: they are of two devices");
  }
  const bytes = await first.device.readStorages(tensors.map(({ storage }) => storage));
  return tensors.map((tensor, i) => unpackElements(bytes[i]!, tensor));
}

/** The bytes of a storage -> elements in logical order. */
function unpackElements(
  { buffer }: Uint8Array<ArrayBuffer>,
  { shape, size, dtype, layout }: Tensor,
): Elements {
  if (dtype === "u8") return new Uint8Array(buffer).slice(0, size);
  if (dtype === "u32") return new Uint32Array(buffer).slice(0, size);
  const floats = new Float32Array(buffer);
  return layout === "c4" ? unpackChannels(floats, shape) : floats.slice(0, size);
}

/**
 * Elements in logical order -> the bytes of a storage.
 *
 * @throws {ShapeError} If their number is not the shape's.
 */
export function packElements(
  elements: Elements | readonly number[],
  shape: Shape,
  dtype: Dtype,
  layout: Layout,
): Uint8Array<ArrayBuffer> {
  const count = elementCount(shape);
  if (elements.length !== count) {
    throw new ShapeError(
      `Cannot fill ${showShape(shape)}: want ${count} elements, got ${elements.length}`,
    );
  }
  const bytes = new Uint8Array(Math.ceil(count * (dtype === "u8" ? 1 : 4) / 4) * 4);
  if (dtype === "u8") bytes.set(elements);
  else if (dtype === "u32") new Uint32Array(bytes.buffer).set(elements);
  else if (layout === "linear") new Float32Array(bytes.buffer).set(elements);
  else {
    const floats = elements instanceof Float32Array ? elements : Float32Array.from(elements);
    return new Uint8Array(packChannels(floats, shape).buffer);
  }
  return bytes;
}
