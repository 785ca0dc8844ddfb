import { ShapeError } from "../../errors.ts";
import { imageSizes, type Shape, showShape } from "../../shape.ts";
import {
  checkBias,
  type Conv2dGeometry,
  type Conv2dOptions,
  conv2dSteps,
  kernelSizes,
  type Pair,
  sides,
} from "../conv2d/geometry.ts";

/** What a caller of `convTranspose2d()` may choose: the options of the convolution that it mirrors. */
export interface ConvTranspose2dOptions extends Conv2dOptions {
  /** Rows and columns more at the bottom and at the right, less than the stride; 0 by default. */
  readonly outputPadding?: Pair;
}

/**
 * The convolution that a transposed one is the mirror of: its input `[n, c, h, w]` is the transposed
 * one's output, with `h = (oh - 1) stride - top - bottom + dilation (kh - 1) + 1 + outputPadding`.
 *
 * @throws {ShapeError} If the shapes do not fit each other, or nothing is left of the output.
 * @throws {RangeError} If an option is no integer in its range.
 */
export function convTranspose2dGeometry(
  x: Shape,
  weight: Shape,
  bias: Shape | null,
  options: ConvTranspose2dOptions,
): Conv2dGeometry {
  const action = `convolve ${showShape(x)} transposed with ${showShape(weight)}`;
  const { bottom, right, ...steps } = conv2dSteps(action, options);
  const { n, c: o, h: oh, w: ow } = imageSizes(x, "convolve");
  const [inputs, share, kh, kw] = kernelSizes(action, weight);
  const { groups, strideY, strideX, top, left, dilationY, dilationX } = steps;
  if (inputs !== o) {
    throw new ShapeError(
      `Cannot ${action}: input channels must match, the images have ${o}, the kernels ${inputs}`,
    );
  }
  if (o % groups !== 0) {
    throw new ShapeError(`Cannot ${action}: ${groups} groups must divide the ${o} input channels`);
  }
  const c = share * groups;
  checkBias(action, bias, c);
  const extra = options.outputPadding ?? 0;
  const [extraY, extraX] = sides(extra);
  for (const [value, stride] of [[extraY, strideY], [extraX, strideX]] as const) {
    if (!Number.isInteger(value) || value < 0 || value >= stride) {
      throw new RangeError(
        `Cannot ${action}: outputPadding must be an integer from 0 to ${stride - 1}, got ${value}`,
      );
    }
  }
  const h = (oh - 1) * strideY - top - bottom + dilationY * (kh - 1) + 1 + extraY;
  const w = (ow - 1) * strideX - left - right + dilationX * (kw - 1) + 1 + extraX;
  if (h < 1 || w < 1) {
    throw new ShapeError(`Cannot ${action}: padding leaves nothing of the output, ${h}x${w}`);
  }
  return { n, c, h, w, o, kh, kw, oh, ow, ...steps };
}
