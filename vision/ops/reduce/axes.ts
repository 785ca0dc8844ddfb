import { ShapeError } from "../../errors.ts";
import type { Layout, Shape } from "../../shape.ts";
import { showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import type { Width } from "./reduce.wgsl.ts";

/** One axis as a kernel walks it. */
export interface Axis {
  readonly size: number;
  readonly kept: boolean;
  /** Distance of neighbours in the input, in numbers or fours. */
  readonly from: number;
  /** Distance of neighbours in the output, in numbers; 0 where the axis is reduced. */
  readonly to: number;
}

/** How a kernel walks a tensor that is reduced. */
export interface Walk {
  readonly width: Width;
  /** Outermost first; neighbours that can be walked as one are one. */
  readonly axes: readonly Axis[];
  /** Whether the four numbers of a lane go into one output. */
  readonly fold: boolean;
  /** Distance of the outputs of those four numbers. */
  readonly step: number;
  /** Where the numbers of a four that exist are: number `4 (at / plane % groups)` on is below `channels`. */
  readonly plane: number;
  readonly groups: number;
  readonly channels: number;
  /** Whether there are others. */
  readonly mask: boolean;
  /** Kept positions of one channel group, in the order of the outputs. */
  readonly after: number;
  readonly shape: Shape;
  readonly layout: Layout;
}

/**
 * The axes to reduce, counted from 0, in order; all where none are named.
 *
 * @throws {RangeError} If one does not exist or comes twice, or the list is empty.
 */
export function checkAxes(shape: Shape, axes: readonly number[] | undefined): readonly number[] {
  if (axes === undefined) return shape.map((_, axis) => axis);
  const counted = axes.map((axis) => axis < 0 ? axis + shape.length : axis);
  const valid = counted.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < shape.length);
  if (axes.length === 0 || !valid || new Set(counted).size < axes.length) {
    throw new RangeError(
      `Cannot reduce ${showShape(shape)}: want different axes of it, got ${showShape(axes)}`,
    );
  }
  return counted.sort((a, b) => a - b);
}

/** Joins neighbours of one kind that lie as one axis in input and output; drops axes of size 1. */
function join(axes: readonly Axis[]): Axis[] {
  const joined: Axis[] = [];
  for (const axis of axes) {
    if (axis.size === 1) continue;
    const last = joined.at(-1);
    if (
      last && last.kept === axis.kept && last.from === axis.from * axis.size &&
      last.to === axis.to * axis.size
    ) {
      joined[joined.length - 1] = { ...axis, size: last.size * axis.size };
    } else joined.push(axis);
  }
  return joined;
}

/** Distances of neighbours of a row-major tensor. */
function strides(shape: Shape): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((count, size) => count * size, 1));
}

/**
 * How to walk `x` to reduce the axes.
 *
 * @throws {ShapeError} If it has more than 8 axes.
 */
export function walkOf(x: Tensor, reduced: readonly number[], keepdims: boolean): Walk {
  if (x.shape.length > 8) {
    throw new ShapeError(`Cannot reduce ${showShape(x.shape)}: want at most 8 axes`);
  }
  const goes = (axis: number) => reduced.includes(axis);
  const full = x.shape.map((size, axis) => goes(axis) ? 1 : size);
  const shape = keepdims ? full : x.shape.filter((_, axis) => !goes(axis));
  if (x.layout === "c4") return walkImages(x, goes, full, shape, keepdims);
  const to = strides(full).map((stride, axis) => goes(axis) ? 0 : stride);
  const last = x.shape.at(-1) ?? 1;
  if (reduced.length === x.shape.length) {
    // As one row of fours, of which the last may be no whole one.
    const fours = Math.ceil(x.size / 4);
    return {
      width: 4,
      axes: join([{ size: fours, kept: false, from: 1, to: 0 }]),
      fold: true,
      step: 0,
      plane: 1,
      groups: fours,
      channels: x.size,
      mask: x.size % 4 > 0,
      after: 1,
      shape,
      layout: "linear",
    };
  }
  const wide = last % 4 === 0;
  const from = strides(x.shape);
  const axes = x.shape.map((size, axis): Axis => {
    const inner = axis === x.shape.length - 1;
    return {
      size: wide && inner ? size / 4 : size,
      kept: !goes(axis),
      from: wide && !inner ? from[axis]! / 4 : from[axis]!,
      to: wide && inner ? 4 * to[axis]! : to[axis]!,
    };
  });
  return {
    width: wide ? 4 : 1,
    axes: join(axes),
    fold: wide && goes(x.shape.length - 1),
    step: goes(x.shape.length - 1) ? 0 : 1,
    plane: 1,
    groups: 1,
    channels: 4,
    mask: false,
    after: 1,
    shape,
    layout: "linear",
  };
}

function walkImages(
  x: Tensor,
  goes: (axis: number) => boolean,
  full: Shape,
  shape: Shape,
  keepdims: boolean,
): Walk {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const groups = Math.ceil(c / 4);
  const [, toC, toH, toW] = full as [number, number, number, number];
  const to = keepdims
    ? [Math.ceil(toC / 4) * toH * toW * 4, toH * toW * 4, toW * 4, 4]
    : strides(full).map((stride, axis) => axis === 1 ? 4 * stride : stride);
  const from = [groups * h * w, h * w, w, 1];
  const axes = [n, groups, h, w].map((size, axis): Axis => ({
    size,
    kept: !goes(axis),
    from: from[axis]!,
    to: goes(axis) ? 0 : to[axis]!,
  }));
  return {
    width: 4,
    axes: join(axes),
    fold: goes(1),
    step: goes(1) ? 0 : keepdims ? 1 : strides(full)[1]!,
    plane: h * w,
    groups,
    channels: c,
    mask: goes(1) && c % 4 > 0,
    after: toH * toW,
    shape,
    layout: keepdims ? "c4" : "linear",
  };
}
