import { type Loft, loft } from "../loft.ts";
import { type ShapeMaker } from "../mod.ts";
import { Shape } from "../shape.ts";

/** A shape of one loft. */
export function lofted(body: Loft): ShapeMaker {
  return (level) => {
    const shape = new Shape();
    loft(shape, body, level);
    return shape;
  };
}
