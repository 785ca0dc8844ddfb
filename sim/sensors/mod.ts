import { createBumperSwitch } from "./bumper_switch.ts";
import { createGnss } from "./gnss.ts";
import { createImu } from "./imu.ts";
import { createInertial } from "./inertial.ts";
import { createOdometry } from "./odometry.ts";
import { type Sensing } from "../weather/weather.ts";

/**
 * The sensors that a vehicle carries beside its cameras: one line each.
 *
 * @param sensing What the weather does to them.
 */
export function createSensors(seed: number, sensing: Sensing) {
  return {
    gnss: createGnss(seed, sensing.gnssNoise),
    imu: createImu(seed),
    inertial: createInertial(seed),
    odometry: createOdometry(seed),
    bumper: createBumperSwitch(),
  } as const;
}

/** A vehicle's sensors beside its cameras. */
export type Sensors = ReturnType<typeof createSensors>;
