import type { Device } from "../device.ts";
import { lstmCell } from "../ops/lstm_cell/mod.ts";
import { matmul } from "../ops/matmul/mod.ts";
import { unstack } from "../ops/stack/mod.ts";
import type { Tensor } from "../tensor.ts";
import { Parameter } from "./parameter.ts";
import { Recurrent, type RecurrentOptions } from "./recurrent.ts";

/** What an {@link LSTM} carries from step to step, both `[n, h]`. */
export interface LSTMState {
  /** The output of the step before. */
  readonly h: Tensor;
  /** The memory. */
  readonly c: Tensor;
}

/** What an {@link LSTM} takes beside its sizes. */
export interface LSTMOptions extends RecurrentOptions {
  /** First bias of the forget gates: 1 when left out, so that memories last from the beginning. */
  readonly forgetBias?: number;
}

/**
 * Long short-term memory: with `a = W x + R h + b`, four blocks of `h` rows in the order i, f, g, o,
 * `c' = sigmoid(a_f) c + sigmoid(a_i) tanh(a_g)` and `h' = sigmoid(a_o) tanh(c')`.
 * `forward` takes `[t, n, inputs]` to `[t, n, hidden]`; layers stack in a `Sequential`.
 *
 * Libraries that keep two biases, one for each matrix, only ever add them: load their sum.
 *
 * @see Hochreiter and Schmidhuber 1997, "Long Short-Term Memory"; Gers, Schmidhuber and Cummins 2000,
 *   "Learning to Forget: Continual Prediction with LSTM".
 *
 * @example
 * ```ts
 * import { counterRandom, LSTM, requestDevice } from "../mod.ts";
 * const device = await requestDevice();
 * const lstm = new LSTM(device, 3, 8, { random: counterRandom(1) });
 * const x = device.zeros([5, 2, 3]); // 5 steps of 2 sequences
 * const { outputs, state } = lstm.unroll(x);
 * await outputs[4]!.read(); // the same as state.h
 * lstm.step(device.zeros([2, 3]), state); // one more
 * ```
 */
export class LSTM extends Recurrent<LSTMState> {
  /** `[4 h]`, or none. */
  readonly bias: Parameter | null;

  /** A layer with matrices drawn by `options.random`; biases start at 0, but for the forget gates. */
  constructor(device: Device, inputs: number, hidden: number, options: LSTMOptions) {
    super(device, { inputs, hidden, gates: 4 }, options);
    const { bias = true, forgetBias = 1 } = options;
    const first = new Float32Array(4 * hidden).fill(forgetBias, hidden, 2 * hidden);
    this.bias = bias ? new Parameter(device, first, [4 * hidden]) : null;
  }

  /** See {@link Recurrent}. */
  protected override get projectionBias(): Parameter | null {
    return this.bias;
  }

  /** Zeros `[n, h]`. */
  override start(n: number): LSTMState {
    return { h: this.zeros(n), c: this.zeros(n) };
  }

  /** See {@link Recurrent}. */
  protected override advance(projected: Tensor, { h, c }: LSTMState) {
    const recurrent = matmul(h, this.recurrentWeight, { transposeB: true });
    const [output, memory] = unstack(lstmCell(projected, recurrent, c)) as [Tensor, Tensor];
    return { output, state: { h: output, c: memory } };
  }
}
