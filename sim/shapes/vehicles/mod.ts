import { type ShapeMaker } from "../mod.ts";
import { BICYCLE_SHAPES } from "./bicycle_shapes.ts";
import { carShapes } from "./car_shapes.ts";
import { DIMENSIONS, type VehicleDimensions } from "./dimensions.ts";
import { heavyShapes } from "./heavy_shapes.ts";
import { ROVER_SHAPES } from "./rover_shapes.ts";
import { wheelShape } from "./wheels.ts";

/** Wheels of each vehicle, named after it. */
function wheels(): Record<string, ShapeMaker> {
  const family: Record<string, ShapeMaker> = {};
  for (const [name, size] of Object.entries(DIMENSIONS) as [string, VehicleDimensions][]) {
    if (size.track === 0) continue;
    const heavy = size.width > 2.3;
    const design = {
      radius: size.wheelRadius,
      width: size.wheelWidth,
      rim: heavy ? 0.56 : name === "coupe" ? 0.74 : 0.66,
      spokes: heavy ? 6 : 5,
    };
    family[`${name}_wheel`] = (level) => wheelShape(design, level);
  }
  return family;
}

/** Shapes of road vehicles: bodies, wheels, lamps, and a bicycle with its rider. */
export const VEHICLE_SHAPES: Readonly<Record<string, ShapeMaker>> = {
  ...carShapes(),
  ...heavyShapes(),
  ...wheels(),
  ...BICYCLE_SHAPES,
  ...ROVER_SHAPES,
};
