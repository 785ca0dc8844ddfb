import type { OpReference } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { pooledShape, poolGeometry } from "../window_geometry.ts";
import { eachWindow } from "../window_geometry_ref.ts";
import type { LogProbPool2dOptions } from "./log_prob_pool2d.ts";

/** The largest of some elements, and the sum of `exp(b (x - largest))`. */
function exponentials(data: Float64Array, taps: readonly number[], sharpness: number) {
  const largest = Math.max(...taps.map((at) => data[at]!));
  const each = taps.map((at) => Math.exp(sharpness * (data[at]! - largest)));
  return { largest, each, sum: each.reduce((a, b) => a + b, 0) };
}

/** Soft maxima in f64. */
export const logProbPoolReference: OpReference<readonly [Tensor], LogProbPool2dOptions> = {
  forward: ([x], options) => {
    const { sharpness, reduction } = options;
    const g = poolGeometry(x.shape, options, "log-prob-pool");
    const shape = pooledShape(g);
    const data = new Float64Array(shape.reduce((a, b) => a * b, 1));
    eachWindow(g, (output, taps) => {
      const { largest, sum } = exponentials(x.data, taps, sharpness);
      const count = reduction === "mean" ? taps.length : 1;
      data[output] = largest + Math.log(sum / count) / sharpness;
    });
    return { shape, data };
  },
  backward: (gradient, [x], options) => {
    const data = new Float64Array(x.data.length);
    eachWindow(poolGeometry(x.shape, options, "log-prob-pool"), (output, taps) => {
      const { each, sum } = exponentials(x.data, taps, options.sharpness);
      taps.forEach((at, i) => data[at]! += gradient.data[output]! * each[i]! / sum);
    });
    return [{ shape: x.shape, data }];
  },
};
