import type { OpReference, RefInputs } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { lossGradients, reduceLosses, type Reduction } from "../loss_sum/mod.ts";
import type { ElementwiseLossRow } from "./rows.ts";

/** Input, target and, where elements weigh differently, weights; all of one shape. */
export type ElementwiseLossInputs = readonly [Tensor, Tensor, Tensor | null];

/** What the operation takes. */
export interface ElementwiseLossOptions {
  readonly reduction: Reduction;
  /** Margin of a hinge, or where a smooth L1 becomes linear. */
  readonly margin: number;
}

/** A row of the table in f64. */
export function elementwiseLossReference(
  row: ElementwiseLossRow,
): OpReference<ElementwiseLossInputs, ElementwiseLossOptions> {
  const weigh = ([x, , weights]: RefInputs<ElementwiseLossInputs>) =>
    weights?.data ?? new Float64Array(x.data.length).fill(1);
  return {
    forward: (inputs, { reduction, margin }) => {
      const [x, t] = inputs;
      const w = weigh(inputs);
      const losses = x.data.map((v, i) => w[i] ? w[i]! * row.ref(v, t.data[i]!, margin) : 0);
      return reduceLosses(losses, w, x.shape, reduction);
    },
    backward: (gradient, inputs, { reduction, margin }) => {
      const [x, t] = inputs;
      const w = weigh(inputs);
      const each = lossGradients(gradient, w, reduction);
      const data = x.data.map((v, i) =>
        w[i] ? each[i]! * w[i]! * row.refGrad(v, t.data[i]!, margin) : 0
      );
      const negative = { shape: x.shape, data: data.map((v) => -v) };
      return [{ shape: x.shape, data }, row.ofDifference ? negative : null, null];
    },
  };
}
