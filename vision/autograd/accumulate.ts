import { ShapeError } from "../errors.ts";
import { defineLaneKernel, lanes, read, write } from "../kernel/kernel.ts";
import { sameShape, showShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/**
 * `y = a + b`, one lane a `vec4`; any layout, spare elements included. Memory: two reads, one write.
 */
const addKernel = defineLaneKernel({
  name: "add",
  bindings: { a: read("vec4f"), b: read("vec4f"), y: write("vec4f") },
  params: {},
  body: "  y[lane] = a[lane] + b[lane];",
});

/**
 * The sum of two tensors without a tape node: what gradients are added up with.
 *
 * @throws {ShapeError} If shape or layout differ.
 * @throws {TypeError} If they are not f32.
 */
export function sum2(a: Tensor, b: Tensor): Tensor {
  if (!sameShape(a.shape, b.shape) || a.layout !== b.layout) {
    throw new ShapeError(
      `Cannot add ${showShape(a.shape)} (${a.layout}) and ${showShape(b.shape)} (${b.layout}): ` +
        "shapes and layouts must match",
    );
  }
  if (a.dtype !== "f32" || b.dtype !== "f32") {
    throw new TypeError(`Cannot add ${a.dtype} and ${b.dtype}: want f32`);
  }
  const y = a.device.empty(a.shape, { layout: a.layout });
  const count = y.storage.bytes / 16;
  a.device.dispatch(addKernel, {
    bindings: { a, b, y },
    params: { lanes: count },
    workgroups: lanes(count),
  });
  return y;
}
