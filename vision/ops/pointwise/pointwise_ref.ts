import type { OpReference } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import type { PointwiseParams, PointwiseRow } from "./row.ts";

/** A row of the table in f64. */
export function pointwiseReference<P extends PointwiseParams>(
  row: PointwiseRow<P>,
): OpReference<readonly [Tensor], P | undefined> {
  const usual = (row.params ?? {}) as P;
  return {
    forward: ([x], params = usual) => ({
      shape: x.shape,
      data: x.data.map((value) => row.ref(value, params)),
    }),
    backward: (gradient, [x], params = usual) => [{
      shape: x.shape,
      data: x.data.map((value, i) =>
        gradient.data[i]! * row.refGrad(value, row.ref(value, params), params)
      ),
    }],
  };
}
