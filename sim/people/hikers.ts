import { type ActorGroup } from "../actors/actor.ts";
import { type HeightAt } from "../articulation/footfalls.ts";
import { LaneGraph, type Walk } from "../roads/lane_graph.ts";
import { createCrowd, type CrowdOptions } from "./crowd.ts";

/** Who walks along a way off the road. */
export interface HikerOptions extends Omit<CrowdOptions, "hiking"> {
  /** How far they stray to either side of the way, metres; 1.6 where not given. */
  readonly reach?: number;
}

const SPACING = 0.5;

/**
 * A few people on a way through the country, up and down it: one more who uses it. They keep right, make
 * way for each other and for vehicles, and step nowhere that is not free.
 *
 * @param waypoints At least two points of the way, metres apart.
 * @throws {RangeError} If there are fewer, or no room for as many people.
 *
 * @example
 * ```ts
 * import { createHikers } from "./hikers.ts";
 * const way = [{ x: 0, y: 0 }, { x: 30, y: 5 }, { x: 60, y: 0 }];
 * createHikers(way, () => 0, { seed: 3, count: 2 }).actors.length; // 2
 * ```
 */
export function createHikers(
  waypoints: readonly { readonly x: number; readonly y: number }[],
  heightAt: HeightAt,
  { reach = 1.6, ...options }: HikerOptions,
): ActorGroup {
  const walk = alongWaypoints(waypoints, 2 * reach);
  const graph = new LaneGraph([], [walk], []);
  return createCrowd(graph, heightAt, { name: "hikers", ...options, hiking: true });
}

function alongWaypoints(
  waypoints: readonly { readonly x: number; readonly y: number }[],
  width: number,
): Walk {
  if (waypoints.length < 2) {
    throw new RangeError(
      `Cannot lead hikers along ${waypoints.length} waypoints: wanted two or more`,
    );
  }
  const lengths = [0];
  waypoints.slice(1).forEach(({ x, y }, k) => {
    lengths.push(lengths[k]! + Math.hypot(x - waypoints[k]!.x, y - waypoints[k]!.y));
  });
  const length = lengths.at(-1)!;
  const pieces = Math.max(1, Math.round(length / SPACING));
  const x = new Float64Array(pieces + 1), y = new Float64Array(pieces + 1);
  let k = 0;
  for (let n = 0; n <= pieces; n++) {
    const s = length * n / pieces;
    while (k < waypoints.length - 2 && s > lengths[k + 1]!) k++;
    const t = (s - lengths[k]!) / (lengths[k + 1]! - lengths[k]! || 1);
    x[n] = waypoints[k]!.x + t * (waypoints[k + 1]!.x - waypoints[k]!.x);
    y[n] = waypoints[k]!.y + t * (waypoints[k + 1]!.y - waypoints[k]!.y);
  }
  return {
    id: 0,
    kind: "pavement",
    x,
    y,
    spacing: length / pieces,
    length,
    width,
    atStart: [],
    atEnd: [],
    lanes: [],
    signal: -1,
  };
}
