import { type Lane, type LaneGraph, type LanePlace, type LanePoint } from "./lane_graph.ts";

/** A stretch of one lane that a route follows. */
export interface RouteLeg {
  readonly lane: number;
  /** Arc length on the lane where the leg begins and ends. */
  readonly from: number;
  readonly to: number;
  /** Arc length along the route where it begins. */
  readonly start: number;
  /** Whether it goes over from the lane before by changing lanes, not from its end. */
  readonly changed: boolean;
}

/** A way over lanes from one place to another. */
export interface Route {
  readonly legs: readonly RouteLeg[];
  readonly length: number;
}

/** What changing lanes counts as beside its length, metres of way. */
export const CHANGE_COST = 25;
/** Metres along a lane that changing to its neighbour takes. */
export const CHANGE_LENGTH = 30;

/** A place on the way: a lane entered at `s`, or, where `arrived`, the goal. */
interface Reached {
  readonly lane: number;
  readonly s: number;
  readonly cost: number;
  readonly before: Reached | null;
  readonly changed: boolean;
  readonly arrived: boolean;
}

/**
 * The cheapest way from a place to another lane's place, by Dijkstra's algorithm (1959): on to a lane's next
 * ones, or, right where it was entered, over to a neighbour of the same direction. It costs its length, and
 * {@link CHANGE_COST} for each change.
 *
 * @returns Null where no way leads there.
 */
export function planRoute(graph: LaneGraph, from: LanePlace, to: LanePlace): Route | null {
  const settled = new Set<string>();
  const open: Reached[] = [];
  const reach = (lane: number, s: number, cost: number, before: Reached | null, changed = false) =>
    open.push({ lane, s, cost, before, changed, arrived: false });
  reach(from.lane, from.s, 0, null);
  while (open.length > 0) {
    let best = 0;
    for (let k = 1; k < open.length; k++) if (open[k]!.cost < open[best]!.cost) best = k;
    const here = open.splice(best, 1)[0]!;
    if (here.arrived) return routeOf(graph, here.before!, to.s);
    // Entered further on, a lane may be left sooner: each place on it counts for itself.
    const key = `${here.lane} ${here.s}`;
    if (settled.has(key)) continue;
    settled.add(key);
    const { lane, s, cost } = here;
    const { length, next, left, right } = graph.lanes[lane]!;
    if (lane === to.lane && s <= to.s) {
      open.push({ ...here, cost: cost + to.s - s, before: here, arrived: true });
    }
    for (const following of next) reach(following, 0, cost + length - s, here);
    for (const neighbour of [left, right]) {
      if (neighbour < 0) continue;
      const after = besides(graph.lanes[lane]!, graph.lanes[neighbour]!, s) + CHANGE_LENGTH;
      if (after > graph.lanes[neighbour]!.length) continue;
      reach(neighbour, after, cost + CHANGE_LENGTH + CHANGE_COST, here, true);
    }
  }
  return null;
}

/** The way that led to a place, up to arc length `end` of its lane. */
function routeOf(graph: LaneGraph, last: Reached, end: number): Route {
  const chain: Reached[] = [];
  for (let each: Reached | null = last; each; each = each.before) chain.unshift(each);
  let start = 0;
  const legs = chain.map((each, k): RouteLeg => {
    const after = chain[k + 1];
    const to = !after ? end : after.changed ? each.s : graph.lanes[each.lane]!.length;
    // A change begins where the leg before ends, and is over where the new lane was counted from.
    const from = each.changed ? each.s - CHANGE_LENGTH : each.s;
    const leg = { lane: each.lane, from, to, start, changed: each.changed };
    start += to - from;
    return leg;
  });
  return { legs, length: start };
}

/**
 * A way of at least `length` metres from a place, with lanes drawn at random where it may go several
 * ways; shorter where the roads end.
 */
export function wander(
  graph: LaneGraph,
  from: LanePlace,
  length: number,
  random: () => number,
): Route {
  const legs: RouteLeg[] = [];
  let { lane, s } = from;
  let start = 0;
  for (;;) {
    const { length: end, next } = graph.lanes[lane]!;
    const to = Math.min(end, s + length - start);
    legs.push({ lane, from: s, to, start, changed: false });
    start += to - s;
    if (start >= length - 1e-9 || next.length === 0) return { legs, length: start };
    lane = next[Math.floor(random() * next.length)]!;
    s = 0;
  }
}

/** Arc length on a neighbouring lane beside a place on this one: neighbours are as long, in lanes' shares. */
function besides(lane: Lane, neighbour: Lane, s: number): number {
  return Math.min(neighbour.length, s * neighbour.length / lane.length);
}

/**
 * A route as a line to follow, a sample per metre. Changes of lanes are smooth: the share of the new lane grows
 * as `3 t^2 - 2 t^3` over {@link CHANGE_LENGTH}.
 */
export class RouteLine {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly yaw: Float64Array;
  /** 1/m, positive to the left. */
  readonly curvature: Float64Array;
  /** m/s */
  readonly speedLimit: Float64Array;
  /** Lane under each sample. */
  readonly lane: Int32Array;
  readonly length: number;

  constructor(graph: LaneGraph, route: Route) {
    const count = Math.max(2, Math.floor(route.length) + 1);
    this.length = count - 1;
    this.x = new Float64Array(count);
    this.y = new Float64Array(count);
    this.yaw = new Float64Array(count);
    this.curvature = new Float64Array(count);
    this.speedLimit = new Float64Array(count);
    this.lane = new Int32Array(count);
    const point: LanePoint = { x: 0, y: 0, yaw: 0, curvature: 0 };
    const old: LanePoint = { x: 0, y: 0, yaw: 0, curvature: 0 };
    let k = 0;
    for (let i = 0; i < count; i++) {
      while (k + 1 < route.legs.length && i >= route.legs[k + 1]!.start) k++;
      const leg = route.legs[k]!;
      const along = i - leg.start;
      graph.point(leg.lane, leg.from + along, point);
      if (leg.changed && along < CHANGE_LENGTH) {
        const before = route.legs[k - 1]!;
        graph.point(before.lane, before.to + along, old);
        const t = along / CHANGE_LENGTH;
        const share = t * t * (3 - 2 * t);
        point.x = old.x + share * (point.x - old.x);
        point.y = old.y + share * (point.y - old.y);
      }
      this.x[i] = point.x;
      this.y[i] = point.y;
      this.lane[i] = leg.lane;
      this.speedLimit[i] = graph.lanes[leg.lane]!.speedLimit;
    }
    for (let i = 0; i < count; i++) {
      const a = Math.max(0, i - 1), b = Math.min(count - 1, i + 1);
      this.yaw[i] = Math.atan2(this.y[b]! - this.y[a]!, this.x[b]! - this.x[a]!);
    }
    for (let i = 0; i < count; i++) {
      const a = Math.max(0, i - 2), b = Math.min(count - 1, i + 2);
      const turn = this.yaw[b]! - this.yaw[a]!;
      this.curvature[i] = Math.atan2(Math.sin(turn), Math.cos(turn)) / (b - a);
    }
  }

  /**
   * Where a point lies beside the line: arc length and metres to its left; the samples from `from` on are
   * searched for `reach` metres.
   */
  place(px: number, py: number, from: number, reach: number): { s: number; d: number } {
    const first = Math.max(0, Math.floor(from));
    const last = Math.min(this.x.length - 1, Math.ceil(from + reach));
    let best = first, squared = Infinity;
    for (let i = first; i <= last; i++) {
      const distance = (this.x[i]! - px) ** 2 + (this.y[i]! - py) ** 2;
      if (distance < squared) squared = distance, best = i;
    }
    const cos = Math.cos(this.yaw[best]!), sin = Math.sin(this.yaw[best]!);
    const dx = px - this.x[best]!, dy = py - this.y[best]!;
    return { s: best + dx * cos + dy * sin, d: -dx * sin + dy * cos };
  }
}
