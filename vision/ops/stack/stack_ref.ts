import type { OpReference } from "../../autograd/op.ts";
import { elementCount } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

/** Stacking along a new first axis in f64. */
export const stackReference: OpReference<readonly Tensor[], undefined> = {
  forward: (parts) => ({
    shape: [parts.length, ...parts[0]!.shape],
    data: Float64Array.from(parts.flatMap(({ data }) => [...data])),
  }),
  backward: (gradient, parts) =>
    parts.map(({ shape, data: { length } }, i) => ({
      shape,
      data: gradient.data.slice(i * length, (i + 1) * length),
    })),
};

/** One of the tensors that a first axis counts, in f64. */
export const unstackPartReference: OpReference<readonly [Tensor], { readonly index: number }> = {
  forward: ([x], { index }) => {
    const shape = x.shape.slice(1);
    const size = elementCount(shape);
    return { shape, data: x.data.slice(index * size, (index + 1) * size) };
  },
  backward: (gradient, [x], { index }) => {
    const data = new Float64Array(x.data.length);
    data.set(gradient.data, index * gradient.data.length);
    return [{ shape: x.shape, data }];
  },
};
