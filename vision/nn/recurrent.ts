import type { Device } from "../device.ts";
import { ShapeError } from "../errors.ts";
import { matmul } from "../ops/matmul/mod.ts";
import { stack, unstack } from "../ops/stack/mod.ts";
import type { Random } from "../random.ts";
import { showShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { type Initialiser, lecunUniform } from "./initialiser.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** A sequence: `[t, n, d]`, or its steps `[n, d]` one by one. */
export type Sequence = Tensor | readonly Tensor[];

/** What a recurrent layer takes beside its sizes. */
export interface RecurrentOptions {
  /** Draws the weights. */
  readonly random: Random;
  /** `false` for none. */
  readonly bias?: boolean;
  /** Whether the sequence is read from its last step to its first; results keep their places. */
  readonly reverse?: boolean;
  /** Of both matrices; {@link lecunUniform} when left out. */
  readonly initialiser?: Initialiser;
}

/** What a recurrent layer gives for a sequence. */
export interface Unrolled<S> {
  /** `[n, h]` for each step, in the places of the steps. */
  readonly outputs: readonly Tensor[];
  /** After the step that was read last. */
  readonly state: S;
}

/**
 * What recurrent layers share: a state that is carried from step to step, unfolded over time on the tape
 * (Werbos 1990, "Backpropagation through time").
 */
export abstract class Recurrent<S> extends Module {
  /** `[gates h, d]`: block by block what a step's input adds to each gate. */
  readonly inputWeight: Parameter;
  /** `[gates h, h]`: what the output of the step before adds. */
  readonly recurrentWeight: Parameter;
  readonly #device: Device;
  readonly #sizes: { readonly inputs: number; readonly hidden: number; readonly gates: number };
  readonly #reverse: boolean;
  readonly #zeros = new Map<number, Tensor>();

  /** Draws the matrices of a layer of `gates` gates. */
  protected constructor(
    device: Device,
    sizes: { readonly inputs: number; readonly hidden: number; readonly gates: number },
    options: RecurrentOptions,
  ) {
    super();
    const { inputs, hidden, gates } = sizes;
    const { random, reverse = false, initialiser = lecunUniform } = options;
    const draw = (columns: number) => {
      const shape = [gates * hidden, columns];
      return new Parameter(device, initialiser(shape, random), shape);
    };
    this.inputWeight = draw(inputs);
    this.recurrentWeight = draw(hidden);
    this.#device = device;
    this.#sizes = sizes;
    this.#reverse = reverse;
  }

  /** What is added to `x` times the input matrix. */
  protected abstract readonly projectionBias: Parameter | null;

  /** The state that a sequence of `n` rows begins with: zeros. */
  abstract start(n: number): S;

  /** One step from its projection `[n, gates h]`. */
  protected abstract advance(projected: Tensor, state: S): { output: Tensor; state: S };

  /** Zeros `[n, h]`, made once; never write to them. */
  protected zeros(n: number): Tensor {
    let zeros = this.#zeros.get(n);
    if (!zeros) this.#zeros.set(n, zeros = this.#device.zeros([n, this.#sizes.hidden]));
    return zeros;
  }

  #project(x: Tensor): Tensor {
    const bias = this.projectionBias;
    return matmul(x, this.inputWeight, { transposeB: true, ...(bias ? { bias } : {}) });
  }

  #check(x: Tensor, rank: number): void {
    const { inputs } = this.#sizes;
    if (x.shape.length !== rank || x.shape.at(-1) !== inputs) {
      const wanted = rank === 3 ? `[t, n, ${inputs}]` : `[n, ${inputs}]`;
      throw new ShapeError(
        `Cannot run a recurrent layer on ${showShape(x.shape)}: want ${wanted}`,
      );
    }
  }

  /**
   * One step, as a decoder takes it that makes its next input from its last output.
   *
   * @param x `[n, d]`.
   * @param state Zeros when left out.
   * @throws {ShapeError} If `x` is not `[n, d]`, or the state does not fit.
   */
  step(x: Tensor, state?: S): { readonly output: Tensor; readonly state: S } {
    this.#check(x, 2);
    return this.advance(this.#project(x), state ?? this.start(x.shape[0]!));
  }

  /**
   * All steps of a sequence. Given as one tensor, its steps are projected together, which is quicker.
   *
   * @param x `[t, n, d]`, or `t` tensors `[n, d]`.
   * @param state Before the first step that is read; zeros when left out.
   * @throws {ShapeError} If a step is not `[n, d]`, there is none, or the state does not fit.
   */
  unroll(x: Sequence, state?: S): Unrolled<S> {
    const projected = this.#projectAll(x);
    const outputs = new Array<Tensor>(projected.length);
    let now = state ?? this.start(projected[0]!.shape[0]!);
    const order = [...projected.keys()];
    for (const at of this.#reverse ? order.reverse() : order) {
      const next = this.advance(projected[at]!, now);
      outputs[at] = next.output;
      now = next.state;
    }
    return { outputs, state: now };
  }

  #projectAll(x: Sequence): readonly Tensor[] {
    if ("shape" in x) {
      this.#check(x, 3);
      return unstack(this.#project(x));
    }
    if (x.length === 0) {
      throw new ShapeError("Cannot run a recurrent layer on no steps: want at least one");
    }
    for (const step of x) this.#check(step, 2);
    return x.map((step) => this.#project(step));
  }

  /**
   * The outputs of all steps, from a state of zeros; {@link unroll} also takes and gives states.
   *
   * @param x `[t, n, d]`, or `t` tensors `[n, d]`.
   * @returns `[t, n, h]`.
   * @throws {ShapeError} If a step is not `[n, d]`, or there is none.
   */
  override forward(x: Sequence): Tensor {
    return stack(this.unroll(x).outputs);
  }

  /** Gives the memory of the zeros back. */
  protected override disposeOwn(): void {
    for (const zeros of this.#zeros.values()) zeros.dispose();
    this.#zeros.clear();
  }
}
