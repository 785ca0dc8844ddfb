import { type VehicleDimensions } from "../shapes/vehicles/dimensions.ts";
import { type BodyShape } from "../physics/rigid_body.ts";

/** Principal moments of a solid box about its middle, kg m^2: about x, y and z. */
export function boxInertia(
  mass: number,
  length: number,
  width: number,
  height: number,
): [number, number, number] {
  const moment = (a: number, b: number) => mass * (a * a + b * b) / 12;
  return [moment(width, height), moment(length, height), moment(length, width)];
}

/**
 * The collision box of a vehicle of that size, about its centre of mass.
 *
 * @param front Distance of the front axle ahead of the centre of mass, metres.
 * @param clearance Height of its underside above the ground, metres.
 */
export function hullBox(
  { length, width, height, frontOverhang }: VehicleDimensions,
  front: number,
  rideHeight: number,
  clearance: number,
): Required<Pick<BodyShape, "halfExtents" | "middle">> {
  return {
    halfExtents: [length / 2, width / 2, (height - clearance) / 2],
    middle: [front + frontOverhang - length / 2, 0, (height + clearance) / 2 - rideHeight],
  };
}
