import { Footprints } from "../sim/actors/footprints.ts";
import { createTraffic } from "../sim/traffic/traffic.ts";
import { gridTown } from "../tests/support/lane_graphs.ts";

const RATE = 60;
/** Vehicles for each junction of the grid: busy streets that still flow. */
const PER_JUNCTION = 12;

/**
 * The most vehicles that one core still steps 60 times a second: `traffic_vehicles_60hz`.
 *
 * They drive through a grid of streets with lights, signs and turns that grows with their number, so
 * that each has as much to heed as in a town. A tick is what a world does for it: footprints, then the
 * step. The number is doubled until a tick takes too long, then narrowed down to 4 %.
 *
 * @param ticks Ticks that are measured, after half as many that are not.
 */
export function benchTraffic({ ticks = 120 } = {}): Record<string, number> {
  let enough = 1000, tooMany = 0;
  if (!reaches(enough, ticks)) return { traffic_vehicles_60hz: 0 };
  while (tooMany === 0) {
    if (reaches(2 * enough, ticks)) enough *= 2;
    else tooMany = 2 * enough;
  }
  while (tooMany / enough > 1.04) {
    const middle = Math.round((enough + tooMany) / 2);
    if (reaches(middle, ticks)) enough = middle;
    else tooMany = middle;
  }
  return { traffic_vehicles_60hz: enough };
}

function reaches(vehicles: number, ticks: number): boolean {
  return ticksPerSecond(vehicles, ticks) >= RATE;
}

function ticksPerSecond(vehicles: number, ticks: number): number {
  const side = Math.max(1, Math.round(Math.sqrt(vehicles / PER_JUNCTION)));
  const graph = gridTown(
    side,
    side,
    (column, row) => (column + row) % 2 === 0 ? "signal" : "yield",
  );
  const traffic = createTraffic(graph, () => 0, { seed: 1, count: vehicles });
  const footprints = new Footprints();
  let start = 0;
  const warmUp = Math.round(ticks / 2);
  for (let tick = 0; tick < warmUp + ticks; tick++) {
    if (tick === warmUp) start = performance.now();
    footprints.clear();
    traffic.writeFootprints(footprints);
    traffic.step(1 / RATE, tick / RATE, footprints);
  }
  return 1000 * ticks / (performance.now() - start);
}
