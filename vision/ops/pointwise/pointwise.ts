import { defineOp, type Op } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import { pointwiseReference } from "./pointwise_ref.ts";
import { gradientNeeds, pointwiseKernels } from "./pointwise.wgsl.ts";
import type { PointwiseParams, PointwiseRow } from "./row.ts";
import { type ParamsOf, POINTWISE, type PointwiseName } from "./rows.ts";

/** Where the spare channels are; a tensor in any other layout has none. */
function sizes(x: Tensor, keepsZero = false) {
  const count = x.storage.bytes / 16;
  const [, c = 1, h = 1, w = 1] = x.shape;
  return x.layout === "c4" && !keepsZero
    ? { lanes: count, plane: h * w, groups: Math.ceil(c / 4), last: (c - 1) % 4 + 1 }
    : { lanes: count, plane: count, groups: 1, last: 4 };
}

/** The numbers of a row with the usual ones in the place of those that are left out. */
function complete<P extends PointwiseParams>(
  { name, params, refuse }: PointwiseRow<P>,
  given: Partial<P>,
): P {
  const numbers = { ...params, ...given } as P;
  for (const [key, value] of Object.entries(numbers)) {
    if (!params || !Object.hasOwn(params, key)) {
      throw new TypeError(`Cannot take ${name} with "${key}": it has no such number`);
    }
    if (!Number.isFinite(value) && value !== params[key]) {
      throw new RangeError(`Cannot take ${name} with ${key} ${value}: want a finite number`);
    }
  }
  const wanted = refuse?.(numbers);
  if (wanted) throw new RangeError(`Cannot take ${name}: want ${wanted}`);
  return numbers;
}

/**
 * Makes the operation of a row of the table; its options are the row's numbers, all of them or
 * `undefined` for the usual ones.
 */
export function pointwiseOp<P extends PointwiseParams>(
  row: PointwiseRow<P>,
): Op<readonly [Tensor], P | undefined> {
  const kernels = pointwiseKernels(row);
  const needs = gradientNeeds(row);
  const usual = (row.params ?? {}) as P;
  return defineOp<readonly [Tensor], P | undefined>({
    name: row.name,
    ...(row.paper ? { paper: row.paper } : {}),
    forward: ([x], numbers = usual) => {
      if (x.dtype !== "f32") throw new TypeError(`Cannot take ${row.name} of ${x.dtype}: want f32`);
      const y = x.device.empty(x.shape, { layout: x.layout });
      const params = { ...sizes(x, row.keepsZero), ...numbers };
      x.device.dispatch(kernels.forward, {
        bindings: { source: x, result: y },
        params,
        workgroups: lanes(params.lanes),
      });
      return { output: y, saved: undefined };
    },
    backward: (gradient, { inputs: [x], output, options: numbers = usual }) => {
      const dx = x.device.empty(x.shape, { layout: x.layout });
      const params = { ...sizes(x, row.keepsZero), ...numbers };
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
export const pointwiseOps = Object.fromEntries(
  Object.entries(POINTWISE).map(([name, row]) => [name, pointwiseOp(row as PointwiseRow)]),
) as unknown as {
  readonly [N in PointwiseName]: Op<readonly [Tensor], ParamsOf<N> | undefined>;
};

/** A pointwise operation as a function of a tensor and of those numbers that are not the usual ones. */
export type Pointwise<N extends PointwiseName> = (
  x: Tensor,
  numbers?: Partial<ParamsOf<N>>,
) => Tensor;

/**
 * The function of a row: any shape and layout.
 *
 * It throws a `TypeError` if `x` is not f32, and a `RangeError` if a number is not what the row wants.
 */
export function pointwise<N extends PointwiseName>(name: N): Pointwise<N> {
  const row = POINTWISE[name] as PointwiseRow as unknown as PointwiseRow<ParamsOf<N>>;
  const op = pointwiseOps[name] as Op<readonly [Tensor], ParamsOf<N> | undefined>;
  return (x, numbers = {}) =>
    op([x], row.params || Object.keys(numbers).length > 0 ? complete(row, numbers) : undefined);
}
