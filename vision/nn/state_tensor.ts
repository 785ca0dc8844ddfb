import type { Device } from "../device.ts";
import { Storage } from "../kernel/storage.ts";
import { checkShape, type Elements, type Shape, storageBytes } from "../shape.ts";
import { Tensor } from "../tensor.ts";

/**
 * A tensor that belongs to a module without being learned (a running mean, a counter): f32, row-major,
 * of its own memory, without a gradient. It is saved and loaded with the module under its field path.
 */
export class StateTensor extends Tensor {
  /**
   * State that starts with these values, in row-major order.
   *
   * @throws {ShapeError} If the number of elements is not the shape's.
   */
  constructor(device: Device, elements: Elements | readonly number[], shape: Shape) {
    checkShape(shape);
    const storage = new Storage(storageBytes(shape, "f32", "linear"), "persistent");
    storage.buffer = device.memory.createBuffer(storage.bytes, "state");
    super(device, shape, "f32", "linear", storage, false);
    this.write(elements);
  }
}
