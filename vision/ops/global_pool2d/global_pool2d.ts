import { imageSizes } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { max, mean } from "../reduce/mod.ts";

const PIXELS = { axes: [2, 3], keepdims: true } as const;

/**
 * Mean of each map: `[n, c, h, w]` to `[n, c, 1, 1]`.
 *
 * @throws {ShapeError} If `x` holds no images.
 * @see Lin, Chen and Yan 2013, "Network in Network", section 3.2.
 */
export function globalAvgPool2d(x: Tensor): Tensor {
  imageSizes(x.shape, "average-pool");
  return mean(x, PIXELS);
}

/**
 * Largest of each map: `[n, c, h, w]` to `[n, c, 1, 1]`. Equal largest ones share the gradient equally.
 *
 * @throws {ShapeError} If `x` holds no images.
 */
export function globalMaxPool2d(x: Tensor): Tensor {
  imageSizes(x.shape, "max-pool");
  return max(x, PIXELS);
}
