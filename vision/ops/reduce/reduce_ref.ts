import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { checkAxes } from "./axes.ts";

/** What becomes of the numbers of one output. */
export type ReduceKind = "sum" | "mean" | "max";

/** Which axes go. */
export interface ReduceOptions {
  /** Axes to reduce; all when left out. */
  readonly axes?: readonly number[];
  /** Whether they stay, with size 1; `false` when left out. */
  readonly keepdims?: boolean;
}

/** Shape of the result, and the output that each number of `x` goes into. */
function targets({ shape, data }: RefArray, { axes, keepdims = false }: ReduceOptions) {
  const gone = checkAxes(shape, axes);
  const full = shape.map((size, axis) => gone.includes(axis) ? 1 : size);
  const to = Array.from(data, (_, i) => {
    let rest = i;
    const at = shape.map(() => 0);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at[axis] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    return full.reduce((offset, size, axis) => offset * size + (size === 1 ? 0 : at[axis]!), 0);
  });
  const result = keepdims ? full : shape.filter((_, axis) => !gone.includes(axis));
  return { to, shape: result, count: full.reduce((count, size) => count * size, 1) };
}

/** A reduction in f64. */
export function reduceReference(
  kind: ReduceKind,
): OpReference<readonly [Tensor], ReduceOptions> {
  const forward = (x: RefArray, options: ReduceOptions): RefArray => {
    const { to, shape, count } = targets(x, options);
    const data = new Float64Array(count).fill(kind === "max" ? -Infinity : 0);
    to.forEach((k, i) => {
      data[k] = kind === "max" ? Math.max(data[k]!, x.data[i]!) : data[k]! + x.data[i]!;
    });
    return { shape, data: kind === "mean" ? data.map((v) => v * count / x.data.length) : data };
  };
  return {
    forward: ([x], options) => forward(x, options),
    backward: ({ data: dy }, [x], options) => {
      const { to, count } = targets(x, options);
      const y = forward(x, options).data;
      const ties = new Float64Array(count);
      to.forEach((k, i) => ties[k]! += x.data[i] === y[k] ? 1 : 0);
      const data = x.data.map((value, i) => {
        const k = to[i]!;
        if (kind === "max") return value === y[k] ? dy[k]! / ties[k]! : 0;
        return kind === "mean" ? dy[k]! * count / x.data.length : dy[k]!;
      });
      return [{ shape: x.shape, data }];
    },
  };
}
