import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import type { MaxoutOptions } from "./maxout.ts";

/** Calls `visit` with each output index and the input index of its first largest map. */
function eachWinner(
  x: RefArray,
  pieces: number,
  visit: (output: number, largest: number) => void,
): void {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const plane = h * w;
  for (let block = 0; block < n * c / pieces; block++) {
    for (let pixel = 0; pixel < plane; pixel++) {
      let largest = block * pieces * plane + pixel;
      for (let i = 1; i < pieces; i++) {
        const at = (block * pieces + i) * plane + pixel;
        // NaN is taken for the largest.
        if (x.data[at]! > x.data[largest]! || Number.isNaN(x.data[at]!)) largest = at;
      }
      visit(block * plane + pixel, largest);
    }
  }
}

/** Maxima over maps in f64. */
export const maxoutReference: OpReference<readonly [Tensor], MaxoutOptions> = {
  forward: ([x], { pieces }) => {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const data = new Float64Array(n * c * h * w / pieces);
    eachWinner(x, pieces, (output, largest) => data[output] = x.data[largest]!);
    return { shape: [n, c / pieces, h, w], data };
  },
  backward: (gradient, [x], { pieces }) => {
    const data = new Float64Array(x.data.length);
    eachWinner(x, pieces, (output, largest) => data[largest] = gradient.data[output]!);
    return [{ shape: x.shape, data }];
  },
};
