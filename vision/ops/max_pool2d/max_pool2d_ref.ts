import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { pooledShape, type WindowGeometry, type WindowOptions } from "../window_geometry.ts";
import { eachWindow } from "../window_geometry_ref.ts";
import { maxPoolGeometry } from "./window.ts";

/** Whether a value takes the place of the largest so far; NaN always does. */
const exceeds = (value: number, best: number) => value > best || Number.isNaN(value);

/** Calls `visit` with each output index and the input index of its first largest tap. */
function eachLargest(
  x: RefArray,
  g: WindowGeometry,
  visit: (output: number, largest: number) => void,
): void {
  eachWindow(g, (output, taps) => {
    visit(output, taps.reduce((best, at) => exceeds(x.data[at]!, x.data[best]!) ? at : best));
  });
}

/** Max-pooling in f64. */
export const maxPoolReference: OpReference<readonly [Tensor], WindowOptions> = {
  forward: ([x], options) => {
    const g = maxPoolGeometry(x.shape, options);
    const shape = pooledShape(g);
    const data = new Float64Array(shape.reduce((a, b) => a * b, 1));
    eachLargest(x, g, (output, largest) => data[output] = x.data[largest]!);
    return { shape, data };
  },
  backward: (gradient, [x], options) => {
    const data = new Float64Array(x.data.length);
    eachLargest(x, maxPoolGeometry(x.shape, options), (output, largest) => {
      data[largest]! += gradient.data[output]!;
    });
    return [{ shape: x.shape, data }];
  },
};
