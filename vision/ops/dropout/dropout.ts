import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { sameShape, showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { imageInput } from "../image_input.ts";
import { dropoutNumbers, dropoutReference, type DropoutSettings } from "./dropout_ref.ts";
import { dropoutKernel, stepKernel } from "./dropout.wgsl.ts";

function mask(x: Tensor, step: Tensor, { rate, seed, maps }: DropoutSettings): Tensor {
  const y = x.device.empty(x.shape, { layout: x.layout });
  const count = x.storage.bytes / 16;
  const [, , h = 1, w = 1] = x.shape;
  x.device.dispatch(dropoutKernel, {
    bindings: { x, step, y },
    params: { lanes: count, plane: maps ? h * w : 1, seed, ...dropoutNumbers(rate) },
    workgroups: lanes(count),
  });
  return y;
}

/** The operation behind {@link dropout}; its second input counts the steps. */
export const dropoutOp = defineOp<readonly [Tensor, Tensor], DropoutSettings, Tensor>({
  name: "dropout",
  paper: "Hinton et al. 2012, Improving neural networks by preventing co-adaptation",
  forward: ([x, counter], settings) => {
    // The step has a number of its own, since the counter has gone on by the backward pass where a layer
    // is used twice.
    const step = x.device.empty([1]);
    x.device.dispatch(stepKernel, {
      bindings: { counter, step },
      params: {},
      workgroups: [1, 1, 1],
    });
    return { output: mask(x, step, settings), saved: step };
  },
  // y = m x, so dx = m dy, by the same mask.
  backward: (dy, { saved: step, options }) => [mask(dy, step, options), null],
  reference: dropoutReference,
});

/** What {@link dropout} takes beside the numbers. */
export interface DropoutOptions {
  /** Share that is dropped, at least 0 and at most `1 - 2^-24`. */
  readonly rate: number;
  /** Draws differ by seed; layers of one net need different ones. */
  readonly seed: number;
  /**
   * f32 `[1]`: the number of the step, at least 0, which each run counts up, replays of a recording too. So
   * each step drops others, and a run that is resumed with the same number drops the same.
   */
  readonly step: Tensor;
  /** Whether whole maps of images are dropped. */
  readonly maps?: boolean;
}

/**
 * Dropout: each number is dropped, or kept and scaled by `1 / (1 - rate)`, so that the mean stays what it
 * was and nothing is to be done once the net is trained.
 *
 * @param x f32; images where whole maps are dropped.
 * @returns Same shape.
 * @throws {RangeError} If the rate or the seed is out of its range.
 * @throws {ShapeError} If `step` is not f32 `[1]`, or maps of what is no image are to be dropped.
 * @throws {TypeError} If `x` is not f32.
 * @see Hinton et al. 2012; for maps Tompson et al. 2015, "Efficient Object Localization Using
 *   Convolutional Networks".
 */
export function dropout(x: Tensor, { rate, seed, step, maps = false }: DropoutOptions): Tensor {
  // Draws have 24 bits; beyond, all would be dropped and the scale be infinite.
  if (!(rate >= 0 && rate <= 1 - 2 ** -24)) {
    throw new RangeError(
      `Cannot drop ${rate} of the numbers: want at least 0 and at most 1 - 2^-24`,
    );
  }
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(`Cannot draw with seed ${seed}: want an integer, 0 to 2^32 - 1`);
  }
  if (x.dtype !== "f32") throw new TypeError(`Cannot drop numbers of ${x.dtype}: want f32`);
  if (step.dtype !== "f32" || !sameShape(step.shape, [1])) {
    throw new ShapeError(
      `Cannot count steps in ${step.dtype} ${showShape(step.shape)}: want f32 [1]`,
    );
  }
  if (maps) imageInput(x, "drop maps of");
  return dropoutOp([x, step], { rate, seed, maps });
}
