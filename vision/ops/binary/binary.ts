import { defineOp, type Op } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import { imageSizes, sameShape, type Shape } from "../../shape.ts";
import { Tensor } from "../../tensor.ts";
import { sum } from "../reduce/mod.ts";
import { binaryReference } from "./binary_ref.ts";
import { flatKernel, operandsOf, rowMajorKernel, stridedKernel } from "./binary.wgsl.ts";
import {
  broadcastLayout,
  broadcastShape,
  extentsOf,
  repeatedAxes,
  stridesOf,
} from "./broadcast.ts";
import { BINARY, type BinaryRow, ONE } from "./rows.ts";

/** `f(a, b)` (times `dy`) for tensors that lie alike and for all others. */
interface Kernels {
  readonly expression: string;
  readonly flat: ReturnType<typeof flatKernel>;
  readonly strided: ReturnType<typeof stridedKernel>;
}

function kernelsOf(name: string, expression: string, gradient: boolean): Kernels {
  return {
    expression,
    flat: flatKernel(name, expression, gradient),
    strided: stridedKernel(name, expression, gradient),
  };
}

const alike = (a: Tensor, b: Tensor) => sameShape(a.shape, b.shape) && a.layout === b.layout;

/** Notes down `y = f(a, b)`, or `dy f(a, b)`, into `y`. */
function run(
  { expression, flat, strided }: Kernels,
  a: Tensor,
  b: Tensor,
  y: Tensor,
  dy = a,
): void {
  const uses = operandsOf(expression);
  const count = y.storage.bytes / 16;
  // What the expression does not name need not be kept for it: any other tensor is bound in its place.
  const bindings = { dy, left: uses.a ? a : dy, right: uses.b ? b : dy, y };
  const call = { bindings, workgroups: lanes(count) };
  if ((!uses.a || alike(a, y)) && (!uses.b || alike(b, y))) {
    const [, c = 1, h = 1, w = 1] = y.shape;
    const image = y.layout === "c4";
    y.device.dispatch(flat, {
      ...call,
      params: image
        ? { lanes: count, plane: h * w, groups: Math.ceil(c / 4), last: (c - 1) % 4 + 1 }
        : { lanes: count, plane: count, groups: 1, last: 4 },
    });
    return;
  }
  const { sizes, channels } = extentsOf(y.shape, y.layout, "broadcast");
  const [of, ofB] = [stridesOf(a, y), stridesOf(b, y)];
  const [, size1, size2, size3, size4] = sizes as [number, number, number, number, number];
  const [a0, a1, a2, a3, a4] = of as [number, number, number, number, number];
  const [b0, b1, b2, b3, b4] = ofB as [number, number, number, number, number];
  y.device.dispatch(strided, {
    ...call,
    params: {
      ...{ lanes: count, size1, size2, size3, size4, channels },
      ...{ a0, a1, a2, a3, a4, b0, b1, b2, b3, b4 },
    },
  });
}

/** A tensor's memory under another shape, in row-major order. */
function viewed(x: Tensor, shape: Shape): Tensor {
  return new Tensor(x.device, shape, x.dtype, "linear", x.storage);
}

/** The sum of a gradient over the axes along which `x` was repeated, as `x` lies. */
function sumTo(gradient: Tensor, x: Tensor): Tensor {
  const axes = repeatedAxes(x.shape, gradient);
  if (axes.length > 0) {
    if (x.layout === "c4") return sum(gradient, { axes, keepdims: true });
    const kept = axes.length === gradient.shape.length ? { axes } : { axes, keepdims: false };
    return viewed(sum(gradient, kept), x.shape);
  }
  if (gradient.layout === x.layout) {
    return sameShape(gradient.shape, x.shape) ? gradient : viewed(gradient, x.shape);
  }
  const { c, h, w } = imageSizes(gradient.shape, "lay out");
  const rows = x.device.empty(x.shape, { layout: "linear" });
  const count = rows.storage.bytes / 16;
  x.device.dispatch(rowMajorKernel, {
    bindings: { image: gradient, rows },
    params: { lanes: count, plane: h * w, channels: c, groups: Math.ceil(c / 4) },
    workgroups: lanes(count),
  });
  return rows;
}

/** Makes the operation of a row of the table. */
export function binaryOp(row: BinaryRow): Op<readonly [Tensor, Tensor], undefined> {
  const forward = kernelsOf(row.name, row.wgsl, false);
  const slopes = row.grads.map((slope, i) =>
    kernelsOf(`${row.name} gradient ${"ab"[i]}`, slope, true)
  );
  return defineOp<readonly [Tensor, Tensor], undefined>({
    name: row.name,
    forward: ([a, b]) => {
      if (a.dtype !== "f32" || b.dtype !== "f32") {
        throw new TypeError(`Cannot ${row.name} ${a.dtype} and ${b.dtype}: want f32`);
      }
      const layout = broadcastLayout(a, b);
      const shape = broadcastShape(a.shape, b.shape, layout, row.name);
      if (!alike(a, b)) extentsOf(shape, layout, row.name);
      const y = a.device.empty(shape, { layout });
      run(forward, a, b, y);
      return { output: y, saved: undefined };
    },
    // y = f(a, b), so da = dy df/da, summed over the elements that one of a was repeated for.
    backward: (dy, { inputs, wanted }) =>
      inputs.map((x, i) => {
        if (!wanted[i]) return null;
        if (row.grads[i] === ONE) return sumTo(dy, x);
        const full = x.device.empty(dy.shape, { layout: dy.layout });
        run(slopes[i]!, inputs[0], inputs[1], full, dy);
        return sumTo(full, x);
      }),
    reference: binaryReference(row),
  });
}

/** The operations of the table, by name. */
export const binaryOps = {
  add: binaryOp(BINARY.add),
  sub: binaryOp(BINARY.sub),
  mul: binaryOp(BINARY.mul),
  div: binaryOp(BINARY.div),
  maximum: binaryOp(BINARY.maximum),
  minimum: binaryOp(BINARY.minimum),
} as const satisfies Record<keyof typeof BINARY, Op<readonly [Tensor, Tensor], undefined>>;

/**
 * Sum: `y = a + b`, element by element. Sizes are matched by the rule of numpy: from the last axis back,
 * those that are missing count as 1, and a size of 1 is repeated; but one size beside images stored as `c4`
 * is that of their channels, `[c]` as `[1, c, 1, 1]`. The layouts may differ: with an image stored as `c4`
 * the result is one. The other functions of two tensors do the same.
 *
 * @param a f32; up to five axes where sizes or layouts differ.
 * @throws {ShapeError} If sizes differ and neither is 1, or there are more than five axes.
 * @throws {TypeError} If they are not f32.
 */
export function add(a: Tensor, b: Tensor): Tensor {
  return binaryOps.add([a, b], undefined);
}

/** Difference: `y = a - b`; shapes and errors as those of {@link add}. */
export function sub(a: Tensor, b: Tensor): Tensor {
  return binaryOps.sub([a, b], undefined);
}

/** Product: `y = a b`, element by element; shapes and errors as those of {@link add}. */
export function mul(a: Tensor, b: Tensor): Tensor {
  return binaryOps.mul([a, b], undefined);
}

/** Quotient: `y = a / b`; shapes and errors as those of {@link add}. */
export function div(a: Tensor, b: Tensor): Tensor {
  return binaryOps.div([a, b], undefined);
}

/**
 * The larger: `y = max(a, b)`; shapes and errors as those of {@link add}. Equal ones share the gradient.
 */
export function maximum(a: Tensor, b: Tensor): Tensor {
  return binaryOps.maximum([a, b], undefined);
}

/**
 * The smaller: `y = min(a, b)`; shapes and errors as those of {@link add}. Equal ones share the gradient.
 */
export function minimum(a: Tensor, b: Tensor): Tensor {
  return binaryOps.minimum([a, b], undefined);
}
