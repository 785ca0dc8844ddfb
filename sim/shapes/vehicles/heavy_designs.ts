import { type BoxDesign } from "./box_body.ts";
import { DIMENSIONS } from "./dimensions.ts";

/** Cabs of trucks and bodies of buses by name of the vehicle. */
export const HEAVY_DESIGNS = {
  box_truck: {
    size: DIMENSIONS.box_truck,
    from: 0,
    to: 1.95,
    floor: 0.42,
    top: 2.55,
    belt: 1.5,
    cant: 2.3,
    screen: [1.38, 2.3],
    rake: 0.16,
    windows: [[0.35, 1.25]],
    rearWindow: false,
  },
  tipper_truck: {
    size: DIMENSIONS.tipper_truck,
    from: 0,
    to: 2.15,
    floor: 0.5,
    top: 2.85,
    belt: 1.75,
    cant: 2.5,
    screen: [1.62, 2.5],
    rake: 0.1,
    windows: [[0.35, 1.35]],
    rearWindow: false,
  },
  tank_truck: {
    size: DIMENSIONS.tank_truck,
    from: 0,
    to: 2.2,
    floor: 0.5,
    top: 3,
    belt: 1.8,
    cant: 2.6,
    screen: [1.65, 2.6],
    rake: 0.12,
    windows: [[0.35, 1.4]],
    rearWindow: false,
  },
  city_bus: {
    size: DIMENSIONS.city_bus,
    from: 0,
    to: 11,
    floor: 0.3,
    top: 3.05,
    belt: 1.15,
    cant: 2.45,
    screen: [0.95, 2.45],
    rake: 0.1,
    windows: [[0.25, 1.45], [1.55, 3.1], [3.2, 4.75], [4.85, 6.4], [6.5, 8.05], [8.15, 9.6], [
      9.7,
      10.6,
    ]],
    rearWindow: true,
  },
  coach: {
    size: DIMENSIONS.coach,
    from: 0,
    to: 11.8,
    floor: 0.34,
    top: 3.5,
    belt: 1.75,
    cant: 3.0,
    screen: [1.2, 3.0],
    rake: 0.32,
    windows: [[0.45, 2.2], [2.28, 4.05], [4.13, 5.9], [5.98, 7.75], [7.83, 9.6], [9.68, 11.3]],
    rearWindow: true,
  },
} as const satisfies Record<string, BoxDesign>;

/** Names of trucks and buses. */
export type HeavyName = keyof typeof HEAVY_DESIGNS;
