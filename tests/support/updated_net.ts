import type { Device } from "../../vision/device.ts";
import { Module, Parameter } from "../../vision/nn/mod.ts";
import type { Shape } from "../../vision/shape.ts";
import type { Tensor } from "../../vision/tensor.ts";
import { assertAllClose } from "./allclose.ts";
import { normals } from "./vision_arrays.ts";

class Parameters extends Module {
  constructor(readonly list: readonly Parameter[]) {
    super();
  }

  protected override children(): Iterable<readonly [string, unknown]> {
    return Object.entries(this.list);
  }

  override forward(): Tensor {
    return this.list[0]!;
  }
}

/**
 * Parameters `0`, `1`, ... of the given shapes for an optimiser to move, with the f64 weights that a
 * reference moves beside them, and gradients that end in memory full of NaN.
 */
export function updatedNet(device: Device, shapes: readonly Shape[], seed: number) {
  const weights = shapes.map((shape, i) => normals(shape, seed + i));
  const module = new Parameters(
    shapes.map((shape, i) => new Parameter(device, Float32Array.from(weights[i]!), shape)),
  );
  const gradients = shapes.map((shape) => device.zeros(shape, { layout: "linear" }));
  return {
    module,
    weights,
    /** Gives every parameter a new gradient, and says which. */
    nextGradients(step: number): Float64Array<ArrayBuffer>[] {
      return shapes.map((shape, i) => {
        const values = normals(shape, seed + 1000 * (step + 1) + i);
        const gradient = gradients[i]!;
        const bytes = new Float32Array(gradient.storage.bytes / 4).fill(NaN);
        bytes.set(values);
        device.writeStorage(gradient.storage, new Uint8Array(bytes.buffer));
        module.list[i]!.grad = gradient;
        return values;
      });
    },
    /** Uses the gradients of another. */
    borrowGradients(other: { readonly module: Parameters }): void {
      module.list.forEach((parameter, i) => parameter.grad = other.module.list[i]!.grad);
    },
    async assertWeights(): Promise<void> {
      for (const [i, parameter] of module.list.entries()) {
        const tolerance = { rtol: 1e-4, atol: 1e-5 };
        assertAllClose(await parameter.read(), weights[i]!, tolerance, `parameter ${i}`);
      }
    },
    dispose(): void {
      module.dispose();
      for (const gradient of gradients) gradient.dispose();
    },
  };
}
