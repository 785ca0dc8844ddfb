import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { expandKernelsReference } from "./expand_kernels_ref.ts";
import { expandBackward, expandForward } from "./expand_kernels.wgsl.ts";
import { checkTable, type KernelTable } from "./kernel_table.ts";

/** The operation behind {@link expandKernels}: a kernel's gradient is that of the place it stands at. */
export const expandKernelsOp = defineOp<readonly [Tensor], KernelTable>({
  name: "expand_kernels",
  paper: "LeCun et al. 1998, Gradient-Based Learning Applied to Document Recognition, table I",
  forward: ([kernels], { outputs, inputs, pairs }) => {
    const { device } = kernels;
    const [, kh, kw] = kernels.shape as [number, number, number];
    const slots = new Uint32Array(outputs * inputs);
    pairs.forEach(([output, input], kernel) => slots[output * inputs + input] = kernel + 1);
    const dense = device.empty([outputs, inputs, kh, kw], { layout: "linear" });
    device.dispatch(expandForward, {
      bindings: { kernels, slots: device.constant(slots), dense },
      params: { lanes: dense.size, taps: kh * kw },
      workgroups: lanes(dense.size),
    });
    return { output: dense, saved: undefined };
  },
  backward: (dense, { inputs: [kernels], options: { inputs, pairs } }) => {
    const { device } = kernels;
    const [, kh, kw] = kernels.shape as [number, number, number];
    const places = Uint32Array.from(pairs, ([output, input]) => output * inputs + input);
    const grad = device.empty(kernels.shape, { layout: "linear" });
    device.dispatch(expandBackward, {
      bindings: { dense, pairs: device.constant(places), grad },
      params: { lanes: grad.size, taps: kh * kw },
      workgroups: lanes(grad.size),
    });
    return [grad];
  },
  reference: expandKernelsReference,
});

/**
 * Kernels of sparsely connected maps as those of fully connected ones: each at the place of its pair,
 * zero where there is no connection.
 *
 * @param kernels `[k, kh, kw]`, one for each pair of the table, layout `linear`.
 * @returns `[outputs, inputs, kh, kw]`, layout `linear`, as `conv2d()` takes it.
 * @throws {ShapeError} If there are not as many kernels as pairs.
 * @throws {RangeError} If the table names a map that there is not, or a pair twice.
 * @throws {TypeError} If the kernels are not f32.
 */
export function expandKernels(kernels: Tensor, table: KernelTable): Tensor {
  checkTable(table);
  if (kernels.shape.length !== 3 || kernels.shape[0] !== table.pairs.length) {
    throw new ShapeError(
      `Cannot place kernels ${showShape(kernels.shape)}: want [${table.pairs.length}, height, ` +
        "width], one for each pair of the table",
    );
  }
  if (kernels.dtype !== "f32") {
    throw new TypeError(`Cannot place kernels of ${kernels.dtype}: want f32`);
  }
  return expandKernelsOp([kernels], table);
}
