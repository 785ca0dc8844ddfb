import type { Device } from "../device.ts";
import { Storage } from "../kernel/storage.ts";
import { checkShape, type Elements, type Shape, storageBytes } from "../shape.ts";
import { Tensor } from "../tensor.ts";

/**
 * A tensor that is learned: f32, row-major, of its own memory, with a gradient. Set `requiresGrad` to
 * `false` to freeze it; `Module.freeze()` does so with a whole module.
 */
export class Parameter extends Tensor {
  /**
   * A parameter that starts with these values, in row-major order.
   *
   * @throws {ShapeError} If the number of elements is not the shape's.
   */
  constructor(device: Device, elements: Elements | readonly number[], shape: Shape) {
    checkShape(shape);
    const storage = new Storage(storageBytes(shape, "f32", "linear"), "persistent");
    storage.buffer = device.memory.createBuffer(storage.bytes, "parameter");
    super(device, shape, "f32", "linear", storage, true);
    this.write(elements);
  }
}
