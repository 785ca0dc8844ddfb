import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { sameShape, showShape } from "../../shape.ts";
import { Tensor } from "../../tensor.ts";
import { stackReference, unstackPartReference } from "./stack_ref.ts";
import { clearRange, putAligned, putRange, takeAligned, takeRange } from "./stack.wgsl.ts";

/** Number `index` of the tensors that the first axis of `x` counts. */
function take(x: Tensor, index: number): Tensor {
  const part = x.device.empty(x.shape.slice(1), { layout: "linear" });
  const count = Math.ceil(part.size / 4);
  const aligned = part.size % 4 === 0;
  x.device.dispatch(aligned ? takeAligned : takeRange, {
    bindings: { x, y: part },
    params: { lanes: count, start: index * (aligned ? count : part.size) },
    workgroups: lanes(count),
  });
  return part;
}

/** Writes `part` where number `index` of the tensors that the first axis of `y` counts lies. */
function put(part: Tensor, y: Tensor, index: number): void {
  const count = Math.ceil(part.size / 4);
  const bindings = { x: part, y };
  const workgroups = lanes(count);
  if (part.size % 4 === 0) {
    const params = { lanes: count, start: index * count };
    y.device.dispatch(putAligned, { bindings, params, workgroups });
  } else {
    const params = { lanes: count, start: index * part.size, size: part.size };
    y.device.dispatch(putRange, { bindings, params, workgroups });
  }
}

function checkLinear(x: Tensor, action: string): void {
  if (x.dtype !== "f32") throw new TypeError(`Cannot ${action} ${x.dtype}: want f32`);
  if (x.layout !== "linear") {
    throw new ShapeError(
      `Cannot ${action} ${showShape(x.shape)}: it is stored as ${x.layout}, want linear`,
    );
  }
}

/** The operation behind {@link stack}. */
export const stackOp = defineOp<readonly Tensor[], undefined>({
  name: "stack",
  forward: (parts) => {
    const [first] = parts;
    const y = first!.device.empty([parts.length, ...first!.shape], { layout: "linear" });
    parts.forEach((part, i) => put(part, y, i));
    return { output: y, saved: undefined };
  },
  backward: (gradient, { wanted }) => wanted.map((is, i) => is ? take(gradient, i) : null),
  reference: stackReference,
});

/**
 * Tensors of one shape as one, along a new first axis: the steps of a sequence as `[t, n, d]`.
 *
 * @param parts Linear f32 tensors of equal shape, at least one.
 * @returns `[parts.length, ...shape]`.
 * @throws {ShapeError} If there are none, shapes differ, or one is not stored as linear.
 * @throws {TypeError} If one is not f32.
 */
export function stack(parts: readonly Tensor[]): Tensor {
  const [first] = parts;
  if (!first) throw new ShapeError("Cannot stack nothing: want at least one tensor");
  for (const part of parts) {
    checkLinear(part, "stack");
    if (!sameShape(part.shape, first.shape)) {
      throw new ShapeError(
        `Cannot stack ${showShape(first.shape)} and ${showShape(part.shape)}: want equal shapes`,
      );
    }
  }
  return stackOp(parts, undefined);
}

/** The gradient that all parts of an unstacked tensor write into, while a backward pass is at it. */
interface PartGradients {
  total: Tensor | null;
  readonly written: Set<number>;
}

/**
 * The same tensor under a handle of its own. Only its parts deliver gradients to it, so they may all
 * write into one tensor in place of summing as many tensors of the whole size as there are parts; what
 * no part has written by the time they are through is cleared.
 */
const wholeOp = defineOp<readonly [Tensor], PartGradients>({
  name: "unstack",
  forward: ([x]) => ({
    output: new Tensor(x.device, x.shape, x.dtype, x.layout, x.storage),
    saved: undefined,
  }),
  backward: (total, { inputs: [x], options: parts }) => {
    const size = x.size / x.shape[0]!;
    for (let i = 0; i < x.shape[0]!; i++) {
      if (parts.written.has(i)) continue;
      const count = Math.ceil(size / 4);
      x.device.dispatch(clearRange, {
        bindings: { y: total },
        params: { lanes: count, start: i * size, size },
        workgroups: lanes(count),
      });
    }
    parts.total = null;
    parts.written.clear();
    return [total];
  },
  reference: { forward: ([x]) => x, backward: (gradient) => [gradient] },
});

/** The operation behind each part of {@link unstack}. */
export const unstackPartOp = defineOp<
  readonly [Tensor],
  { readonly index: number; readonly parts: PartGradients }
>({
  name: "unstack part",
  forward: ([x], { index }) => ({ output: take(x, index), saved: undefined }),
  // The first part that is reached hands over the tensor that the others write into too: the tape comes
  // to the whole only after all of its parts.
  backward: (gradient, { inputs: [x], options: { index, parts } }) => {
    const { total } = parts;
    const into = parts.total ??= x.device.empty(x.shape, { layout: "linear" });
    put(gradient, into, index);
    parts.written.add(index);
    return [total ? null : into];
  },
  reference: unstackPartReference,
});

/**
 * The tensors that the first axis counts, each a tensor of its own: the steps of a sequence
 * `[t, n, d]`.
 *
 * @param x Linear f32 tensor of at least one axis.
 * @returns As many tensors as the first axis is long, of the remaining shape.
 * @throws {ShapeError} If `x` is a scalar, or not stored as linear.
 * @throws {TypeError} If `x` is not f32.
 */
export function unstack(x: Tensor): Tensor[] {
  checkLinear(x, "unstack");
  const [count] = x.shape;
  if (count === undefined) throw new ShapeError("Cannot unstack []: want at least one axis");
  const parts: PartGradients = { total: null, written: new Set() };
  const whole = x.tracked && x.device.tracing.gradientsOn ? wholeOp([x], parts) : x;
  return Array.from({ length: count }, (_, index) => unstackPartOp([whole], { index, parts }));
}
