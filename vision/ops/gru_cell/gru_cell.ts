import { defineOp } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import { cellInput } from "../lstm_cell/cell_input.ts";
import { gruCellReference } from "./gru_cell_ref.ts";
import { GRU_CELL_KERNELS } from "./gru_cell.wgsl.ts";

type Inputs = readonly [projected: Tensor, recurrent: Tensor, state: Tensor];

/** The kernels for a state `[n, h]`, and what their lanes count. */
function sizes({ shape }: Tensor) {
  const [n, h] = shape as [number, number];
  const type = h % 4 === 0 ? "vec4f" : "f32";
  const units = type === "vec4f" ? h / 4 : h;
  return { kernels: GRU_CELL_KERNELS[type], params: { lanes: n * units, units } };
}

/** The operation behind {@link gruCell}. */
export const gruCellOp = defineOp<Inputs, undefined>({
  name: "gru_cell",
  paper: "Cho et al. 2014, Learning Phrase Representations using RNN Encoder-Decoder",
  forward: ([projected, recurrent, state]) => {
    cellInput("a GRU cell", 3, projected, recurrent, state);
    const { kernels, params } = sizes(state);
    const y = state.device.empty(state.shape);
    state.device.dispatch(kernels.forward, {
      bindings: { projected, recurrent, state, y },
      params,
      workgroups: lanes(params.lanes),
    });
    return { output: y, saved: undefined };
  },
  // h' = n + z (h - n) with n = tanh(a_n + r b_n): the sum inside tanh has the gradient
  // e = dh' (1 - z) (1 - n^2), which a_n gets whole and b_n times r; the sums of r have e b_n r (1 - r),
  // those of z dh' (h - n) z (1 - z), and dh = dh' z.
  backward: (gradient, { inputs: [projected, recurrent, state] }) => {
    const { device } = state;
    const { kernels, params } = sizes(state);
    const outer = device.empty(projected.shape);
    const inner = device.empty(recurrent.shape);
    const past = device.empty(state.shape);
    device.dispatch(kernels.backward, {
      bindings: {
        projected,
        recurrent,
        state,
        gradient,
        outer_sums: outer,
        inner_sums: inner,
        past,
      },
      params,
      workgroups: lanes(params.lanes),
    });
    return [outer, inner, past];
  },
  reference: gruCellReference,
});

/**
 * One step of a gated recurrent unit: of `a = projected` and `b = recurrent`, three blocks of `h` columns
 * each, `r = sigmoid(a_0 + b_0)`, `z = sigmoid(a_1 + b_1)`, `n = tanh(a_2 + r b_2)`, then
 * `h' = (1 - z) n + z h`. The reset gate acts on the recurrent sum, after its matrix.
 *
 * @param projected `[n, 3 h]`: what the step's input adds to the gates.
 * @param recurrent `[n, 3 h]`: what the state before adds, its own bias included.
 * @param state `[n, h]`: `h`, the output of the step before.
 * @returns `[n, h]`: `h'`.
 * @throws {ShapeError} If the shapes do not fit.
 * @throws {TypeError} If one is not f32.
 */
export function gruCell(projected: Tensor, recurrent: Tensor, state: Tensor): Tensor {
  return gruCellOp([projected, recurrent, state], undefined);
}
