import { type LabelName } from "../labels.ts";
import { type Vec3 } from "../pose.ts";
import {
  DIMENSIONS,
  type VehicleDimensions,
  type VehicleName,
} from "../shapes/vehicles/dimensions.ts";
import { type IdmParameters } from "./idm.ts";

/** A kind of road vehicle: measures, and how it drives. */
export interface VehicleModel {
  readonly name: VehicleName;
  readonly label: LabelName;
  readonly size: VehicleDimensions;
  /** kg */
  readonly mass: number;
  /** Hardest braking, m/s^2. */
  readonly maxBraking: number;
  /** m/s */
  readonly topSpeed: number;
  readonly idm: IdmParameters;
  /** Share of the traffic where no other mix is asked for. */
  readonly share: number;
  /** Linear RGB paints to choose from. */
  readonly paints: readonly Vec3[];
}

const CAR: IdmParameters = { acceleration: 1.5, deceleration: 2, timeGap: 1.2, minimumGap: 2 };
const BRISK: IdmParameters = { acceleration: 2.1, deceleration: 2.4, timeGap: 1, minimumGap: 1.8 };
const VAN: IdmParameters = { acceleration: 1.2, deceleration: 2, timeGap: 1.3, minimumGap: 2.2 };
const TRUCK: IdmParameters = {
  acceleration: 0.8,
  deceleration: 1.8,
  timeGap: 1.6,
  minimumGap: 2.5,
};
const BUS: IdmParameters = { acceleration: 0.9, deceleration: 1.6, timeGap: 1.5, minimumGap: 2.5 };
const CYCLIST: IdmParameters = { acceleration: 0.9, deceleration: 2, timeGap: 1, minimumGap: 1.2 };

/** Paints of cars, as they come out of factories: much white, grey and black, some colour. */
const CAR_PAINTS: readonly Vec3[] = [
  [0.78, 0.78, 0.77],
  [0.78, 0.78, 0.77],
  [0.42, 0.43, 0.44],
  [0.14, 0.145, 0.15],
  [0.02, 0.021, 0.023],
  [0.02, 0.021, 0.023],
  [0.46, 0.018, 0.018],
  [0.25, 0.01, 0.014],
  [0.025, 0.09, 0.33],
  [0.05, 0.2, 0.42],
  [0.02, 0.045, 0.12],
  [0.035, 0.13, 0.08],
  [0.52, 0.3, 0.06],
  [0.4, 0.36, 0.28],
  [0.55, 0.12, 0.02],
];

/** Every kind of road vehicle: one row each. */
// deno-fmt-ignore
export const VEHICLE_MODELS: readonly VehicleModel[] = [
  car("city_car", 980, 0.09),
  car("hatchback", 1280, 0.17),
  car("saloon", 1520, 0.12),
  car("estate", 1580, 0.1),
  car("suv", 1780, 0.13),
  car("coupe", 1460, 0.05, BRISK),
  car("pickup", 2150, 0.04, VAN),
  car("minivan", 1850, 0.06),
  { ...car("taxi", 1560, 0.04), paints: [[0.72, 0.44, 0.02]] },
  { name: "delivery_van", label: "truck", size: DIMENSIONS.delivery_van, mass: 2600, maxBraking: 7.5, topSpeed: 38, idm: VAN, share: 0.06,
    paints: [[0.78, 0.78, 0.77], [0.78, 0.78, 0.77], [0.7, 0.4, 0.02], [0.03, 0.08, 0.28], [0.14, 0.145, 0.15]] },
  { name: "box_truck", label: "truck", size: DIMENSIONS.box_truck, mass: 7200, maxBraking: 6.5, topSpeed: 24.5, idm: TRUCK, share: 0.035,
    paints: [[0.75, 0.75, 0.74], [0.42, 0.02, 0.02], [0.03, 0.12, 0.4], [0.05, 0.25, 0.1]] },
  { name: "tipper_truck", label: "truck", size: DIMENSIONS.tipper_truck, mass: 15000, maxBraking: 6.5, topSpeed: 23, idm: TRUCK, share: 0.015,
    paints: [[0.7, 0.27, 0.01], [0.5, 0.04, 0.02], [0.72, 0.72, 0.7]] },
  { name: "tank_truck", label: "truck", size: DIMENSIONS.tank_truck, mass: 17000, maxBraking: 6.5, topSpeed: 23, idm: TRUCK, share: 0.01,
    paints: [[0.5, 0.04, 0.02], [0.03, 0.12, 0.4], [0.05, 0.25, 0.1]] },
  { name: "city_bus", label: "bus", size: DIMENSIONS.city_bus, mass: 13500, maxBraking: 6, topSpeed: 23, idm: BUS, share: 0.02,
    paints: [[0.5, 0.03, 0.02], [0.06, 0.22, 0.42], [0.05, 0.28, 0.12], [0.75, 0.5, 0.03]] },
  { name: "coach", label: "bus", size: DIMENSIONS.coach, mass: 15500, maxBraking: 6, topSpeed: 27.5, idm: BUS, share: 0.01,
    paints: [[0.75, 0.75, 0.74], [0.02, 0.05, 0.2], [0.3, 0.02, 0.08]] },
  { name: "bicycle", label: "bicycle", size: DIMENSIONS.bicycle, mass: 88, maxBraking: 4.5, topSpeed: 6.4, idm: CYCLIST, share: 0.06,
    paints: [[0.45, 0.02, 0.02], [0.03, 0.12, 0.4], [0.02, 0.02, 0.022], [0.1, 0.4, 0.3], [0.7, 0.6, 0.1]] },
];

function car(name: VehicleName, mass: number, share: number, idm = CAR): VehicleModel {
  return {
    name,
    label: "car",
    size: DIMENSIONS[name],
    mass,
    maxBraking: 8.5,
    topSpeed: 50,
    idm,
    share,
    paints: CAR_PAINTS,
  };
}

/**
 * The model of that name.
 *
 * @throws {RangeError} If there is none.
 */
export function vehicleModel(name: string): VehicleModel {
  const found = VEHICLE_MODELS.find((model) => model.name === name);
  if (!found) {
    throw new RangeError(
      `Cannot find vehicle "${name}": wanted one of ${
        VEHICLE_MODELS.map((model) => model.name).join(", ")
      }`,
    );
  }
  return found;
}
