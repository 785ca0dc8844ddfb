import { wrapAngle } from "../pose.ts";
import {
  type LaneControl,
  type LaneGraph,
  type LanePoint,
  type SignalState,
} from "./lane_graph.ts";

/** Where a vehicle stands on the plane. */
export interface VehiclePlace {
  readonly x: number;
  readonly y: number;
  /** Radians from +x, counter-clockwise. */
  readonly yaw: number;
}

/** A line ahead, sampled along a lane: metres in the vehicle's frame, x forward and y left. */
export interface LineAhead {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Where the lanes ahead want a vehicle to stop. */
export interface StopAhead {
  /** Along the lane, metres. */
  readonly distance: number;
  readonly control: Exclude<LaneControl, "none">;
  /** What its signal shows; null where there is none. */
  readonly signal: SignalState | null;
}

/** The lane that a vehicle is on, exactly. */
export interface LaneTruth {
  readonly lane: number;
  /** Arc length on it, metres. */
  readonly s: number;
  /** Metres to the left of its centre line. */
  readonly offset: number;
  /** Heading of the vehicle less that of the lane, radians in (-pi, pi]. */
  readonly headingError: number;
  /** 1/m, positive to the left. */
  readonly curvature: number;
  readonly width: number;
  /** m/s */
  readonly speedLimit: number;
  /** Its centre line and its boundaries from beside the vehicle on. */
  readonly centre: LineAhead;
  readonly left: LineAhead;
  readonly right: LineAhead;
  /** The next stop line; null where there is none within 150 m. */
  readonly stop: StopAhead | null;
}

/** How lane truth is told. */
export interface LaneTruthOptions {
  /** Length of the lines ahead and distance between their points, metres. */
  readonly ahead?: number;
  readonly spacing?: number;
  /** Simulated seconds, for signals. */
  readonly time?: number;
  /** Which of the next lanes the vehicle will take; the straightest where not given. */
  readonly choose?: (lane: number, next: readonly number[]) => number;
}

/** Lanes are looked for within this distance, metres. */
const REACH = 8;
/** Stop lines are looked for within this distance, metres. */
const STOP_REACH = 150;
/** Metres beside the middle of a lane that weigh as much as a radian of wrong heading. */
const METRES_PER_RADIAN = 4;

/**
 * The lane of a vehicle: the one whose centre line and heading are nearest its own. Null where none is within
 * 8 m that does not run against it.
 *
 * @example
 * ```ts
 * import { laneTruthAt } from "./lane_truth.ts";
 * import { createRoadLandscape } from "./road_landscape.ts";
 * const { lanes } = createRoadLandscape(7, "country").roads;
 * const { x, y, yaw } = lanes.point(0, 30, { x: 0, y: 0, yaw: 0, curvature: 0 });
 * laneTruthAt(lanes, { x, y, yaw: yaw + 0.1 })!.headingError; // 0.1
 * ```
 */
export function laneTruthAt(
  graph: LaneGraph,
  place: VehiclePlace,
  { ahead = 40, spacing = 1, time = 0, choose = straightest(graph) }: LaneTruthOptions = {},
): LaneTruth | null {
  const point: LanePoint = { x: 0, y: 0, yaw: 0, curvature: 0 };
  let best: { lane: number; s: number; d: number; error: number } | null = null;
  let least = Infinity;
  for (const { lane, s, d } of graph.placesNear(place.x, place.y, REACH)) {
    const error = wrapAngle(place.yaw - graph.point(lane, s, point).yaw);
    if (Math.abs(error) > Math.PI / 2) continue;
    const cost = Math.abs(d) + METRES_PER_RADIAN * Math.abs(error);
    if (cost >= least) continue;
    least = cost;
    best = { lane, s, d, error };
  }
  if (!best) return null;
  const { width, speedLimit } = graph.lanes[best.lane]!;
  const { curvature } = graph.point(best.lane, best.s, point);
  const way = wayAhead(graph, best.lane, best.s, Math.max(ahead, STOP_REACH), choose);
  const lines = linesAhead(graph, place, way, ahead, spacing);
  return {
    lane: best.lane,
    s: best.s,
    offset: best.d,
    headingError: best.error,
    curvature,
    width,
    speedLimit,
    ...lines,
    stop: stopAhead(graph, way, time),
  };
}

/** A lane of the way ahead, and how far ahead its start lies (behind: below 0). */
interface WayPiece {
  readonly lane: number;
  readonly start: number;
}

function wayAhead(
  graph: LaneGraph,
  lane: number,
  s: number,
  reach: number,
  choose: NonNullable<LaneTruthOptions["choose"]>,
): WayPiece[] {
  const way: WayPiece[] = [{ lane, start: -s }];
  for (;;) {
    const last = way.at(-1)!;
    const { length, next } = graph.lanes[last.lane]!;
    const start = last.start + length;
    if (start > reach || next.length === 0) return way;
    way.push({ lane: choose(last.lane, next), start });
  }
}

function linesAhead(
  graph: LaneGraph,
  place: VehiclePlace,
  way: readonly WayPiece[],
  ahead: number,
  spacing: number,
): Pick<LaneTruth, "centre" | "left" | "right"> {
  const last = way.at(-1)!;
  const reach = Math.min(ahead, last.start + graph.lanes[last.lane]!.length);
  const count = Math.floor(reach / spacing + 1e-9) + 1;
  const line = () => ({ x: new Float64Array(count), y: new Float64Array(count) });
  const [centre, left, right] = [line(), line(), line()];
  const [cos, sin] = [Math.cos(place.yaw), Math.sin(place.yaw)];
  const point: LanePoint = { x: 0, y: 0, yaw: 0, curvature: 0 };
  let piece = 0;
  for (let k = 0; k < count; k++) {
    const distance = k * spacing;
    while (piece + 1 < way.length && way[piece + 1]!.start <= distance) piece++;
    const { lane, start } = way[piece]!;
    const { x, y, yaw } = graph.point(lane, distance - start, point);
    const half = graph.lanes[lane]!.width / 2;
    for (const [out, side] of [[centre, 0], [left, half], [right, -half]] as const) {
      const dx = x - side * Math.sin(yaw) - place.x;
      const dy = y + side * Math.cos(yaw) - place.y;
      out.x[k] = cos * dx + sin * dy;
      out.y[k] = cos * dy - sin * dx;
    }
  }
  return { centre, left, right };
}

function stopAhead(graph: LaneGraph, way: readonly WayPiece[], time: number): StopAhead | null {
  for (const { lane, start } of way) {
    const { control, length, signal } = graph.lanes[lane]!;
    const distance = start + length;
    if (distance > STOP_REACH) return null;
    if (control === "none") continue;
    return { distance, control, signal: signal < 0 ? null : graph.signalAt(signal, time) };
  }
  return null;
}

/** Goes on with the lane that turns least. */
function straightest(graph: LaneGraph): NonNullable<LaneTruthOptions["choose"]> {
  const turn = (id: number) => {
    const { yaw } = graph.lanes[id]!;
    return Math.abs(yaw.at(-1)! - yaw[0]!);
  };
  return (_, next) => next.reduce((best, id) => turn(id) < turn(best) ? id : best);
}
