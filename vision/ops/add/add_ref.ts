import type { OpReference } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";

/** `y = a + b` in f64. */
export const addReference: OpReference<readonly [Tensor, Tensor], undefined> = {
  forward: ([a, b]) => ({
    shape: a.shape,
    data: a.data.map((value, i) => value + b.data[i]!),
  }),
  backward: (gradient) => [gradient, gradient],
};
