import type { OpReference } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import type { KernelTable } from "./kernel_table.ts";

/** Kernels at their places in f64. */
export const expandKernelsReference: OpReference<readonly [Tensor], KernelTable> = {
  forward: ([kernels], { outputs, inputs, pairs }) => {
    const [, kh, kw] = kernels.shape as [number, number, number];
    const data = new Float64Array(outputs * inputs * kh * kw);
    pairs.forEach(([output, input], k) => {
      const kernel = kernels.data.subarray(k * kh * kw, (k + 1) * kh * kw);
      data.set(kernel, (output * inputs + input) * kh * kw);
    });
    return { shape: [outputs, inputs, kh, kw], data };
  },
  backward: (gradient, [kernels], { inputs, pairs }) => {
    const taps = kernels.shape[1]! * kernels.shape[2]!;
    const data = new Float64Array(kernels.data.length);
    pairs.forEach(([output, input], k) => {
      const from = (output * inputs + input) * taps;
      data.set(gradient.data.subarray(from, from + taps), k * taps);
    });
    return [{ shape: kernels.shape, data }];
  },
};
