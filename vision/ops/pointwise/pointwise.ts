import { defineOp, type Op } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import { pointwiseReference } from "./pointwise_ref.ts";
import { gradientNeeds, pointwiseKernels } from "./pointwise.wgsl.ts";
import { POINTWISE, type PointwiseRow } from "./rows.ts";

/** Where the spare channels are; a tensor in any other layout has none. */
function sizes(x: Tensor) {
  const count = x.storage.bytes / 16;
  const [, c = 1, h = 1, w = 1] = x.shape;
  return x.layout === "c4"
    ? { lanes: count, plane: h * w, groups: Math.ceil(c / 4), last: (c - 1) % 4 + 1 }
    : { lanes: count, plane: count, groups: 1, last: 4 };
}

/** Makes the operation of a row of the table. */
export function pointwiseOp(row: PointwiseRow): Op<readonly [Tensor], undefined> {
  const kernels = pointwiseKernels(row);
  const needs = gradientNeeds(row);
  return defineOp<readonly [Tensor], undefined>({
    name: row.name,
    ...(row.paper ? { paper: row.paper } : {}),
    forward: ([x]) => {
      if (x.dtype !== "f32") throw new TypeError(`Cannot take ${row.name} of ${x.dtype}: want f32`);
      const y = x.device.empty(x.shape, { layout: x.layout });
      const params = sizes(x);
      x.device.dispatch(kernels.forward, {
        bindings: { source: x, result: y },
        params,
        workgroups: lanes(params.lanes),
      });
      return { output: y, saved: undefined };
    },
    backward: (gradient, { inputs: [x], output }) => {
      const dx = x.device.empty(x.shape, { layout: x.layout });
      const params = sizes(x);
      x.device.dispatch(kernels.backward, {
        // A binding that the expression does not name is filled with the gradient, so that the
        // memory of the tensor it stands for is free again after the forward pass.
        bindings: {
          gradient,
          input: needs.x ? x : gradient,
          output: needs.y ? output : gradient,
          result: dx,
        },
        params,
        workgroups: lanes(params.lanes),
      });
      return [dx];
    },
    reference: pointwiseReference(row),
  });
}

/** The operations of the table, by name. */
export const pointwiseOps = {
  relu: pointwiseOp(POINTWISE.relu),
  tanh: pointwiseOp(POINTWISE.tanh),
} as const satisfies Record<keyof typeof POINTWISE, Op<readonly [Tensor], undefined>>;

/**
 * Rectifier: `y = max(x, 0)`. Any shape; the derivative at 0 is taken as 0.
 *
 * @throws {TypeError} If `x` is not f32.
 */
export function relu(x: Tensor): Tensor {
  return pointwiseOps.relu([x], undefined);
}

/**
 * Hyperbolic tangent: `y = tanh(x)`. Any shape.
 *
 * @throws {TypeError} If `x` is not f32.
 */
export function tanh(x: Tensor): Tensor {
  return pointwiseOps.tanh([x], undefined);
}
