import { ShapeError } from "../errors.ts";
import { imageSizes, showShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/**
 * The sizes of images that a kernel is about to read as groups of four channels.
 *
 * @throws {ShapeError} If the tensor is not `[n, c, h, w]`, or is not stored as `c4`.
 */
export function imageInput(
  x: Tensor,
  action: string,
): { n: number; c: number; h: number; w: number } {
  const sizes = imageSizes(x.shape, action);
  if (x.layout !== "c4") {
    throw new ShapeError(
      `Cannot ${action} ${showShape(x.shape)}: it is stored as ${x.layout}, want c4; make images ` +
        "without a layout, or with layout c4",
    );
  }
  return sizes;
}
