import { type GradientParts, sum2 } from "../../autograd/accumulate.ts";
import { lanes } from "../../kernel/kernel.ts";
import { imageSizes } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { gradBiasSumKernel, reluRowSumKernel, rowSumKernel } from "./grad_bias.wgsl.ts";
import { kernelFor, quadsOf } from "./kernels.ts";

/** Uses of the same bias whose row sums are added up in one run. */
const MOST_USES = 4;

/**
 * Notes down the gradient before the activation and, where wanted, that of the bias, from the gradient
 * `dy` of the output. `y` is the output where there is a rectifier between.
 */
export function gradBias(
  dy: Tensor,
  y: Tensor | null,
  wanted: boolean,
): { readonly dz: Tensor; readonly db: GradientParts | null } {
  if (!y && !wanted) return { dz: dy, db: null };
  const { device } = dy;
  const { n, c, h, w } = imageSizes(dy.shape, "sum up");
  const quads = quadsOf(c);
  const partial = device.empty([n * h, quads * 4]);
  const params = { lanes: n * quads * h, columns: w, rows: h, quads };
  const workgroups = lanes(params.lanes);
  let dz = dy;
  if (y) {
    dz = device.empty(dy.shape, { layout: dy.layout });
    device.dispatch(reluRowSumKernel, { bindings: { dy, y, dz, partial }, params, workgroups });
  } else device.dispatch(rowSumKernel, { bindings: { dy, partial }, params, workgroups });
  if (!wanted) return { dz, db: null };
  return {
    dz,
    db: {
      kind: `conv2d bias ${c}`,
      parts: partial,
      sum(uses) {
        const sums: Tensor[] = [];
        for (let first = 0; first < uses.length; first += MOST_USES) {
          sums.push(sumRows(c, uses.slice(first, first + MOST_USES)));
        }
        return sums.reduce(sum2);
      },
    },
  };
}

/** Notes down the sum over the row sums of up to {@link MOST_USES} uses. */
function sumRows(channels: number, uses: readonly Tensor[]): Tensor {
  const { device } = uses[0]!;
  const db = device.empty([channels]);
  const quads = quadsOf(channels);
  const bindings: Record<string, Tensor> = { db };
  const params: Record<string, number> = { lanes: quads, quads };
  uses.forEach((partial, use) => {
    bindings[`partial${use}`] = partial;
    params[`partial${use}_parts`] = partial.shape[0]!;
  });
  device.dispatch(kernelFor(gradBiasSumKernel, uses.length), {
    bindings,
    params,
    workgroups: lanes(quads),
  });
  return db;
}
