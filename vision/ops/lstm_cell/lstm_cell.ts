import { defineOp } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import { cellInput } from "./cell_input.ts";
import { lstmCellReference } from "./lstm_cell_ref.ts";
import { LSTM_CELL_KERNELS } from "./lstm_cell.wgsl.ts";

type Inputs = readonly [projected: Tensor, recurrent: Tensor, memory: Tensor];

/** The kernels for a memory `[n, h]`, and what its lanes count. */
function sizes({ shape }: Tensor) {
  const [n, h] = shape as [number, number];
  const type = h % 4 === 0 ? "vec4f" : "f32";
  const units = type === "vec4f" ? h / 4 : h;
  return { kernels: LSTM_CELL_KERNELS[type], params: { lanes: n * units, units } };
}

/** The operation behind {@link lstmCell}. */
export const lstmCellOp = defineOp<Inputs, undefined>({
  name: "lstm_cell",
  paper: "Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000",
  forward: ([projected, recurrent, memory]) => {
    cellInput("an LSTM cell", 4, projected, recurrent, memory);
    const { kernels, params } = sizes(memory);
    const state = memory.device.empty([2, ...memory.shape]);
    memory.device.dispatch(kernels.forward, {
      bindings: { projected, recurrent, memory, state },
      params,
      workgroups: lanes(params.lanes),
    });
    return { output: state, saved: undefined };
  },
  // With s' = s (1 - s) of the logistic function and tanh' = 1 - tanh^2, and e = dc' + dh' o tanh'(c')
  // the whole gradient of the new memory: d(sum of i) = e g i (1 - i), of f = e c f (1 - f),
  // of g = e i (1 - g^2), of o = dh' tanh(c') o (1 - o), and dc = e f. Both addends of a sum get its
  // gradient.
  backward: (gradient, { inputs: [projected, recurrent, memory] }) => {
    const { device } = memory;
    const { kernels, params } = sizes(memory);
    const sums = device.empty(projected.shape);
    const past = device.empty(memory.shape);
    device.dispatch(kernels.backward, {
      bindings: { projected, recurrent, memory, gradient, sums, past },
      params,
      workgroups: lanes(params.lanes),
    });
    return [sums, sums, past];
  },
  reference: lstmCellReference,
});

/**
 * One step of long short-term memory: of the sums `a = projected + recurrent`, four blocks of `h`
 * columns, `i = sigmoid(a_0)`, `f = sigmoid(a_1)`, `g = tanh(a_2)`, `o = sigmoid(a_3)`, then
 * `c' = f c + i g` and `h' = o tanh(c')`.
 *
 * @param projected `[n, 4 h]`: what the step's input adds to the gates.
 * @param recurrent `[n, 4 h]`: what the output of the step before adds.
 * @param memory `[n, h]`: `c`.
 * @returns `[2, n, h]`: `h'`, then `c'`; `unstack()` makes two tensors of it.
 * @throws {ShapeError} If the shapes do not fit.
 * @throws {TypeError} If one is not f32.
 */
export function lstmCell(projected: Tensor, recurrent: Tensor, memory: Tensor): Tensor {
  return lstmCellOp([projected, recurrent, memory], undefined);
}
