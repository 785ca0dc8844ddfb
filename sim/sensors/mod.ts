import { createBumperSwitch } from "./bumper_switch.ts";
import { createGnss } from "./gnss.ts";
import { createImu } from "./imu.ts";
import { createOdometry } from "./odometry.ts";
import { type VehicleKind } from "../vehicles/vehicle.ts";

/** The sensors that a vehicle carries beside its cameras: one line each. */
export function createSensors(seed: number, _vehicle: VehicleKind) {
  return {
    gnss: createGnss(seed),
    imu: createImu(seed),
    odometry: createOdometry(seed),
    bumper: createBumperSwitch(),
  } as const;
}

/** A vehicle's sensors beside its cameras. */
export type Sensors = ReturnType<typeof createSensors>;
