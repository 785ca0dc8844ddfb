import { type GradientParts, sumInRuns } from "../../autograd/accumulate.ts";
import { lanes } from "../../kernel/kernel.ts";
import { kernelFamily } from "../../kernel/kernel_family.ts";
import { laneBudget } from "../../kernel/lane_budget.ts";
import { imageSizes } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { gradBiasSumKernel, reluRowSumKernel, rowSumKernel } from "./grad_bias.wgsl.ts";
import { quadsOf } from "./kernels.ts";

const sumKernelFor = kernelFamily(gradBiasSumKernel);

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
  // Rows of a lane: few enough lanes that the second sum is short, enough to keep the adapter busy.
  const most = Math.ceil(laneBudget(device).wanted / (n * quads));
  const rowsOfPart = Math.ceil(h / Math.min(h, most));
  const parts = Math.ceil(h / rowsOfPart);
  const partial = device.empty([n * parts, quads * 4]);
  const params = { lanes: n * quads * parts, columns: w, rows: h, rowsOfPart, parts, quads };
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
      sum: (uses) => sumInRuns(uses, (run) => sumRows(c, run)),
    },
  };
}

/** Notes down the sum over the row sums of a few uses. */
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
  device.dispatch(sumKernelFor(uses.length), { bindings, params, workgroups: lanes(quads) });
  return db;
}
