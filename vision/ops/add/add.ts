import { sum2 } from "../../autograd/accumulate.ts";
import { defineOp } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { addReference } from "./add_ref.ts";

/** The operation behind {@link add}; the kernel is the one that gradients are summed with. */
export const addOp = defineOp<readonly [Tensor, Tensor], undefined>({
  name: "add",
  forward: ([a, b]) => ({ output: sum2(a, b), saved: undefined }),
  backward: (gradient) => [gradient, gradient],
  reference: addReference,
});

/**
 * Sum: `y = a + b`, element by element, as a residual connection needs it.
 *
 * @throws {ShapeError} If shapes or layouts differ: nothing is broadcast.
 * @throws {TypeError} If they are not f32.
 */
export function add(a: Tensor, b: Tensor): Tensor {
  return addOp([a, b], undefined);
}
