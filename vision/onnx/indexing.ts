import { elementCount, type Shape } from "../shape.ts";

/** An axis counted from the front. `rank` is that of the result where axes are added. */
export function axisOf(axis: number, rank: number): number {
  const front = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(front) || front < 0 || front >= rank) {
    throw new RangeError(`axis ${axis} does not exist, there are ${rank}`);
  }
  return front;
}

/** One axis of what is cut out: `count` positions from `start`, `step` apart. */
export interface Cut {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** What ONNX's Slice takes of each axis: ends are exclusive, negative positions count from the end. */
export function cutsOf(
  shape: Shape,
  starts: ArrayLike<number>,
  ends: ArrayLike<number>,
  axes: readonly number[],
  steps: ArrayLike<number> | null,
): readonly Cut[] {
  const cuts = shape.map((size): Cut => ({ start: 0, step: 1, count: size }));
  axes.forEach((given, i) => {
    const axis = axisOf(given, shape.length);
    const size = shape[axis]!;
    const step = steps?.[i] ?? 1;
    if (step === 0) throw new RangeError(`the step of axis ${axis} is 0`);
    const [least, most] = step > 0 ? [0, size] : [-1, size - 1];
    const within = (position: number) =>
      Math.min(Math.max(position < 0 ? position + size : position, least), most);
    const start = within(starts[i]!);
    const count = Math.max(0, Math.ceil((within(ends[i]!) - start) / step));
    cuts[axis] = { start, step, count };
  });
  return cuts;
}

/** The shape that ONNX's Reshape comes to: 0 keeps a size, one -1 is what remains. */
export function reshapedTo(shape: Shape, wanted: ArrayLike<number>, zeroIsZero = false): Shape {
  const sizes = Array.from(
    wanted,
    (size, axis) => size === 0 && !zeroIsZero ? shape[axis] ?? 0 : size,
  );
  const free = sizes.indexOf(-1);
  if (free >= 0) {
    const rest = sizes.reduce((count, size, axis) => axis === free ? count : count * size, 1);
    sizes[free] = elementCount(shape) / rest;
  }
  if (elementCount(sizes) !== elementCount(shape) || sizes.some((size) => !(size >= 0))) {
    throw new RangeError(`[${shape.join(", ")}] has no shape [${Array.from(wanted).join(", ")}]`);
  }
  return sizes;
}

/** Axes of size 1 put in, at those positions of the result. */
export function unsqueezed(shape: Shape, axes: ArrayLike<number>): Shape {
  const rank = shape.length + axes.length;
  const added = new Set(Array.from(axes, (axis) => axisOf(axis, rank)));
  const rest = [...shape];
  return Array.from({ length: rank }, (_, axis) => added.has(axis) ? 1 : rest.shift()!);
}

/** Axes of size 1 taken out: those named, or all. */
export function squeezed(shape: Shape, axes: ArrayLike<number> | null): Shape {
  const gone = axes
    ? Array.from(axes, (axis) => axisOf(axis, shape.length))
    : shape.flatMap((size, axis) => size === 1 ? [axis] : []);
  for (const axis of gone) {
    if (shape[axis] !== 1) throw new RangeError(`axis ${axis} has size ${shape[axis]}, want 1`);
  }
  return shape.filter((_, axis) => !gone.includes(axis));
}

/** The shape of elementwise operations on several arrays, by the rule of numpy. */
export function broadcastTo(shapes: readonly Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const size = sizes.find((size) => size !== 1) ?? 1;
    if (sizes.some((other) => other !== 1 && other !== size)) {
      throw new RangeError(`sizes ${sizes.join(", ")} of axis ${axis} do not fit each other`);
    }
    return size;
  });
}
