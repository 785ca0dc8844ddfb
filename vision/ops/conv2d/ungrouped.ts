import type { Tensor } from "../../tensor.ts";
import { expandKernels, type KernelTable } from "../expand_kernels/mod.ts";
import { reshape } from "../reshape/mod.ts";
import type { Conv2dGeometry } from "./geometry.ts";

/**
 * The kernels of a convolution in groups as those of one without: zero between channels of different
 * groups. For groups whose channels share a `vec4`, which no kernel keeps apart.
 */
export function ungrouped(weight: Tensor, g: Conv2dGeometry): Tensor {
  const inputs = g.c / g.groups;
  const outputs = g.o / g.groups;
  const pairs = Array.from({ length: g.o * inputs }, (_, kernel) => {
    const output = Math.floor(kernel / inputs);
    return [output, Math.floor(output / outputs) * inputs + kernel % inputs] as const;
  });
  const table: KernelTable = { outputs: g.o, inputs: g.c, pairs };
  return expandKernels(reshape(weight, [g.o * inputs, g.kh, g.kw]), table);
}
