import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { elementCount, imageSizes, type Layout, type Shape, showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import {
  AXES,
  imagesToRows,
  rearrangeImages,
  rearrangeLinear,
  rowsToImages,
} from "./rearrange.wgsl.ts";

/** Which element of a tensor stands where in another. */
export interface Rearrangement {
  /** Of the result. */
  readonly shape: Shape;
  /** Of the result. */
  readonly layout: Layout;
  /** Axis of the source that each axis of the result runs along. */
  readonly axes: readonly number[];
  /** Index in the source where each axis of the result begins; 0 when left out. */
  readonly from?: readonly number[];
}

/** One axis of the result: see the params of the kernels. */
interface Axis {
  readonly size: number;
  readonly from: number;
  readonly extent: number;
  readonly far: number;
  readonly near: number;
}

const SINGLE: Axis = { size: 1, from: 0, extent: 1, far: 0, near: 0 };

/** How far apart neighbours of each axis lie in memory. */
function strides({ shape, layout }: Tensor): { readonly far: number; readonly near: number }[] {
  if (layout === "c4") {
    const [, c, h, w] = shape as [number, number, number, number];
    const even = (step: number) => ({ far: 4 * step, near: step });
    const channels = { far: 4 * h * w, near: 1 };
    return [even(4 * Math.ceil(c / 4) * h * w), channels, even(4 * w), even(4)];
  }
  return shape.map((_, axis) => {
    const step = elementCount(shape.slice(axis + 1));
    return { far: 4 * step, near: step };
  });
}

/** Whether the elements of two neighbouring axes follow one another in the source as in the result. */
function follow(outer: Axis, inner: Axis): boolean {
  const full = (axis: Axis) => axis.from === 0 && axis.extent === axis.size;
  const even = (axis: Axis) => axis.far === 4 * axis.near;
  return full(outer) && full(inner) && even(outer) && even(inner) &&
    outer.near === inner.near * inner.size;
}

/** Neighbouring axes that run through memory as one become one: fewer divisions. */
function joined(axes: readonly Axis[]): Axis[] {
  const kept: Axis[] = [];
  for (const axis of axes) {
    const last = kept.at(-1);
    if (last && follow(last, axis)) kept[kept.length - 1] = sized(axis, last.size * axis.size);
    else if (axis.size > 1 || axis.extent > 1) kept.push(axis);
  }
  return kept;
}

function sized(axis: Axis, size: number): Axis {
  return { ...axis, size, extent: size };
}

/**
 * Notes down a copy of a tensor with its axes in another order and cut or grown at their ends: zeros
 * stand where the result reaches beyond the source.
 *
 * @throws {ShapeError} If more than five axes are left where neighbours that stay together are joined.
 * @throws {TypeError} If the tensor is not f32.
 */
export function rearrange(
  x: Tensor,
  { shape, layout, axes, from = [] }: Rearrangement,
  action: string,
): Tensor {
  if (x.dtype !== "f32") throw new TypeError(`Cannot ${action} ${x.dtype}: want f32`);
  const steps = strides(x);
  const all = axes.map((source, k): Axis => ({
    size: shape[k]!,
    from: from[k] ?? 0,
    extent: x.shape[source]!,
    ...steps[source]!,
  }));
  const kept = layout === "c4" ? all : joined(all);
  if (kept.length > AXES) {
    throw new ShapeError(
      `Cannot ${action} ${showShape(x.shape)}: ${kept.length} axes lie apart, want at most ${AXES}`,
    );
  }
  const count = Math.max(1, kept.length);
  while (kept.length < AXES) kept.unshift(SINGLE);
  const y = x.device.empty(shape, { layout });
  const vectors = y.storage.bytes / 16;
  const params = { lanes: vectors, axes: count, ...packed(kept) };
  const call = { bindings: { x, y }, workgroups: lanes(vectors) };
  if (layout === "linear") {
    x.device.dispatch(rearrangeLinear, { ...call, params });
  } else {
    const whole = x.layout === "c4" && axes[1] === 1 && (from[1] ?? 0) % 4 === 0;
    const groups = Math.ceil(shape[1]! / 4);
    x.device.dispatch(rearrangeImages, { ...call, params: { ...params, groups, whole: +whole } });
  }
  return y;
}

/**
 * Notes down images in the other layout: c4 as row-major, row-major as c4.
 *
 * @throws {ShapeError} If the tensor holds no images.
 */
export function relayout(x: Tensor, action: string): Tensor {
  const { c, h, w } = imageSizes(x.shape, action);
  const toRows = x.layout === "c4";
  const y = x.device.empty(x.shape, { layout: toRows ? "linear" : "c4" });
  const count = (toRows ? x : y).storage.bytes / 16;
  x.device.dispatch(toRows ? imagesToRows : rowsToImages, {
    bindings: { x, y },
    params: { lanes: count, plane: h * w, groups: Math.ceil(c / 4), channels: c },
    workgroups: lanes(count),
  });
  return y;
}

type Field = keyof Axis;

function packed(axes: readonly Axis[]): Record<`${Field}${0 | 1 | 2 | 3 | 4}`, number> {
  const entries = axes.flatMap((axis, k) =>
    Object.entries(axis).map(([name, value]) => [`${name}${k}`, value])
  );
  return Object.fromEntries(entries);
}

/** The rearrangement that brings the gradient of a rearranged tensor back to the tensor. */
export function inverse(
  x: Tensor,
  { axes, from = [] }: Pick<Rearrangement, "axes" | "from">,
): Rearrangement {
  const back = x.shape.map((_, axis) => axes.indexOf(axis));
  return {
    shape: x.shape,
    layout: x.layout,
    axes: back,
    from: back.map((k) => -(from[k] ?? 0)),
  };
}
