import type { OpReference } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { pooledShape, poolGeometry } from "../window_geometry.ts";
import { eachWindow } from "../window_geometry_ref.ts";
import type { AvgPool2dOptions } from "./avg_pool2d.ts";

/** Average-pooling in f64. */
export const avgPoolReference: OpReference<readonly [Tensor], AvgPool2dOptions> = {
  forward: ([x], options) => {
    const g = poolGeometry(x.shape, options, "average-pool");
    const shape = pooledShape(g);
    const data = new Float64Array(shape.reduce((a, b) => a * b, 1));
    eachWindow(g, (output, taps) => {
      const sum = taps.reduce((total, at) => total + x.data[at]!, 0);
      data[output] = sum / (options.countIncludePad ? g.kh * g.kw : taps.length);
    });
    return { shape, data };
  },
  backward: (gradient, [x], options) => {
    const g = poolGeometry(x.shape, options, "average-pool");
    const data = new Float64Array(x.data.length);
    eachWindow(g, (output, taps) => {
      const count = options.countIncludePad ? g.kh * g.kw : taps.length;
      for (const at of taps) data[at]! += gradient.data[output]! / count;
    });
    return [{ shape: x.shape, data }];
  },
};
