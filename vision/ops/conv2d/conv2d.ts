import { defineOp } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { checkLayouts } from "./check_layouts.ts";
import { type Conv2dInputs, conv2dReference } from "./conv2d_ref.ts";
import { type Conv2dGeometry, conv2dGeometry, type Conv2dOptions } from "./geometry.ts";
import { gradBias } from "./grad_bias.ts";
import { gradWeight } from "./grad_weight.ts";
import { depthwiseConv2dOp } from "../depthwise_conv2d/depthwise_conv2d.ts";
import { fitsSlide, slide } from "./slide.ts";
import { ungrouped } from "./ungrouped.ts";

/** The operation behind {@link conv2d}. */
export const conv2dOp = defineOp<Conv2dInputs, Conv2dOptions, Conv2dGeometry>({
  name: "conv2d",
  paper: "LeCun et al. 1989, Backpropagation applied to handwritten zip code recognition",
  forward([x, weight, bias], options) {
    const g = conv2dGeometry(x.shape, weight.shape, bias?.shape ?? null, options);
    checkLayouts(x, weight, bias);
    const relu = options.activation === "relu";
    return { output: slide(g, x, weight, bias, { transposed: false, relu }), saved: g };
  },
  backward(gradient, { inputs: [x, weight], output, saved: g, options, wanted }) {
    const relu = options.activation === "relu";
    const { dz, db } = gradBias(gradient, relu ? output : null, wanted[2] === true);
    const dw = wanted[1] ? gradWeight(g, x, dz) : null;
    const dx = wanted[0] ? slide(g, dz, weight, null, { transposed: true, relu: false }) : null;
    return [dx, dw, db];
  },
  reference: conv2dReference,
});

/**
 * Two-dimensional convolution (cross-correlation, as in every ConvNet library) with optional bias
 * and rectifier:
 * `y[n, o, i, j] = act(b[o] + sum_{c, u, v} w[o, c, u, v] x[n, c, i s + u d - p, j s + v d - p])`,
 * zero outside the image; stride `s`, dilation `d` and padding `p` of each direction. With groups, `o` runs
 * over the channels of its own group alone.
 *
 * @param x Images `[n, c, h, w]`.
 * @param weight Kernels `[o, c / groups, kh, kw]`, layout `linear`.
 * @param bias `[o]`, or `null`.
 * @returns Images `[n, o, floor((h + 2 p - d (kh - 1) - 1) / s) + 1, ...]`.
 * @throws {ShapeError} If the shapes do not fit each other.
 * @throws {RangeError} If an option is no integer in its range.
 * @throws {TypeError} If the layouts are not those named, or something is not f32.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { requestDevice } from "../../adapter.ts";
 * import { conv2d } from "./conv2d.ts";
 *
 * const device = await requestDevice();
 * const x = device.tensor([1, 2, 3, 4], [1, 1, 2, 2]);
 * const weight = device.tensor([1, 0, 0, -1], [1, 1, 2, 2], { layout: "linear" });
 * assert.deepEqual(await conv2d(x, weight, null).read(), Float32Array.of(-3));
 * ```
 */
export function conv2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: Conv2dOptions = {},
): Tensor {
  const { groups = 1, ...rest } = options;
  if (groups === 1) return conv2dOp([x, weight, bias], options);
  const g = conv2dGeometry(x.shape, weight.shape, bias?.shape ?? null, options);
  checkLayouts(x, weight, bias);
  if (g.c === groups && g.o === groups) return depthwiseConv2dOp([x, weight, bias], options);
  if (fitsSlide(g)) return conv2dOp([x, weight, bias], options);
  return conv2dOp([x, ungrouped(weight, g), bias], rest);
}
