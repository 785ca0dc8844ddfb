import type { OpReference } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { pooledShape, poolGeometry } from "../window_geometry.ts";
import { eachWindow } from "../window_geometry_ref.ts";
import type { LpPool2dOptions } from "./lp_pool2d.ts";

/** The p-norm of some elements. */
function norm(data: Float64Array, taps: readonly number[], power: number): number {
  const largest = taps.reduce((most, at) => Math.max(most, Math.abs(data[at]!)), 0);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  const sum = taps.reduce((total, at) => total + (Math.abs(data[at]!) / largest) ** power, 0);
  return largest * sum ** (1 / power);
}

/** Lp-pooling in f64. */
export const lpPoolReference: OpReference<readonly [Tensor], LpPool2dOptions> = {
  forward: ([x], options) => {
    const g = poolGeometry(x.shape, options, "Lp-pool");
    const shape = pooledShape(g);
    const data = new Float64Array(shape.reduce((a, b) => a * b, 1));
    eachWindow(g, (output, taps) => data[output] = norm(x.data, taps, options.power));
    return { shape, data };
  },
  backward: (gradient, [x], options) => {
    const data = new Float64Array(x.data.length);
    eachWindow(poolGeometry(x.shape, options, "Lp-pool"), (output, taps) => {
      const y = norm(x.data, taps, options.power);
      if (y === 0) return;
      for (const at of taps) {
        const slope = (Math.abs(x.data[at]!) / y) ** (options.power - 1) * Math.sign(x.data[at]!);
        data[at]! += gradient.data[output]! * slope;
      }
    });
    return [{ shape: x.shape, data }];
  },
};
