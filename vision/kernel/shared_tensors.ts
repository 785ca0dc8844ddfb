import type { Device } from "../device.ts";
import { elementCount, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** Tensors that never change, made once for equal contents and shared by all who ask for them. */
export class SharedTensors {
  readonly #device: Device;
  readonly #made = new Map<string, Tensor>();

  /** Of one device. */
  constructor(device: Device) {
    this.#device = device;
  }

  /** Ones of that shape. */
  ones(shape: Shape): Tensor {
    return this.#shared(`ones ${shape}`, () => {
      const ones = new Float32Array(elementCount(shape)).fill(1);
      return this.#device.tensor(ones, shape, { layout: "linear" });
    });
  }

  /** u32 `[0, 1, ..., count - 1]`. */
  counting(count: number): Tensor {
    return this.#shared(`counting ${count}`, () => {
      const numbers = Uint32Array.from({ length: count }, (_, i) => i);
      return this.#device.tensor(numbers, [count], { dtype: "u32" });
    });
  }

  /** u32 numbers, a table. */
  constant(elements: Uint32Array): Tensor {
    return this.#shared(`constant ${elements}`, () => {
      const numbers = Uint32Array.from(elements);
      return this.#device.tensor(numbers, [elements.length], { dtype: "u32" });
    });
  }

  #shared(key: string, make: () => Tensor): Tensor {
    let tensor = this.#made.get(key);
    if (!tensor) this.#made.set(key, tensor = make());
    return tensor;
  }

  /** Gives the memory of all of them back. */
  dispose(): void {
    for (const tensor of this.#made.values()) tensor.dispose();
    this.#made.clear();
  }
}
