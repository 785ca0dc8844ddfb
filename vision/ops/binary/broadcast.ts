import { ShapeError } from "../../errors.ts";
import { imageSizes, type Layout, type Shape, showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

/** The most axes of what is broadcast. */
const MOST_AXES = 5;

/** The layout of the result of an operation on two tensors: an image stored as such beside anything is one. */
export function broadcastLayout(a: Tensor, b: Tensor): Layout {
  return a.layout === "c4" || b.layout === "c4" ? "c4" : "linear";
}

/**
 * The shape with an axis for each of `rank`, of size 1 where it has none: in front, but one size beside
 * images stored as `c4` is that of their channels.
 */
function alignedShape(shape: Shape, rank: number, layout: Layout): Shape {
  if (layout === "c4" && shape.length === 1 && rank === 4) return [1, shape[0]!, 1, 1];
  return [...Array<number>(rank - shape.length).fill(1), ...shape];
}

/**
 * The shape of an operation on two tensors, by the rule of numpy: axes are matched from the last back,
 * those that are missing count as 1, and a size of 1 is repeated. One size beside images stored as `c4` is
 * that of the channels: `[c]` is `[1, c, 1, 1]` beside `[n, c, h, w]`.
 *
 * @throws {ShapeError} If sizes differ and neither is 1.
 */
export function broadcastShape(a: Shape, b: Shape, layout: Layout, action: string): Shape {
  const rank = Math.max(a.length, b.length);
  const [left, right] = [alignedShape(a, rank, layout), alignedShape(b, rank, layout)];
  return left.map((size, axis) => {
    const other = right[axis]!;
    if (size !== other && size !== 1 && other !== 1) {
      throw new ShapeError(
        `Cannot ${action} ${showShape(a)} and ${showShape(b)}: want equal sizes or 1 on axis ` +
          `${axis}, got ${size} and ${other}`,
      );
    }
    return Math.max(size, other);
  });
}

/** Axes of the aligned shape over which a tensor of that shape is repeated. */
export function repeatedAxes(
  shape: Shape,
  output: { readonly shape: Shape; readonly layout: Layout },
): readonly number[] {
  const aligned = alignedShape(shape, output.shape.length, output.layout);
  return output.shape.flatMap((size, axis) => size !== aligned[axis] ? [axis] : []);
}

/** A tensor of five nested axes, the numbers of memory in order. */
export interface Extents {
  /** Sizes, outermost first; of images `[n, groups of channels, h, w, 4]`. */
  readonly sizes: readonly number[];
  /** How many channels there are of the four times the second size; all where there is no such axis. */
  readonly channels: number;
}

/**
 * The output of an operation as five nested axes.
 *
 * @throws {ShapeError} If it has more, or is laid out as an image without being one.
 */
export function extentsOf(shape: Shape, layout: Layout, action: string): Extents {
  if (layout === "c4") {
    const { n, c, h, w } = imageSizes(shape, action);
    return { sizes: [n, Math.ceil(c / 4), h, w, 4], channels: c };
  }
  if (shape.length > MOST_AXES) {
    throw new ShapeError(
      `Cannot ${action} to ${
        showShape(shape)
      }: want at most ${MOST_AXES} axes, got ${shape.length}`,
    );
  }
  const before = Array<number>(MOST_AXES - shape.length).fill(1);
  return { sizes: [...before, ...shape], channels: 0xffffffff };
}

/** Steps of a tensor's memory along the five axes of an output; 0 where it is repeated. */
export function stridesOf(
  { shape, layout }: Tensor,
  output: { readonly shape: Shape; readonly layout: Layout },
): readonly number[] {
  const aligned = alignedShape(shape, output.shape.length, output.layout);
  let step = 1;
  const rows = aligned.toReversed().map((size) => {
    const stride = size === 1 ? 0 : step;
    step *= size;
    return stride;
  }).reverse();
  if (output.layout === "linear") {
    return [...Array<number>(MOST_AXES - rows.length).fill(0), ...rows];
  }
  const [, c, h, w] = aligned as [number, number, number, number];
  if (layout === "linear") {
    const [n, channel, y, x] = rows as [number, number, number, number];
    return [n, 4 * channel, y, x, channel];
  }
  const unless = (one: boolean, stride: number) => one ? 0 : stride;
  return [
    unless(aligned[0] === 1, Math.ceil(c / 4) * h * w * 4),
    unless(c === 1, h * w * 4),
    unless(h === 1, w * 4),
    unless(w === 1, 4),
    unless(c === 1, 1),
  ];
}
