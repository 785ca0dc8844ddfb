import { defineOp } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { type Conv2dInputs, conv2dReference } from "./conv2d_ref.ts";
import { type Conv2dGeometry, conv2dGeometry, type Conv2dOptions } from "./geometry.ts";
import { gradBias } from "./grad_bias.ts";
import { gradWeight } from "./grad_weight.ts";
import { slide } from "./slide.ts";

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
 * Checks what a convolution works on.
 *
 * @throws {TypeError} If the images are not `c4`, the kernels not `linear`, or anything not f32.
 */
export function checkLayouts(x: Tensor, weight: Tensor, bias: Tensor | null): void {
  for (const { dtype } of bias ? [x, weight, bias] : [x, weight]) {
    if (dtype !== "f32") throw new TypeError(`Cannot convolve with ${dtype}: want f32`);
  }
  if (x.layout !== "c4" || weight.layout !== "linear") {
    throw new TypeError(
      `Cannot convolve ${x.layout} images with ${weight.layout} kernels: want c4 images, ` +
        'linear kernels (make them with { layout: "linear" })',
    );
  }
}

/**
 * Two-dimensional convolution (cross-correlation, as in every ConvNet library) with optional bias
 * and rectifier:
 * `y[n, o, i, j] = act(b[o] + sum_{c, u, v} w[o, c, u, v] x[n, c, i s + u - p, j s + v - p])`,
 * zero outside the image.
 *
 * @param x Images `[n, c, h, w]`.
 * @param weight Kernels `[o, c, kh, kw]`, layout `linear`.
 * @param bias `[o]`, or `null`.
 * @returns Images `[n, o, floor((h + 2 p - kh) / s) + 1, floor((w + 2 p - kw) / s) + 1]`.
 * @throws {ShapeError} If the shapes do not fit each other.
 * @throws {RangeError} If stride or padding is not an integer in range.
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
  return conv2dOp([x, weight, bias], options);
}
