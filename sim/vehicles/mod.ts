import { car } from "./car.ts";
import { fourByFour } from "./four_by_four.ts";
import { rover } from "./rover.ts";
import { type VehicleKind } from "./vehicle.ts";

/** Every kind of vehicle that a world can be about: one line each. */
export const VEHICLES: readonly VehicleKind[] = [
  rover,
  fourByFour,
  car,
];

/**
 * The kind of vehicle of that name.
 *
 * @throws {RangeError} If there is none; the message lists those there are.
 */
export function vehicleNamed(name: string): VehicleKind {
  const kind = VEHICLES.find((each) => each.name === name);
  if (kind) return kind;
  const known = VEHICLES.map((each) => each.name).join(", ");
  throw new RangeError(`Cannot find vehicle "${name}": there are ${known}`);
}
