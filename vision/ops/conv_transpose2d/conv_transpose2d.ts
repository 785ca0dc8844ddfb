import { defineOp } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { checkLayouts } from "../conv2d/check_layouts.ts";
import type { Conv2dInputs } from "../conv2d/conv2d_ref.ts";
import type { Conv2dGeometry } from "../conv2d/geometry.ts";
import { gradBias } from "../conv2d/grad_bias.ts";
import { gradWeight } from "../conv2d/grad_weight.ts";
import { fitsSlide, slide } from "../conv2d/slide.ts";
import { ungrouped } from "../conv2d/ungrouped.ts";
import { convTranspose2dReference } from "./conv_transpose2d_ref.ts";
import { convTranspose2dGeometry, type ConvTranspose2dOptions } from "./geometry.ts";

export type { ConvTranspose2dOptions } from "./geometry.ts";

/**
 * The operation behind {@link convTranspose2d}. It is the input gradient of a convolution, so its own
 * input gradient is that convolution, and its weight gradient that convolution's with image and
 * gradient in each other's place.
 */
export const convTranspose2dOp = defineOp<Conv2dInputs, ConvTranspose2dOptions, Conv2dGeometry>({
  name: "conv_transpose2d",
  paper: "Zeiler et al. 2010, Deconvolutional networks",
  forward([x, weight, bias], options) {
    const g = convTranspose2dGeometry(x.shape, weight.shape, bias?.shape ?? null, options);
    checkLayouts(x, weight, bias);
    const relu = options.activation === "relu";
    return { output: slide(g, x, weight, bias, { transposed: true, relu }), saved: g };
  },
  backward(gradient, { inputs: [x, weight], output, saved: g, options, wanted }) {
    const relu = options.activation === "relu";
    const { dz, db } = gradBias(gradient, relu ? output : null, wanted[2] === true);
    const dw = wanted[1] ? gradWeight(g, dz, x) : null;
    const dx = wanted[0] ? slide(g, dz, weight, null, { transposed: false, relu: false }) : null;
    return [dx, dw, db];
  },
  reference: convTranspose2dReference,
});

/**
 * Transposed convolution: every input pixel lays a kernel, times its value, onto the output,
 * `y[n, c, i s + u d - p, j s + v d - p] += w[o, c, u, v] x[n, o, i, j]`, plus the bias.
 *
 * @param x Images `[n, o, h, w]`.
 * @param weight Kernels `[o, c / groups, kh, kw]`, layout `linear`.
 * @param bias `[c]`, or `null`.
 * @returns Images `[n, c, (h - 1) s - 2 p + d (kh - 1) + 1 + outputPadding, ...]`.
 * @throws {ShapeError} If the shapes do not fit each other.
 * @throws {RangeError} If an option is no integer in its range.
 * @throws {TypeError} If the layouts are not those named, or something is not f32.
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvTranspose2dOptions = {},
): Tensor {
  const g = convTranspose2dGeometry(x.shape, weight.shape, bias?.shape ?? null, options);
  if (fitsSlide(g)) return convTranspose2dOp([x, weight, bias], options);
  const { groups: _, ...rest } = options;
  return convTranspose2dOp([x, ungrouped(weight, g), bias], rest);
}
