import type { OpReference } from "../../autograd/op.ts";
import type { Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import type { SliceOptions } from "./slice.ts";

/** Calls `visit` with the place of each kept element in the whole and in the part. */
function eachKept(
  whole: Shape,
  { from, shape }: SliceOptions,
  visit: (source: number, to: number) => void,
): void {
  const count = shape.reduce((a, b) => a * b, 1);
  for (let to = 0; to < count; to++) {
    let [source, rest, step] = [0, to, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += (from[axis]! + rest % shape[axis]!) * step;
      rest = Math.floor(rest / shape[axis]!);
      step *= whole[axis]!;
    }
    visit(source, to);
  }
}

/** Part of a tensor, in f64. */
export const sliceReference: OpReference<readonly [Tensor], SliceOptions> = {
  forward: ([x], options) => {
    const data = new Float64Array(options.shape.reduce((a, b) => a * b, 1));
    eachKept(x.shape, options, (source, to) => data[to] = x.data[source]!);
    return { shape: options.shape, data };
  },
  backward: (gradient, [x], options) => {
    const data = new Float64Array(x.data.length);
    eachKept(x.shape, options, (source, to) => data[source] = gradient.data[to]!);
    return [{ shape: x.shape, data }];
  },
};
