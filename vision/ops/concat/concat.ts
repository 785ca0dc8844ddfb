import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { type Kernel, lanes } from "../../kernel/kernel.ts";
import { elementCount, imageSizes, type Shape, showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { concatReference } from "./concat_ref.ts";
import { concatChannels, joinRuns, sliceChannels, splitRuns, takeRun } from "./concat.wgsl.ts";

/** Along which axis {@link concat} goes. */
export interface ConcatOptions {
  /** Counted from 0. */
  readonly axis: number;
}

/** Kernels by what they are made for: few nets use more than one or two. */
const kernels = new Map<string, Kernel>();

function kernelOf(key: string, make: () => Kernel): Kernel {
  let kernel = kernels.get(key);
  if (!kernel) kernels.set(key, kernel = make());
  return kernel;
}

/**
 * How the memory of inputs lies end to end in that of the result: `rows` times the runs of all inputs,
 * in units of one number or of four.
 */
interface Runs {
  readonly rows: number;
  /** Units of a run of each input. */
  readonly sizes: readonly number[];
  readonly unit: "f32" | "vec4f";
}

/** The runs of a concatenation; `null` where channels of several inputs share a group of four. */
function runsOf(inputs: readonly Tensor[], axis: number): Runs | null {
  const { layout } = inputs[0]!;
  if (layout === "c4" && axis === 1) {
    let start = 0;
    for (const { shape } of inputs) {
      if (start % 4 !== 0) return null;
      start += shape[1]!;
    }
  }
  const stored = (shape: Shape) =>
    layout === "c4" ? [shape[0]!, Math.ceil(shape[1]! / 4), shape[2]!, shape[3]!] : shape;
  const rows = elementCount(stored(inputs[0]!.shape).slice(0, axis));
  const sizes = inputs.map(({ shape }) => elementCount(stored(shape).slice(axis)));
  if (layout === "c4") return { rows, sizes, unit: "vec4f" };
  const fours = sizes.every((size) => size % 4 === 0);
  return fours
    ? { rows, sizes: sizes.map((size) => size / 4), unit: "vec4f" }
    : { rows, sizes, unit: "f32" };
}

/** Where each run ends within a row of the result. */
function ends(sizes: readonly number[]): number[] {
  let end = 0;
  return sizes.map((size) => end += size);
}

const named = <T>(prefix: string, values: readonly T[], suffix = ""): Record<string, T> =>
  Object.fromEntries(values.map((value, i) => [`${prefix}${i}${suffix}`, value]));

/** First channel of each input in the result, and the number of all. */
function channelStarts(inputs: readonly Tensor[]) {
  const last = ends(inputs.map(({ shape }) => shape[1]!));
  return { starts: [0, ...last.slice(0, -1)], ends: last, channels: last.at(-1)! };
}

/** Writes the inputs end to end into `y`, or the parts of `y` into the inputs. */
function moveRuns(y: Tensor, parts: readonly Tensor[], runs: Runs, split: boolean): void {
  const { rows, sizes, unit } = runs;
  const count = rows * sizes.reduce((a, b) => a + b, 0);
  const kernel = kernelOf(
    `${split} ${unit} ${parts.length}`,
    () => (split ? splitRuns : joinRuns)(parts.length, unit),
  );
  y.device.dispatch(kernel, {
    bindings: { ...named("x", parts), y },
    params: { lanes: count, ...named("x", ends(sizes), "_end") },
    workgroups: lanes(count),
  });
}

/** The operation behind {@link concat}. */
export const concatOp = defineOp<readonly Tensor[], ConcatOptions>({
  name: "concat",
  forward: (inputs, { axis }) => {
    const [first] = inputs as [Tensor];
    const shape = first.shape.map((size, k) =>
      k === axis ? inputs.reduce((sum, input) => sum + input.shape[k]!, 0) : size
    );
    const y = first.device.empty(shape, { layout: first.layout });
    const runs = runsOf(inputs, axis);
    if (runs) {
      moveRuns(y, inputs, runs, false);
    } else {
      const { h, w } = imageSizes(first.shape, "concatenate");
      const { starts, ends, channels } = channelStarts(inputs);
      const count = y.storage.bytes / 16;
      const kernel = kernelOf(`channels ${inputs.length}`, () => concatChannels(inputs.length));
      first.device.dispatch(kernel, {
        bindings: { ...named("x", inputs), y },
        params: {
          lanes: count,
          plane: h * w,
          groups: Math.ceil(channels / 4),
          ...named("x", starts, "_start"),
          ...named("x", ends, "_end"),
        },
        workgroups: lanes(count),
      });
    }
    return { output: y, saved: undefined };
  },
  backward: (dy, { inputs, wanted, options: { axis } }) => {
    const { device } = dy;
    const parts = inputs.map((input, i) =>
      wanted[i] ? device.empty(input.shape, { layout: input.layout }) : null
    );
    const runs = runsOf(inputs, axis);
    const all = parts.filter((part) => part !== null);
    if (runs && all.length === parts.length) {
      moveRuns(dy, all, runs, true);
      return parts;
    }
    const { starts, channels } = channelStarts(inputs);
    parts.forEach((part, i) => {
      if (!part) return;
      const bindings = { x: dy, y: part };
      if (runs) {
        const { rows, sizes, unit } = runs;
        const end = ends(sizes);
        const count = rows * sizes[i]!;
        device.dispatch(takeRun[unit], {
          bindings,
          params: {
            lanes: count,
            start: end[i]! - sizes[i]!,
            size: sizes[i]!,
            sourceSize: end.at(-1)!,
          },
          workgroups: lanes(count),
        });
      } else {
        const { c, h, w } = imageSizes(part.shape, "concatenate");
        const [groups, sourceGroups] = [Math.ceil(c / 4), Math.ceil(channels / 4)];
        const count = part.storage.bytes / 16;
        device.dispatch(sliceChannels, {
          bindings,
          params: {
            lanes: count,
            plane: h * w,
            start: starts[i]!,
            channels: c,
            groups,
            sourceGroups,
          },
          workgroups: lanes(count),
        });
      }
    });
    return parts;
  },
  reference: concatReference,
});

/**
 * Tensors one after another along an axis: the channels of images when left out, in any number (no
 * multiple of 4 needed).
 *
 * @param inputs f32 tensors of one layout, equal in all sizes but that of the axis.
 * @param axis A negative one counts from the end.
 * @returns The same sizes, but along the axis their sum.
 * @throws {ShapeError} If there are none, or other sizes or the layouts differ.
 * @throws {RangeError} If there is no such axis.
 * @throws {TypeError} If one is not f32.
 */
export function concat(inputs: readonly Tensor[], axis = 1): Tensor {
  const [first, ...others] = inputs;
  if (!first) throw new ShapeError("Cannot concatenate nothing: want at least one tensor");
  const rank = first.shape.length;
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw new RangeError(
      `Cannot concatenate ${showShape(first.shape)} along axis ${axis}: want ${-rank} to ${
        rank - 1
      }`,
    );
  }
  const along = axis < 0 ? axis + rank : axis;
  for (const { dtype } of inputs) {
    if (dtype !== "f32") throw new TypeError(`Cannot concatenate ${dtype}: want f32`);
  }
  for (const { shape, layout } of others) {
    const match = shape.length === rank &&
      shape.every((size, k) => k === along || size === first.shape[k]);
    if (!match || layout !== first.layout) {
      throw new ShapeError(
        `Cannot concatenate ${showShape(first.shape)} (${first.layout}) and ${showShape(shape)} ` +
          `(${layout}) along axis ${along}: other sizes and the layout must match`,
      );
    }
  }
  const most = first.device.gpu.limits.maxStorageBuffersPerShaderStage - 1;
  const join = (parts: readonly Tensor[]) =>
    parts.length === 1 ? parts[0]! : concatOp(parts, { axis: along });
  // Runs of as many as a kernel can bind, then the runs likewise: no number is copied often.
  let parts = inputs;
  while (parts.length > most) {
    const before = parts;
    parts = Array.from(
      { length: Math.ceil(before.length / most) },
      (_, run) => join(before.slice(run * most, (run + 1) * most)),
    );
  }
  return join(parts);
}
