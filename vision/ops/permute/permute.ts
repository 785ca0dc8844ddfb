import { defineOp } from "../../autograd/op.ts";
import { type Layout, showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { permuteReference } from "./permute_ref.ts";
import { inverse, rearrange } from "./rearrange.ts";

/** How {@link permute} goes about it. */
export interface PermuteOptions {
  /** Which axis of the input each axis of the result is, counted from 0. */
  readonly axes: readonly number[];
  /** Of the result. */
  readonly layout: Layout;
}

/** The operation behind {@link permute}. */
export const permuteOp = defineOp<readonly [Tensor], PermuteOptions>({
  name: "permute",
  forward: ([x], { axes, layout }) => {
    const shape = axes.map((axis) => x.shape[axis]!);
    return { output: rearrange(x, { shape, layout, axes }, "permute"), saved: undefined };
  },
  // Each number moved to one place, so its gradient moves back.
  backward: (dy, { inputs: [x], options }) => [rearrange(dy, inverse(x, options), "permute")],
  reference: permuteReference,
});

/**
 * The axes of a tensor in another order: `y[i_axes[0], i_axes[1], ...] = x[i_0, i_1, ...]`.
 *
 * @param x f32, of either layout.
 * @param axes Which axis of `x` each axis of the result is; negative ones count from the end.
 * @param options.layout Of the result: linear when left out, or c4 for images.
 * @throws {RangeError} If `axes` does not name each axis once.
 * @throws {ShapeError} If more than five axes lie apart, or c4 is asked for what is no image.
 * @throws {TypeError} If `x` is not f32.
 */
export function permute(
  x: Tensor,
  axes: readonly number[],
  { layout = "linear" }: { readonly layout?: Layout } = {},
): Tensor {
  const rank = x.shape.length;
  const from = axes.map((axis) => axis < 0 ? axis + rank : axis);
  if (axes.length !== rank || x.shape.some((_, axis) => !from.includes(axis))) {
    throw new RangeError(
      `Cannot permute ${showShape(x.shape)} by [${axes.join(", ")}]: want each of its ${rank} ` +
        "axes once",
    );
  }
  return permuteOp([x], { axes: from, layout });
}

/**
 * Two axes of a tensor exchanged, the last two when left out: the transpose of a matrix, or of each of
 * many.
 *
 * @throws {RangeError} If there is no such axis; otherwise as {@link permute}.
 */
export function transpose(x: Tensor, a = -2, b = -1): Tensor {
  const rank = x.shape.length;
  const [first, second] = [a, b].map((axis) => {
    if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
      throw new RangeError(
        `Cannot transpose ${showShape(x.shape)}: want axes from ${-rank} to ${
          rank - 1
        }, got ${axis}`,
      );
    }
    return axis < 0 ? axis + rank : axis;
  }) as [number, number];
  const axes = x.shape.map((_, axis) => axis === first ? second : axis === second ? first : axis);
  return permute(x, axes);
}
