import { imageSizes, type Shape } from "../../shape.ts";

/** How an image is resampled. */
export type ResizeMode = "bilinear" | "nearest";

/** What {@link resize} takes. */
export interface ResizeOptions {
  /** Height and width wanted, in pixels. */
  readonly size: readonly [height: number, width: number];
  /** How values between pixels are found. */
  readonly mode: ResizeMode;
}

/** Output sizes. */
export function resizedShape(shape: Shape, { size: [height, width] }: ResizeOptions): Shape {
  const { n, c } = imageSizes(shape, "resize");
  for (const size of [height, width]) {
    if (!Number.isInteger(size) || size < 1) {
      throw new RangeError(
        `Cannot resize to ${height} x ${width} pixels: want positive integers, got ${size}`,
      );
    }
  }
  return [n, c, height, width];
}
