import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { elementCount, type Layout, sameShape, type Shape, showShape } from "../../shape.ts";
import { Tensor } from "../../tensor.ts";
import { relayout } from "../permute/rearrange.ts";
import { reshapeReference } from "./reshape_ref.ts";

/** What {@link reshape} makes. */
export interface ReshapeOptions {
  /** Of the result, without an open size. */
  readonly shape: Shape;
  /** Of the result. */
  readonly layout: Layout;
}

/** The same memory under another shape: a handle, no copy. */
function alias(x: Tensor, shape: Shape): Tensor {
  return new Tensor(x.device, shape, x.dtype, x.layout, x.storage);
}

/** The elements in the same row-major order under another shape and layout; copied where they must move. */
function reshaped(x: Tensor, shape: Shape, layout: Layout): Tensor {
  if (x.layout === layout && (layout === "linear" || sameShape(x.shape, shape))) {
    return alias(x, shape);
  }
  const rows = x.layout === "linear" ? x : relayout(x, "reshape");
  const made = alias(rows, shape);
  return layout === "linear" ? made : relayout(made, "reshape");
}

/** The operation behind {@link reshape}. */
export const reshapeOp = defineOp<readonly [Tensor], ReshapeOptions>({
  name: "reshape",
  forward: ([x], { shape, layout }) => ({ output: reshaped(x, shape, layout), saved: undefined }),
  backward: (dy, { inputs: [x] }) => [reshaped(dy, x.shape, x.layout)],
  reference: reshapeReference,
});

/** `shape` with its open size, where there is one, filled in. */
function closed(x: Tensor, shape: Shape): Shape {
  const open = shape.filter((size) => size === -1).length;
  const known = shape.reduce((count, size) => size === -1 ? count : count * size, 1);
  const fits = shape.every((size) => size === -1 || (Number.isInteger(size) && size > 0)) &&
    (open === 0 ? known === x.size : open === 1 && x.size % known === 0);
  if (!fits) {
    throw new ShapeError(
      `Cannot reshape ${showShape(x.shape)} to ${showShape(shape)}: want positive sizes of ` +
        `${x.size} elements together, at most one of them -1`,
    );
  }
  return shape.map((size) => size === -1 ? x.size / known : size);
}

/**
 * The elements in the same row-major (logical) order under another shape. Between linear tensors the
 * result is a second handle on the same memory: nothing is copied, and `dispose()` of one takes it from
 * both.
 *
 * @param shape Sizes of the result; one may be -1, and follows from the others.
 * @param options.layout Of the result: c4 for f32 tensors of four sizes, linear for all others, when
 *   left out.
 * @throws {ShapeError} If the number of elements differs, or c4 is asked for what is no image.
 */
export function reshape(
  x: Tensor,
  shape: Shape,
  options: { readonly layout?: Layout } = {},
): Tensor {
  const sizes = closed(x, shape);
  const image = sizes.length === 4 && x.dtype === "f32";
  const layout = options.layout ?? (image ? "c4" : "linear");
  if (layout === "c4" && !image) {
    throw new ShapeError(
      `Cannot reshape ${showShape(x.shape)} to ${showShape(sizes)} as c4: want f32 images ` +
        "[n, c, h, w]",
    );
  }
  return reshapeOp([x], { shape: sizes, layout });
}

/**
 * All axes but the first as one: images `[n, c, h, w]` as rows `[n, c h w]` for a `Linear`.
 *
 * @throws {ShapeError} If `x` is a scalar.
 */
export function flatten(x: Tensor): Tensor {
  const [n] = x.shape;
  if (n === undefined) throw new ShapeError("Cannot flatten []: want at least one axis");
  return reshape(x, [n, elementCount(x.shape) / n]);
}
