import type { Device } from "../device.ts";
import { lanes } from "../kernel/kernel.ts";
import type { Uniforms } from "../kernel/uniforms.ts";
import type { Module } from "../nn/module.ts";
import type { Parameter } from "../nn/parameter.ts";
import type { Tensor } from "../tensor.ts";
import { factorsKernel, SQUARES_OF_GROUP, squaresKernel } from "./factors.wgsl.ts";
import { STEP, type UpdateKernel } from "./update.wgsl.ts";

/** Changes the parameters of a module step by step, along their gradients. */
export interface Optimizer {
  /**
   * Learning rate of the steps to come, replays included.
   *
   * @throws {RangeError} If it is set to less than 0 or to no finite number.
   */
  lr: number;
  /** Forgets the gradients, for the next `backward()` to start from nothing. */
  zeroGrad(): void;
  /** Notes down one update of every parameter that has a gradient and is not frozen. */
  step(): void;
  /**
   * All that a resumed run needs beside the parameters, under names that say what it is. The tensors
   * are the optimiser's own: what is written to them is where it goes on from.
   */
  state(): Readonly<Record<string, Tensor>>;
  /** Gives the memory of the state back. */
  dispose(): void;
}

/** What every optimiser may do to gradients before it follows them. */
export interface GradientOptions {
  /** Pull of each weight towards 0, relative to its size (L2), 0 when left out. */
  readonly weightDecay?: number;
  /** Steps done before the weight decay switches on, 0 when left out. */
  readonly weightDecayFrom?: number;
  /** Pull of each weight towards 0, the same for all sizes (L1), 0 when left out. */
  readonly l1?: number;
  /** Steps done before the L1 pull switches on, 0 when left out. */
  readonly l1From?: number;
  /**
   * The longest gradient, all parameters taken together: a longer one is shortened to it (Pascanu,
   * Mikolov and Bengio 2013, "On the difficulty of training recurrent neural networks"). No bound when
   * left out.
   */
  readonly clipNorm?: number;
  /** The largest absolute value of any one gradient, applied after the norm. No bound when left out. */
  readonly clipValue?: number;
}

/** A parameter with what the optimiser keeps about it. */
interface Entry {
  readonly name: string;
  readonly parameter: Parameter;
  readonly states: readonly Tensor[];
}

/** The most parameters of one kernel run: each has code of its own in it. */
const PARAMETERS_OF_RUN = 4;

/** What a subclass says of itself. */
export interface UpdateRule {
  /** Names of what is kept for each parameter, and in which order the kernels bind it. */
  readonly states: readonly string[];
  /** The kernel that updates so many parameters at once. */
  kernel(parameters: number, factored: boolean): UpdateKernel;
  /** Values that the kernel takes beside the gradient options. */
  readonly params: Readonly<Record<string, number>>;
  /** Decay rates of two moving averages that start at 0 and are to be corrected for it. */
  readonly averages?: readonly [number, number];
  /** Whether steps are to be counted for the kernel's `first`; not when left out. */
  readonly counts?: boolean;
}

/**
 * What optimisers share: which parameters they update, several in one kernel run; clipping; and the
 * count of steps that switches decay on. The count is kept on the device and goes up with every step
 * that runs, so that a recorded step counts by itself, and it is part of the state, so that a resumed
 * run goes on bit for bit. Where nothing depends on the count and nothing is clipped there is no such
 * count, and a step is nothing but the updates.
 */
export abstract class ParameterUpdates implements Optimizer {
  readonly #device: Device;
  readonly #rule: UpdateRule;
  readonly #entries: readonly Entry[];
  readonly #rate: Uniforms<typeof STEP>;
  readonly #options: Required<GradientOptions>;
  readonly #factors: { steps: Tensor; values: Tensor; squares: Tensor } | null;
  readonly #atOnce: number;

  /** Use a subclass. */
  constructor(module: Module, lr: number, options: GradientOptions, rule: UpdateRule) {
    const { clipNorm, clipValue, ...amounts } = options;
    for (const [name, value] of Object.entries({ lr, ...amounts })) {
      if (!Number.isFinite(value) || value < 0) {
        throw new RangeError(`Cannot optimise with ${name} ${value}: want a number of at least 0`);
      }
    }
    for (const [name, value] of Object.entries({ clipNorm, clipValue })) {
      if (value !== undefined && !(Number.isFinite(value) && value > 0)) {
        throw new RangeError(`Cannot optimise with ${name} ${value}: want a number above 0`);
      }
    }
    const named = [...module.namedParameters()];
    if (!named[0]) throw new TypeError("Cannot optimise: the module has no parameters");
    const device = named[0][1].device;
    this.#device = device;
    this.#rule = rule;
    const seen = new Set<Parameter>();
    this.#entries = named.filter(([, parameter]) => {
      return !seen.has(parameter) && seen.add(parameter);
    }).map(([name, parameter]) => ({
      name,
      parameter,
      states: rule.states.map(() => device.zeros(parameter.shape, { layout: "linear" })),
    }));
    this.#rate = device.uniforms(STEP, { rate: lr });
    this.#options = {
      weightDecay: 0,
      weightDecayFrom: 0,
      l1: 0,
      l1From: 0,
      clipNorm: 0,
      clipValue: 0,
      ...options,
    };
    const { weightDecayFrom, l1From } = this.#options;
    const counts = rule.averages !== undefined || rule.counts || weightDecayFrom > 0 || l1From > 0;
    const groups = this.#entries.reduce((sum, { parameter }) => sum + groupsOf(parameter), 0);
    this.#factors = counts || clipNorm !== undefined || clipValue !== undefined
      ? {
        steps: device.zeros([1]),
        values: device.zeros([2, 4]),
        squares: device.zeros([clipNorm === undefined ? 1 : groups, 2]),
      }
      : null;
    const buffers = device.gpu.limits.maxStorageBuffersPerShaderStage;
    const each = 2 + rule.states.length;
    this.#atOnce = Math.max(1, Math.min(PARAMETERS_OF_RUN, Math.floor(buffers / each)));
  }

  /**
   * Learning rate of the steps to come, replays included.
   *
   * @throws {RangeError} If it is set to less than 0 or to no finite number.
   */
  get lr(): number {
    return this.#rate.values.rate;
  }

  set lr(rate: number) {
    if (!Number.isFinite(rate) || rate < 0) {
      throw new RangeError(
        `Cannot set the learning rate to ${rate}: want a number of at least 0`,
      );
    }
    this.#rate.set({ rate });
  }

  /** Forgets the gradients, for the next `backward()` to start from nothing. */
  zeroGrad(): void {
    for (const { parameter } of this.#entries) parameter.grad = null;
  }

  /** Notes down one update of every parameter that has a gradient and is not frozen. */
  step(): void {
    const active = this.#entries.filter(({ parameter }) => {
      return parameter.grad && parameter.requiresGrad;
    });
    if (active.length === 0) return;
    const runs = inRuns(active, this.#atOnce);
    if (this.#factors) this.#noteFactors(runs);
    for (const run of runs) this.#noteUpdates(run);
  }

  /** Notes down what the updates of this step are multiplied by, and counts it. */
  #noteFactors(runs: readonly (readonly Entry[])[]): void {
    const { steps, values, squares } = this.#factors!;
    const { weightDecay, weightDecayFrom, l1, l1From, clipNorm } = this.#options;
    let first = 0;
    for (const run of clipNorm > 0 ? runs : []) {
      const bindings: Record<string, Tensor> = { squares };
      const params: Record<string, number> = { first };
      let groups = 0;
      run.forEach(({ parameter }, i) => {
        bindings[`gradient${i}`] = parameter.grad!;
        groups += groupsOf(parameter);
        params[`end${i}`] = groups;
        params[`count${i}`] = parameter.size;
      });
      this.#device.dispatch(squaresKernel(run.length), {
        bindings,
        params,
        workgroups: [groups, 1, 1],
      });
      first += groups;
    }
    const [slow, fast] = this.#rule.averages ?? [0, 0];
    this.#device.dispatch(factorsKernel, {
      bindings: { squares, steps, factors: values },
      params: {
        squareCount: first,
        clipNorm,
        weightDecay,
        weightDecayFrom,
        l1,
        l1From,
        // Of a rate of 0 nothing is left after one step: nothing to correct.
        logSlow: slow > 0 ? Math.log(slow) : -100,
        logFast: fast > 0 ? Math.log(fast) : -100,
      },
      workgroups: [1, 1, 1],
    });
  }

  #noteUpdates(run: readonly Entry[]): void {
    const bindings: Record<string, Tensor | Uniforms<typeof STEP>> = { step: this.#rate };
    if (this.#factors) bindings.factors = this.#factors.values;
    const { weightDecay, l1, clipValue } = this.#options;
    const own: Record<string, number> = this.#factors ? { clipValue } : { weightDecay, l1 };
    const params = { ...own, ...this.#rule.params };
    let end = 0;
    run.forEach(({ parameter, states }, i) => {
      bindings[`gradient${i}`] = parameter.grad!;
      bindings[`weight${i}`] = parameter;
      states.forEach((state, j) => bindings[`${this.#rule.states[j]}${i}`] = state);
      end += parameter.storage.bytes / 16;
      params[`end${i}`] = end;
    });
    this.#device.dispatch(this.#rule.kernel(run.length, this.#factors !== null), {
      bindings,
      params: { ...params, lanes: end },
      workgroups: lanes(end),
    });
  }

  /** What is kept for each parameter, and the count of steps (`steps`) where one is kept. */
  state(): Readonly<Record<string, Tensor>> {
    const kept = this.#entries.flatMap(({ name, states }) =>
      states.map((state, i): [string, Tensor] => [`${this.#rule.states[i]}.${name}`, state])
    );
    return Object.fromEntries(
      this.#factors ? [...kept, ["steps", this.#factors.steps]] : kept,
    );
  }

  /** Gives the memory of the state back. */
  dispose(): void {
    for (const { states } of this.#entries) {
      for (const state of states) state.dispose();
    }
    for (const tensor of Object.values(this.#factors ?? {})) tensor.dispose();
    this.#rate.dispose();
  }
}

function groupsOf(parameter: Parameter): number {
  return Math.ceil(parameter.storage.bytes / 16 / SQUARES_OF_GROUP);
}

/** Runs of at most `most`, as even as they can be: then there are two lengths of them, or one. */
function inRuns<T>(items: readonly T[], most: number): T[][] {
  const count = Math.ceil(items.length / most);
  return Array.from({ length: count }, (_, i) => {
    const bound = (k: number) => Math.floor(k * items.length / count);
    return items.slice(bound(i), bound(i + 1));
  });
}
