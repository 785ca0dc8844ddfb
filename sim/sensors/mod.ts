import { createBumperSwitch } from "./bumper_switch.ts";
import { createGnss } from "./gnss.ts";
import { createImu } from "./imu.ts";
import { createOdometry } from "./odometry.ts";

/** The sensors that a rover carries beside its cameras: one line each. */
export function createSensors(seed: number) {
  return {
    gnss: createGnss(seed),
    imu: createImu(seed),
    odometry: createOdometry(seed),
    bumper: createBumperSwitch(),
  } as const;
}

/** The rover's sensors beside its cameras. */
export type Sensors = ReturnType<typeof createSensors>;
