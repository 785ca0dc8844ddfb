import { defineOp, type Op } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import { type Axis, checkAxes, type Walk, walkOf } from "./axes.ts";
import { type ReduceKind, type ReduceOptions, reduceReference } from "./reduce_ref.ts";
import { MODES, reduceKernel, spreadKernel } from "./reduce.wgsl.ts";
import { teamOf } from "./team.ts";

const kernels = {
  1: { reduce: reduceKernel(1), spread: spreadKernel(1) },
  4: { reduce: reduceKernel(4), spread: spreadKernel(4) },
} as const;

/** Lanes that keep a device busy; a reduction to fewer outputs is cut into parts. */
const WANTED_LANES = 4096;

/** Params of up to four axes, the innermost first. */
function fields<N extends string>(name: N, values: readonly number[], rest: number) {
  const from = [...values].reverse();
  return Object.fromEntries([0, 1, 2, 3].map((i) => [name + i, from[i] ?? rest])) as Record<
    `${N}${0 | 1 | 2 | 3}`,
    number
  >;
}

const product = (axes: readonly Axis[]) => axes.reduce((count, { size }) => count * size, 1);

/** Notes down one run of the kernel: `parts` of each output, into `out`. */
function pass(
  x: Tensor,
  walk: Walk,
  mode: keyof typeof MODES,
  out: Tensor,
  { parts, factor, y = x }: {
    readonly parts: number;
    readonly factor: number;
    readonly y?: Tensor;
  },
): void {
  const { outputs, count, team, kept, gone } = shares(walk);
  const flag = (is: boolean) => is ? 1 : 0;
  x.device.dispatch(kernels[walk.width].reduce, {
    bindings: { x, y, out },
    params: {
      outputs,
      parts,
      chunk: Math.ceil(count / parts),
      count,
      team,
      mode: MODES[mode],
      staged: flag(parts > 1),
      fold: flag(walk.fold),
      mask: flag(walk.mask),
      spare: flag(walk.layout === "c4"),
      plane: walk.plane,
      groups: walk.groups,
      channels: walk.channels,
      after: walk.after,
      step: walk.step,
      factor,
      // What changes no sum and no maximum; WGSL itself cannot name an infinity.
      neutral: mode === "max" ? -Infinity : 0,
      ...fields("kept", kept.map(({ size }) => size), 1),
      ...fields("from", kept.map(({ from }) => from), 0),
      ...fields("to", kept.map(({ to }) => to), 0),
      ...fields("size", gone.map(({ size }) => size), 1),
      ...fields("stride", gone.map(({ from }) => from), 0),
    },
    workgroups: lanes(outputs * parts * team),
  });
}

/** How the lanes share the work. */
function shares({ axes }: Walk) {
  const kept = axes.filter((axis) => axis.kept);
  const gone = axes.filter((axis) => !axis.kept);
  const [outputs, count] = [product(kept), product(gone)];
  // Neighbouring lanes read neighbours: those of one output, or else those of different outputs.
  const aligned = gone.at(-1)?.from === 1;
  return { kept, gone, outputs, count, team: aligned || outputs < 256 ? teamOf(count) : 1 };
}

/** Notes down a reduction of `x` into `out`, in one run or, where the outputs are few, in two. */
function run(
  x: Tensor,
  walk: Walk,
  mode: keyof typeof MODES,
  out: Tensor,
  { factor = 1, y = x }: { readonly factor?: number; readonly y?: Tensor } = {},
): void {
  const { kept, outputs, count, team } = shares(walk);
  const most = Math.min(Math.floor(WANTED_LANES / (outputs * team)), Math.floor(count / team / 32));
  if (most <= 1) return pass(x, walk, mode, out, { parts: 1, factor, y });
  const parts = Math.ceil(count / Math.ceil(count / most));
  const width = walk.fold ? 1 : walk.width;
  const staged = x.device.empty([parts * outputs * width]);
  pass(x, walk, mode, staged, { parts, factor: 1, y });
  let stride = outputs;
  const packed = kept.map((axis) => ({ ...axis, from: stride /= axis.size }));
  const rest = [{ size: parts, kept: false, from: outputs, to: 0 }, ...packed];
  const second = { ...walk, width, axes: rest, fold: false, mask: false } as const;
  pass(staged, second, mode === "ties" ? "sum" : mode, out, { parts: 1, factor });
}

function define(kind: ReduceKind): Op<readonly [Tensor], ReduceOptions> {
  return defineOp<readonly [Tensor], ReduceOptions, Tensor | null>({
    name: kind,
    forward: ([x], { axes, keepdims = false }, tracked) => {
      if (x.dtype !== "f32") {
        throw new TypeError(`Cannot take the ${kind} of ${x.dtype}: want f32`);
      }
      const walk = walkOf(x, checkAxes(x.shape, axes), keepdims);
      const y = x.device.empty(walk.shape, { layout: walk.layout });
      const factor = kind === "mean" ? y.size / x.size : 1;
      run(x, walk, kind === "max" ? "max" : "sum", y, { factor });
      if (kind !== "max" || !tracked) return { output: y, saved: null };
      const ties = x.device.empty(walk.shape, { layout: walk.layout });
      run(x, walk, "ties", ties, { y });
      return { output: y, saved: ties };
    },
    // Each x is one term of its y: dx = dy, over the number of terms for a mean. A maximum passes dy to
    // the x that are as large; of several each gets an equal share, which is a subgradient and does not
    // hang on the order of the axes in memory.
    backward: (
      dy,
      { inputs: [x], output: y, saved: ties, options: { axes, keepdims = false } },
    ) => {
      const walk = walkOf(x, checkAxes(x.shape, axes), keepdims);
      const dx = x.device.empty(x.shape, { layout: x.layout });
      const inner = walk.axes.slice(-4);
      const outer = walk.axes.slice(0, -4);
      const count = product(walk.axes);
      x.device.dispatch(kernels[walk.width].spread, {
        // Only a maximum needs input and output; the memory of others is free after the forward pass.
        bindings: { dy, x: ties ? x : dy, y: ties ? y : dy, ties: ties ?? dy, dx },
        params: {
          lanes: count,
          inner: product(inner),
          plane: walk.plane,
          groups: walk.groups,
          channels: walk.channels,
          step: walk.step,
          max: ties ? 1 : 0,
          factor: kind === "mean" ? y.size / x.size : 1,
          ...fields("size", inner.map(({ size }) => size), 1),
          ...fields("to", inner.map(({ to }) => to), 0),
          ...fields("outerSize", outer.map(({ size }) => size), 1),
          ...fields("outerTo", outer.map(({ to }) => to), 0),
        },
        workgroups: lanes(count),
      });
      return [dx];
    },
    reference: reduceReference(kind),
  });
}

/** The operations behind {@link sum}, {@link mean} and {@link max}. */
export const reduceOps = {
  sum: define("sum"),
  mean: define("mean"),
  max: define("max"),
} as const satisfies Record<ReduceKind, Op<readonly [Tensor], ReduceOptions>>;

/**
 * Sum over some axes, or over everything: `y = sum_i x_i`. Added up in an order that the sizes fix.
 *
 * @param x f32 of up to 8 axes, any layout.
 * @param options `axes` to sum over, negative ones counted from the end; all when left out. `keepdims`
 *   leaves them with size 1.
 * @returns The remaining axes; images keep their layout with `keepdims`, everything else is linear.
 * @throws {RangeError} If an axis does not exist or comes twice, or none is given.
 * @throws {ShapeError} If there are more than 8 axes.
 * @throws {TypeError} If `x` is not f32.
 *
 * @example
 * ```ts
 * import { requestDevice, sum } from "../../mod.ts";
 * const device = await requestDevice();
 * const x = device.tensor([1, 2, 3, 4, 5, 6], [2, 3]);
 * console.assert((await sum(x, { axes: [0] }).read()).join() === "5,7,9");
 * ```
 */
export function sum(x: Tensor, options: ReduceOptions = {}): Tensor {
  return reduceOps.sum([x], options);
}

/** Mean over some axes, or over everything; arguments and errors as those of {@link sum}. */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor {
  return reduceOps.mean([x], options);
}

/**
 * Largest over some axes, or over everything; arguments and errors as those of {@link sum}. Equal largest
 * ones share the gradient equally. Beside NaN nothing is the largest: the result is NaN.
 */
export function max(x: Tensor, options: ReduceOptions = {}): Tensor {
  return reduceOps.max([x], options);
}
