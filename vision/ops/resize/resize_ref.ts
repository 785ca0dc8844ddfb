import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { resizedShape, type ResizeMode, type ResizeOptions } from "./sizes.ts";

/** Input positions and weights of one output position along one axis. */
function taps(o: number, input: number, output: number, mode: ResizeMode): [number, number][] {
  if (mode === "nearest") return [[Math.floor(o * input / output), 1]];
  const source = Math.max((o + 0.5) * input / output - 0.5, 0);
  const first = Math.min(Math.floor(source), input - 1);
  const part = source - first;
  return [[first, 1 - part], [Math.min(first + 1, input - 1), part]];
}

/** Calls `visit` with each output index, an input index it takes from, and the weight. */
function eachTap(
  x: RefArray,
  options: ResizeOptions,
  visit: (output: number, input: number, weight: number) => void,
): void {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const [oh, ow] = options.size;
  let output = 0;
  for (let plane = 0; plane < n * c; plane++) {
    for (let oy = 0; oy < oh; oy++) {
      for (let ox = 0; ox < ow; ox++, output++) {
        for (const [iy, down] of taps(oy, h, oh, options.mode)) {
          for (const [ix, across] of taps(ox, w, ow, options.mode)) {
            visit(output, (plane * h + iy) * w + ix, down * across);
          }
        }
      }
    }
  }
}

/** Resampling in f64. */
export const resizeReference: OpReference<readonly [Tensor], ResizeOptions> = {
  forward: ([x], options) => {
    const shape = resizedShape(x.shape, options);
    const data = new Float64Array(shape.reduce((a, b) => a * b, 1));
    eachTap(x, options, (output, input, weight) => data[output]! += weight * x.data[input]!);
    return { shape, data };
  },
  backward: (gradient, [x], options) => {
    const data = new Float64Array(x.data.length);
    eachTap(x, options, (output, input, weight) => {
      data[input]! += weight * gradient.data[output]!;
    });
    return [{ shape: x.shape, data }];
  },
};
