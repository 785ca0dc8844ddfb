import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { type Kernel, lanes } from "../../kernel/kernel.ts";
import { imageSizes, showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { imageInput } from "../image_input.ts";
import { concatReference } from "./concat_ref.ts";
import { alignedConcatForward, alignedSlice, concatForward, sliceChannels } from "./concat.wgsl.ts";

/** Kernels by number of inputs: few nets use more than one or two. */
const kernels = new Map<number, Kernel>();
const alignedKernels = new Map<number, Kernel>();

function kernelOf(count: number, aligned: boolean): Kernel {
  const made = aligned ? alignedKernels : kernels;
  let kernel = made.get(count);
  if (!kernel) made.set(count, kernel = (aligned ? alignedConcatForward : concatForward)(count));
  return kernel;
}

/**
 * First channel of each input in the result, the number of all, and whether every input begins at a
 * group of four.
 */
function starts(inputs: readonly Tensor[]) {
  let channels = 0;
  const at = inputs.map((input) => {
    const start = channels;
    channels += input.shape[1]!;
    return start;
  });
  return { starts: at, channels, aligned: at.every((start) => start % 4 === 0) };
}

/** The operation behind {@link concat}. */
export const concatOp = defineOp<readonly Tensor[], undefined>({
  name: "concat",
  forward: (inputs) => {
    const [first] = inputs;
    const { n, h, w } = imageSizes(first!.shape, "concatenate");
    const { starts: from, channels, aligned } = starts(inputs);
    const y = first!.device.empty([n, channels, h, w]);
    const bindings: Record<string, Tensor> = { y };
    const groups = Math.ceil(channels / 4);
    const params: Record<string, number> = { lanes: y.storage.bytes / 16 };
    if (!aligned) Object.assign(params, { plane: h * w, groups });
    inputs.forEach((input, i) => {
      const end = from[i]! + input.shape[1]!;
      bindings[`x${i}`] = input;
      if (!aligned) params[`x${i}_start`] = from[i]!;
      params[`x${i}_end`] = aligned ? Math.ceil(end / 4) * h * w : end;
    });
    const workgroups = lanes(params.lanes!);
    first!.device.dispatch(kernelOf(inputs.length, aligned), { bindings, params, workgroups });
    return { output: y, saved: undefined };
  },
  backward: (dy, { inputs, wanted }) => {
    const { starts: from, channels, aligned } = starts(inputs);
    const sourceGroups = Math.ceil(channels / 4);
    return inputs.map((input, i) => {
      if (!wanted[i]) return null;
      const dx = input.device.empty(input.shape);
      const [, c, h, w] = input.shape as [number, number, number, number];
      const count = dx.storage.bytes / 16;
      const plane = h * w;
      const groups = Math.ceil(c / 4);
      const bindings = { x: dy, y: dx };
      const workgroups = lanes(count);
      // The last group must be this input's alone, or its spare channels would hold the next one's.
      if (aligned && (c % 4 === 0 || i === inputs.length - 1)) {
        input.device.dispatch(alignedSlice, {
          bindings,
          params: {
            lanes: count,
            start: from[i]! / 4 * plane,
            size: groups * plane,
            sourceSize: sourceGroups * plane,
          },
          workgroups,
        });
      } else {
        input.device.dispatch(sliceChannels, {
          bindings,
          params: { lanes: count, plane, start: from[i]!, channels: c, groups, sourceGroups },
          workgroups,
        });
      }
      return dx;
    });
  },
  reference: concatReference,
});

/**
 * Channels of several images one after another, in any number (no multiple of 4 needed).
 *
 * @param inputs Images `[n, c_i, h, w]` of equal `n`, `h`, `w`.
 * @returns `[n, sum of c_i, h, w]`.
 * @throws {ShapeError} If `n`, `h` or `w` differ.
 */
export function concat(inputs: readonly Tensor[]): Tensor {
  const [first, ...others] = inputs;
  if (!first) throw new ShapeError("Cannot concatenate nothing: want at least one tensor");
  const { n, h, w } = imageInput(first, "concatenate");
  for (const other of others) {
    const sizes = imageInput(other, "concatenate");
    if (sizes.n !== n || sizes.h !== h || sizes.w !== w) {
      throw new ShapeError(
        `Cannot concatenate the channels of ${showShape(first.shape)} and ` +
          `${showShape(other.shape)}: n, h and w must match`,
      );
    }
  }
  if (others.length === 0) return first;
  const most = first.device.gpu.limits.maxStorageBuffersPerShaderStage - 1;
  if (inputs.length <= most) return concatOp(inputs, undefined);
  return concat([concat(inputs.slice(0, most)), ...inputs.slice(most)]);
}
