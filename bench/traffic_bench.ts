import { Footprints } from "../sim/actors/footprints.ts";
import { LaneGraph, type SignalGroup } from "../sim/roads/lane_graph.ts";
import { createRoadLandscape } from "../sim/roads/road_landscape.ts";
import { createTraffic } from "../sim/traffic/traffic.ts";

const RATE = 60;
/** Vehicles in each town: its streets are busy and still flow. */
const PER_TOWN = 60;

/**
 * The most vehicles that one core still steps 60 times a second: `traffic_vehicles_60hz`.
 *
 * They drive through towns that lie side by side, as many as their number asks for, so that each has
 * lights, signs, crossings and turns to heed. A tick is what a world does for it: footprints, then the
 * step. The number is doubled until a tick takes too long, then narrowed down.
 *
 * @param ticks Ticks that are measured, after half as many that are not.
 * @param within How far too low the number may be, as a factor.
 */
export function benchTraffic({ ticks = 120, within = 1.04 } = {}): Record<string, number> {
  const town = createRoadLandscape(1_000_000, "town").roads.lanes;
  const reaches = (vehicles: number) => ticksPerSecond(town, vehicles, ticks) >= RATE;
  let enough = 1000, tooMany = 0;
  if (!reaches(enough)) return { traffic_vehicles_60hz: 0 };
  while (tooMany === 0) {
    if (reaches(2 * enough)) enough *= 2;
    else tooMany = 2 * enough;
  }
  while (tooMany / enough > within) {
    const middle = Math.round((enough + tooMany) / 2);
    if (reaches(middle)) enough = middle;
    else tooMany = middle;
  }
  return { traffic_vehicles_60hz: enough };
}

function ticksPerSecond(town: LaneGraph, vehicles: number, ticks: number): number {
  const towns = sideBySide(town, Math.ceil(vehicles / PER_TOWN));
  const traffic = createTraffic(towns, () => 0, { seed: 1, count: vehicles });
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

/** So many copies of a town in a square, one graph. */
function sideBySide({ lanes, walks, signals }: LaneGraph, copies: number): LaneGraph {
  const columns = Math.ceil(Math.sqrt(copies));
  const shifted = (values: Float64Array, by: number) => values.map((value) => value + by);
  const all = Array.from({ length: copies }, (_, k) => {
    const east = 600 * (k % columns), north = 600 * Math.floor(k / columns);
    const lane = (id: number) => id < 0 ? id : id + k * lanes.length;
    const walk = (id: number) => id + k * walks.length;
    const signal = (id: number) => id < 0 ? id : id + k * signals.length;
    return {
      lanes: lanes.map((each) => ({
        ...each,
        id: lane(each.id),
        x: shifted(each.x, east),
        y: shifted(each.y, north),
        next: each.next.map(lane),
        previous: each.previous.map(lane),
        left: lane(each.left),
        right: lane(each.right),
        signal: signal(each.signal),
        yieldTo: each.yieldTo.map(lane),
        crossings: each.crossings.map(({ walk: id, s }) => ({ walk: walk(id), s })),
      })),
      walks: walks.map((each) => ({
        ...each,
        id: walk(each.id),
        x: shifted(each.x, east),
        y: shifted(each.y, north),
        atStart: each.atStart.map(walk),
        atEnd: each.atEnd.map(walk),
        lanes: each.lanes.map(lane),
        signal: signal(each.signal),
      })),
      signals: signals.map((each): SignalGroup => ({ ...each, id: signal(each.id) })),
    };
  });
  return new LaneGraph(
    all.flatMap((each) => each.lanes),
    all.flatMap((each) => each.walks),
    all.flatMap((each) => each.signals),
  );
}
