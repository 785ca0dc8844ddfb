import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { type Kernel, lanes } from "../../kernel/kernel.ts";
import { imageSizes, showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { imageInput } from "../image_input.ts";
import { concatReference } from "./concat_ref.ts";
import { concatForward, sliceChannels } from "./concat.wgsl.ts";

/** Kernels by number of inputs: few nets use more than one or two. */
const kernels = new Map<number, Kernel>();

function kernelOf(count: number): Kernel {
  let kernel = kernels.get(count);
  if (!kernel) kernels.set(count, kernel = concatForward(count));
  return kernel;
}

/** First channel of each input in the result, and the number of all. */
function starts(inputs: readonly Tensor[]): { starts: number[]; channels: number } {
  let channels = 0;
  const at = inputs.map((input) => {
    const start = channels;
    channels += input.shape[1]!;
    return start;
  });
  return { starts: at, channels };
}

/** The operation behind {@link concat}. */
export const concatOp = defineOp<readonly Tensor[], undefined>({
  name: "concat",
  forward: (inputs) => {
    const [first] = inputs;
    const { n, h, w } = imageSizes(first!.shape, "concatenate");
    const { starts: from, channels } = starts(inputs);
    const y = first!.device.empty([n, channels, h, w]);
    const bindings: Record<string, Tensor> = { y };
    const params: Record<string, number> = {
      lanes: y.storage.bytes / 16,
      plane: h * w,
      groups: Math.ceil(channels / 4),
    };
    inputs.forEach((input, i) => {
      bindings[`x${i}`] = input;
      params[`x${i}_start`] = from[i]!;
      params[`x${i}_end`] = from[i]! + input.shape[1]!;
    });
    const workgroups = lanes(params.lanes!);
    first!.device.dispatch(kernelOf(inputs.length), { bindings, params, workgroups });
    return { output: y, saved: undefined };
  },
  backward: (dy, { inputs, wanted }) => {
    const { starts: from, channels } = starts(inputs);
    return inputs.map((input, i) => {
      if (!wanted[i]) return null;
      const dx = input.device.empty(input.shape);
      const [, c, h, w] = input.shape as [number, number, number, number];
      const count = dx.storage.bytes / 16;
      input.device.dispatch(sliceChannels, {
        bindings: { x: dy, y: dx },
        params: {
          lanes: count,
          plane: h * w,
          start: from[i]!,
          channels: c,
          groups: Math.ceil(c / 4),
          sourceGroups: Math.ceil(channels / 4),
        },
        workgroups: lanes(count),
      });
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
