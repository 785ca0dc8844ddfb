import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import type { PermuteOptions } from "./permute.ts";

/** Calls `visit` with the place of each element before and after. */
function eachElement(
  { shape }: Pick<RefArray, "shape">,
  axes: readonly number[],
  visit: (from: number, to: number) => void,
): void {
  const count = shape.reduce((a, b) => a * b, 1);
  for (let from = 0; from < count; from++) {
    const at: number[] = [];
    let rest = from;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at[axis] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    visit(from, axes.reduce((to, axis) => to * shape[axis]! + at[axis]!, 0));
  }
}

/** Axes in another order, in f64. */
export const permuteReference: OpReference<readonly [Tensor], PermuteOptions> = {
  forward: ([x], { axes }) => {
    const data = new Float64Array(x.data.length);
    eachElement(x, axes, (from, to) => data[to] = x.data[from]!);
    return { shape: axes.map((axis) => x.shape[axis]!), data };
  },
  backward: (gradient, [x], { axes }) => {
    const data = new Float64Array(x.data.length);
    eachElement(x, axes, (from, to) => data[from] = gradient.data[to]!);
    return [{ shape: x.shape, data }];
  },
};
