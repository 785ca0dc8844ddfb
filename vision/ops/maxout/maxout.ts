import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { imageInput } from "../image_input.ts";
import { maxoutReference } from "./maxout_ref.ts";
import { maxoutBackward, maxoutForward } from "./maxout.wgsl.ts";

/** How {@link maxout} groups maps. */
export interface MaxoutOptions {
  /** Neighbouring maps that compete. */
  readonly pieces: number;
}

/** Plane, input groups and output groups, for the kernels. */
function sizes(x: Tensor, y: Tensor, { pieces }: MaxoutOptions) {
  const [, c, h, w] = x.shape as [number, number, number, number];
  const channels = y.shape[1]!;
  return {
    plane: h * w,
    groups: Math.ceil(c / 4),
    outGroups: Math.ceil(channels / 4),
    channels,
    pieces,
  };
}

/** The operation behind {@link maxout}. */
export const maxoutOp = defineOp<readonly [Tensor], MaxoutOptions, Tensor>({
  name: "maxout",
  paper: "Goodfellow et al. 2013, Maxout networks",
  forward: ([x], options) => {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const y = x.device.empty([n, c / options.pieces, h, w]);
    const count = y.storage.bytes / 16;
    const winners = x.device.empty([count], { dtype: "u32" });
    x.device.dispatch(maxoutForward, {
      bindings: { x, y, winners },
      params: { lanes: count, ...sizes(x, y, options) },
      workgroups: lanes(count),
    });
    return { output: y, saved: winners };
  },
  backward: (dy, { inputs: [x], output, saved: winners, options }) => {
    const dx = x.device.empty(x.shape);
    const count = dx.storage.bytes / 16;
    x.device.dispatch(maxoutBackward, {
      bindings: { dy, winners, dx },
      params: { lanes: count, ...sizes(x, output, options) },
      workgroups: lanes(count),
    });
    return [dx];
  },
  reference: maxoutReference,
});

/**
 * Pooling over feature type: the largest of each `pieces` neighbouring maps at every pixel,
 * `y[n, j, y, x] = max over i < pieces of x[n, j pieces + i, y, x]`. Of equal values the first gets the
 * gradient; NaN is the largest of all.
 *
 * @param x Images `[n, c, h, w]`.
 * @param pieces Maps that compete, 1 to 256, a divisor of `c`; `c` leaves one map.
 * @returns `[n, c / pieces, h, w]`.
 * @throws {ShapeError} If `x` holds no c4 images, or `pieces` does not divide the channels.
 * @throws {RangeError} If `pieces` is no integer in range.
 */
export function maxout(x: Tensor, pieces: number): Tensor {
  const { c } = imageInput(x, "max over maps of");
  // A winner's number must fit in a byte.
  if (!Number.isInteger(pieces) || pieces < 1 || pieces > 256) {
    throw new RangeError(`Cannot max over ${pieces} maps: want an integer, 1 to 256`);
  }
  if (c % pieces !== 0) {
    throw new ShapeError(
      `Cannot max over ${pieces} maps of ${showShape(x.shape)}: want a divisor of ${c}`,
    );
  }
  return maxoutOp([x], { pieces });
}
