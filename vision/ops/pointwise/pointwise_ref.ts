import type { OpReference } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import type { PointwiseRow } from "./rows.ts";

/** A row of the table in f64. */
export function pointwiseReference(row: PointwiseRow): OpReference<readonly [Tensor], undefined> {
  return {
    forward: ([x]) => ({ shape: x.shape, data: x.data.map(row.ref) }),
    backward: (gradient, [x]) => [{
      shape: x.shape,
      data: x.data.map((value, i) => gradient.data[i]! * row.refGrad(value, row.ref(value))),
    }],
  };
}
