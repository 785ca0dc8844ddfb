import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { type MaxPool2dOptions, pooledShape } from "./window.ts";

/** Calls `visit` with each output index and the input index of its first largest tap. */
function eachWindow(
  x: RefArray,
  options: MaxPool2dOptions,
  visit: (output: number, largest: number) => void,
): void {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const [, , oh, ow] = pooledShape(x.shape, options) as [number, number, number, number];
  let output = 0;
  for (let plane = 0; plane < n * c; plane++) {
    for (let oy = 0; oy < oh; oy++) {
      for (let ox = 0; ox < ow; ox++) {
        let largest = -1;
        for (let ky = 0; ky < options.kernel; ky++) {
          for (let kx = 0; kx < options.kernel; kx++) {
            const at = (plane * h + oy * options.stride + ky) * w + ox * options.stride + kx;
            if (largest < 0 || x.data[at]! > x.data[largest]!) largest = at;
          }
        }
        visit(output++, largest);
      }
    }
  }
}

/** Max-pooling in f64. */
export const maxPoolReference: OpReference<readonly [Tensor], MaxPool2dOptions> = {
  forward: ([x], options) => {
    const shape = pooledShape(x.shape, options);
    const data = new Float64Array(shape.reduce((a, b) => a * b, 1));
    eachWindow(x, options, (output, largest) => data[output] = x.data[largest]!);
    return { shape, data };
  },
  backward: (gradient, [x], options) => {
    const data = new Float64Array(x.data.length);
    eachWindow(x, options, (output, largest) => data[largest]! += gradient.data[output]!);
    return [{ shape: x.shape, data }];
  },
};
