import { ShapeError } from "../../errors.ts";
import { imageSizes, type Shape, showShape } from "../../shape.ts";

/** Window and step of a pooling, in pixels. */
export interface MaxPool2dOptions {
  /** Side of the square window, 1 to 16. */
  readonly kernel: number;
  readonly stride: number;
}

/** Output sizes: what does not fill a window at the right or the bottom is dropped. */
export function pooledShape(shape: Shape, { kernel, stride }: MaxPool2dOptions): Shape {
  const { n, c, h, w } = imageSizes(shape, "max-pool");
  // A tap's index must fit in a byte.
  if (!Number.isInteger(kernel) || kernel < 1 || kernel > 16) {
    throw new RangeError(`Cannot max-pool with a window of ${kernel}: want an integer, 1 to 16`);
  }
  if (!Number.isInteger(stride) || stride < 1) {
    throw new RangeError(`Cannot max-pool with a stride of ${stride}: want a positive integer`);
  }
  if (h < kernel || w < kernel) {
    throw new ShapeError(
      `Cannot max-pool ${showShape(shape)}: a window of ${kernel} exceeds ${h} x ${w} pixels`,
    );
  }
  return [n, c, Math.floor((h - kernel) / stride) + 1, Math.floor((w - kernel) / stride) + 1];
}
