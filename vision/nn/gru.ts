import type { Device } from "../device.ts";
import { gruCell } from "../ops/gru_cell/mod.ts";
import { matmul } from "../ops/matmul/mod.ts";
import type { Tensor } from "../tensor.ts";
import { Parameter } from "./parameter.ts";
import { Recurrent, type RecurrentOptions } from "./recurrent.ts";

/**
 * Gated recurrent unit: with `a = W x + b_x` and `b = R h + b_h`, three blocks of `h` rows each in the
 * order r, z, n, `r = sigmoid(a_r + b_r)`, `z = sigmoid(a_z + b_z)`, `n = tanh(a_n + r b_n)` and
 * `h' = (1 - z) n + z h`: the reset gate acts after the matrix, as in most libraries.
 * `forward` takes `[t, n, inputs]` to `[t, n, hidden]`; the state is the last output.
 *
 * @see Cho et al. 2014, "Learning Phrase Representations using RNN Encoder-Decoder for Statistical
 *   Machine Translation".
 */
export class GRU extends Recurrent<Tensor> {
  /** `[3 h]`, or none. */
  readonly inputBias: Parameter | null;
  /** `[3 h]`, or none; its last block stands inside the reset, so that one bias could not do for both. */
  readonly recurrentBias: Parameter | null;

  /** A layer with matrices drawn by `options.random` and biases of 0. */
  constructor(device: Device, inputs: number, hidden: number, options: RecurrentOptions) {
    super(device, { inputs, hidden, gates: 3 }, options);
    const bias = () => {
      return options.bias === false
        ? null
        : new Parameter(device, new Float32Array(3 * hidden), [3 * hidden]);
    };
    this.inputBias = bias();
    this.recurrentBias = bias();
  }

  /** See {@link Recurrent}. */
  protected override get projectionBias(): Parameter | null {
    return this.inputBias;
  }

  /** Zeros `[n, h]`. */
  override start(n: number): Tensor {
    return this.zeros(n);
  }

  /** See {@link Recurrent}. */
  protected override advance(projected: Tensor, state: Tensor) {
    const bias = this.recurrentBias;
    const recurrent = matmul(state, this.recurrentWeight, {
      transposeB: true,
      ...(bias ? { bias } : {}),
    });
    const output = gruCell(projected, recurrent, state);
    return { output, state: output };
  }
}
