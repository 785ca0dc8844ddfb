import { type Motion, type Sensor, type SensorSpec } from "./sensor.ts";

/** What the switch promises. */
export const bumperSpec: SensorSpec = {
  name: "bumper",
  shape: [],
  dtype: "bool",
  low: 0,
  high: 1,
  unit: "",
  frame: "body",
  rateHz: 60,
  noise: "none",
};

/** Whether the front bumper is pressed, every tick. */
export function createBumperSwitch(): Sensor<boolean> {
  let reading = false;
  return {
    spec: bumperSpec,
    get reading() {
      return reading;
    },
    update({ bumper }: Motion) {
      reading = bumper;
    },
    dynamicState: () => [reading ? 1 : 0],
  };
}
