import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import type { PadMode, PadOptions } from "./pad.ts";

/** The pixel of an axis that shows at `i`, or -1 for none. */
function shown(i: number, size: number, mode: PadMode): number {
  if (i >= 0 && i < size) return i;
  if (mode === "constant") return -1;
  if (mode === "edge") return i < 0 ? 0 : size - 1;
  return i < 0 ? -i : 2 * (size - 1) - i;
}

/** Calls `visit` with each place of the result and that of the pixel which shows there, or -1. */
function eachPlace(
  x: Pick<RefArray, "shape">,
  { top, left, bottom, right, mode }: PadOptions,
  visit: (to: number, from: number) => void,
): void {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  let to = 0;
  for (let plane = 0; plane < n * c; plane++) {
    for (let oy = -top; oy < h + bottom; oy++) {
      for (let ox = -left; ox < w + right; ox++) {
        const [iy, ix] = [shown(oy, h, mode), shown(ox, w, mode)];
        visit(to++, iy < 0 || ix < 0 ? -1 : (plane * h + iy) * w + ix);
      }
    }
  }
}

/** Margins in f64. */
export const padReference: OpReference<readonly [Tensor], PadOptions> = {
  forward: ([x], options) => {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const { top, left, bottom, right, value } = options;
    const shape = [n, c, top + h + bottom, left + w + right];
    const data = new Float64Array(shape.reduce((a, b) => a * b, 1));
    eachPlace(x, options, (to, from) => data[to] = from < 0 ? value : x.data[from]!);
    return { shape, data };
  },
  backward: (gradient, [x], options) => {
    const data = new Float64Array(x.data.length);
    eachPlace(x, options, (to, from) => {
      if (from >= 0) data[from]! += gradient.data[to]!;
    });
    return [{ shape: x.shape, data }];
  },
};
