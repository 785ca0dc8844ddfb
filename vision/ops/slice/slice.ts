import { defineOp } from "../../autograd/op.ts";
import { imageSizes, type Shape, showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { inverse, rearrange } from "../permute/rearrange.ts";
import { sliceReference } from "./slice_ref.ts";

/** What {@link slice} keeps: of each axis the indices from `from` to below `from + size`. */
export interface SliceOptions {
  /** First index of each axis. */
  readonly from: readonly number[];
  /** Sizes of the result. */
  readonly shape: Shape;
}

/** Which part of an axis is kept: from the first index to below the second, or to the end. */
export type Range = readonly [from: number, to?: number];

const inOrder = (x: Tensor) => x.shape.map((_, axis) => axis);

/** The operation behind {@link slice}. */
export const sliceOp = defineOp<readonly [Tensor], SliceOptions>({
  name: "slice",
  forward: ([x], { from, shape }) => ({
    output: rearrange(x, { shape, layout: x.layout, axes: inOrder(x), from }, "slice"),
    saved: undefined,
  }),
  // What was cut off has no part in the result: its gradient is 0.
  backward: (dy, { inputs: [x], options: { from } }) => [
    rearrange(dy, inverse(x, { axes: inOrder(x), from }), "slice"),
  ],
  reference: sliceReference,
});

/**
 * Part of a tensor: of each axis named the indices `from` to below `to`, of all others everything. The
 * layout stays.
 *
 * @param ranges By axis. As in `Array.slice()`, a negative index counts from the end, and without `to`
 *   the axis is kept to its end.
 * @throws {RangeError} If there is no such axis, or nothing or more than there is would be kept.
 * @throws {ShapeError} If more than five axes lie apart.
 * @throws {TypeError} If `x` is not f32.
 *
 * @example
 * ```ts
 * import { requestDevice, slice } from "../../mod.ts";
 * const device = await requestDevice();
 * const x = device.tensor([1, 2, 3, 4, 5, 6], [2, 3]);
 * await slice(x, { 1: [1] }).read(); // Float32Array [2, 3, 5, 6]
 * ```
 */
export function slice(x: Tensor, ranges: Readonly<Record<number, Range>>): Tensor {
  const rank = x.shape.length;
  const from = x.shape.map(() => 0);
  const shape = [...x.shape];
  for (const [key, [first, end]] of Object.entries(ranges)) {
    const axis = Number(key) < 0 ? Number(key) + rank : Number(key);
    const size = x.shape[axis];
    if (size === undefined) {
      throw new RangeError(
        `Cannot slice ${showShape(x.shape)}: want axes from ${-rank} to ${rank - 1}, got ${key}`,
      );
    }
    const [start, stop] = [first, end ?? size].map((at) => at < 0 ? at + size : at) as [
      number,
      number,
    ];
    const whole = Number.isInteger(start) && Number.isInteger(stop);
    if (!whole || start < 0 || stop > size || start >= stop) {
      throw new RangeError(
        `Cannot slice axis ${axis} of ${showShape(x.shape)}: want 0 <= from < to <= ${size}, ` +
          `got ${first} to ${end ?? "the end"}`,
      );
    }
    from[axis] = start;
    shape[axis] = stop - start;
  }
  return sliceOp([x], { from, shape });
}

/** A rectangle of an image, in pixels. */
export interface Rectangle {
  /** Row of its first pixel. */
  readonly top: number;
  /** Column of its first pixel. */
  readonly left: number;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
}

/**
 * The same rectangle of each image.
 *
 * @param x Images `[n, c, h, w]`.
 * @returns `[n, c, height, width]`.
 * @throws {ShapeError} If `x` holds no images.
 * @throws {RangeError} If the rectangle is not within them.
 */
export function crop(x: Tensor, { top, left, height, width }: Rectangle): Tensor {
  const { h, w } = imageSizes(x.shape, "crop");
  const inside = (at: number, size: number, all: number) =>
    Number.isInteger(at) && Number.isInteger(size) && at >= 0 && size > 0 && at + size <= all;
  if (!inside(top, height, h) || !inside(left, width, w)) {
    throw new RangeError(
      `Cannot crop ${showShape(x.shape)}: want a rectangle within ${h} x ${w} pixels, got ` +
        `${height} x ${width} at (${top}, ${left})`,
    );
  }
  return slice(x, { 2: [top, top + height], 3: [left, left + width] });
}
