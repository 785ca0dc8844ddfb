import { defineOp } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import { imageInput } from "../image_input.ts";
import {
  localResponseNormReference,
  reach,
  type ResponseSettings,
} from "./local_response_norm_ref.ts";
import { responseGradientKernel, responseKernel } from "./local_response_norm.wgsl.ts";

function sizes(x: Tensor) {
  const { n, c, h, w } = imageInput(x, "normalise the responses of");
  const groups = Math.ceil(c / 4);
  return { lanes: n * groups * h * w, plane: h * w, groups, channels: c };
}

/** The operation behind {@link localResponseNorm}; what it keeps is the sum each number is divided by. */
export const localResponseNormOp = defineOp<readonly [Tensor], ResponseSettings, Tensor>({
  name: "local_response_norm",
  paper: "Krizhevsky et al. 2012, ImageNet classification, section 3.3",
  forward: ([x], { size, alpha, beta, bias }) => {
    const params = { ...sizes(x), ...reach(size), alpha: alpha / size, beta, bias };
    const [scale, y] = [x.device.empty(x.shape), x.device.empty(x.shape)];
    x.device.dispatch(responseKernel, {
      bindings: { x, scale, y },
      params,
      workgroups: lanes(params.lanes),
    });
    return { output: y, saved: scale };
  },
  // y_i = x_i s_i^-beta, s_i = bias + alpha / size sum_j x_j^2 over the j in reach of i. So
  // dx_j = dy_j s_j^-beta - 2 alpha beta / size x_j sum_i dy_i x_i s_i^(-beta - 1), over the i that have j
  // in reach: as far after j as j reaches before itself, and the other way round.
  backward: (dy, { inputs: [x], output: y, saved: scale, options: { size, alpha, beta } }) => {
    const { before, after } = reach(size);
    const params = { ...sizes(x), before: after, after: before, alpha: alpha / size, beta };
    const dx = x.device.empty(x.shape);
    x.device.dispatch(responseGradientKernel, {
      bindings: { x, y, scale, dy, dx },
      params,
      workgroups: lanes(params.lanes),
    });
    return [dx];
  },
  reference: localResponseNormReference,
});

/** What {@link localResponseNorm} takes. */
export interface LocalResponseNormOptions {
  /** Channels in reach, the channel itself included. */
  readonly size: number;
  /** Factor of their mean square; 1e-4 when left out. */
  readonly alpha?: number;
  /** Exponent; 0.75 when left out. */
  readonly beta?: number;
  /** Added to the mean square; 1 when left out. */
  readonly bias?: number;
}

/**
 * Local response normalisation, each number over what its neighbouring channels say at the same pixel:
 * `y_i = x_i (bias + alpha / size sum_j x_j^2)^-beta`, over the `size` channels around `i`, of an even
 * number one more after it than before.
 *
 * @param x Images `[n, c, h, w]`.
 * @returns Same shape.
 * @throws {RangeError} If `size` is no positive integer, `bias` not above 0 or `alpha` below 0.
 * @throws {ShapeError} If `x` is no image.
 * @see Krizhevsky et al. 2012, "ImageNet Classification with Deep Convolutional Neural Networks".
 */
export function localResponseNorm(x: Tensor, options: LocalResponseNormOptions): Tensor {
  const { size, alpha = 1e-4, beta = 0.75, bias = 1 } = options;
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(`Cannot normalise over ${size} channels: want a positive integer`);
  }
  if (!(bias > 0) || !(alpha >= 0) || !Number.isFinite(bias + alpha + beta)) {
    throw new RangeError(
      `Cannot normalise responses: want bias above 0 and alpha of at least 0, got bias ${bias}, ` +
        `alpha ${alpha}, beta ${beta}`,
    );
  }
  return localResponseNormOp([x], { size, alpha, beta, bias });
}
