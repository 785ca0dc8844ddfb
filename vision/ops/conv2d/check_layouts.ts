import type { Tensor } from "../../tensor.ts";

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
