import type { Shape } from "../../shape.ts";
import { poolGeometry, type WindowGeometry, type WindowOptions } from "../window_geometry.ts";

/**
 * Sizes of a max-pooling.
 *
 * @throws {ShapeError} If the window exceeds the images.
 * @throws {RangeError} If an option is no integer in its range.
 */
export function maxPoolGeometry(shape: Shape, options: WindowOptions): WindowGeometry {
  const { kernel } = options;
  // A tap's index must fit in a byte.
  for (const side of typeof kernel === "number" ? [kernel] : kernel) {
    if (!Number.isInteger(side) || side < 1 || side > 16) {
      throw new RangeError(`Cannot max-pool with a window of ${side}: want an integer, 1 to 16`);
    }
  }
  return poolGeometry(shape, options, "max-pool");
}
