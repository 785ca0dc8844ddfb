import type { OpReference } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import type { ReshapeOptions } from "./reshape.ts";

/** Another shape of the same numbers, in f64. */
export const reshapeReference: OpReference<readonly [Tensor], ReshapeOptions> = {
  forward: ([x], { shape }) => ({ shape, data: x.data.slice() }),
  backward: (gradient, [x]) => [{ shape: x.shape, data: gradient.data.slice() }],
};
