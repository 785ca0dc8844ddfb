import { desiredGap, freeAcceleration } from "./idm.ts";
import { type LaneConflicts } from "./lane_conflicts.ts";
import { type LaneObstacles } from "./lane_obstacles.ts";
import { type LaneOrder } from "./lane_order.ts";
import { type LaneTables, type Neighbours } from "./lane_tables.ts";
import { changeGain } from "./mobil.ts";
import { type Routes } from "./routes.ts";
import { NOWHERE, type TrafficState } from "./traffic_state.ts";
import { type LaneGraph } from "../roads/lane_graph.ts";

/** MOBIL's threshold and safe braking, m/s^2 (Kesting, Treiber, Helbing 2007, table 1). */
const THRESHOLD = 0.2;
const SAFE_BRAKING = 3;
/** Where the own lane ends, others are expected to brake harder. */
const FORCED_BRAKING = 4.5;
/** Keep-right rule: the gain of the right lane over the left. */
const RIGHT_BIAS = 0.25;
/** Gain of getting off a lane that ends, m/s^2, and how far before its end, metres. */
const FORCED_BIAS = 6;
const FORCED_REACH = 250;
/** No voluntary change so many seconds before the end of a lane, or metres. */
const SETTLED_TIME = 4;
const SETTLED_LENGTH = 25;
/** Side distance to something on the other lane, metres and seconds. */
const CLEAR = 4;
const CLEAR_TIME = 1.5;
/** Vehicles on lanes before and behind the other lane count within this of its ends, metres. */
const BEYOND = 80;

/** Changes of lane by MOBIL. */
export class LaneChanges {
  readonly #state: TrafficState;
  readonly #graph: LaneGraph;
  readonly #tables: LaneTables;
  readonly #conflicts: LaneConflicts;
  readonly #order: LaneOrder;
  readonly #obstacles: LaneObstacles;
  readonly #routes: Routes;
  /** Tick of the last change into each lane: one at a time, for the order knows none yet. */
  readonly #lastChange: Int32Array;

  constructor(
    state: TrafficState,
    graph: LaneGraph,
    tables: LaneTables,
    conflicts: LaneConflicts,
    order: LaneOrder,
    obstacles: LaneObstacles,
    routes: Routes,
  ) {
    this.#state = state;
    this.#graph = graph;
    this.#tables = tables;
    this.#conflicts = conflicts;
    this.#order = order;
    this.#obstacles = obstacles;
    this.#routes = routes;
    this.#lastChange = new Int32Array(tables.count).fill(-1);
  }

  /** Moves `v` to a neighbouring lane if that pays and is safe. */
  consider(v: number, tick: number): void {
    const { lane, s, ghost, speed, held, rear, d, aim } = this.#state;
    const on = lane[v]!;
    const { left, right } = this.#graph.lanes[on]!;
    if ((left < 0 && right < 0) || ghost[v]! >= 0 || Math.abs(d[v]! - aim[v]!) > 0.5) return;
    if (this.#conflicts.gated[on] || this.#graph.lanes[on]!.inJunction) return;
    const forced = this.#routes.drops[on] === 1;
    const toEnd = this.#tables.length[on]! - s[v]!;
    if (s[v]! < rear[v]! + 1 || held[v]! & 6) return;
    if (!forced && (toEnd < SETTLED_TIME * speed[v]! + SETTLED_LENGTH || speed[v]! < 2)) return;
    const leftGain = left < 0 ? -Infinity : this.#gain(v, this.#tables.left, forced, -RIGHT_BIAS);
    const rightGain = right < 0 ? -Infinity : this.#gain(v, this.#tables.right, forced, RIGHT_BIAS);
    if (leftGain <= 0 && rightGain <= 0) return;
    const side = leftGain > rightGain ? this.#tables.left : this.#tables.right;
    if (this.#lastChange[side.lane[on]!] === tick) return;
    this.#lastChange[side.lane[on]!] = tick;
    this.#move(v, side);
  }

  #gain(v: number, side: Neighbours, forced: boolean, sideBias: number): number {
    const { lane, s, speed, rear, front, politeness, timeGap, minimumGap } = this.#state;
    const on = lane[v]!, target = side.lane[on]!;
    const place = this.#placeOn(on, s[v]!, side.s);
    if (Number.isNaN(place) || this.#conflicts.gated[target] || !this.#routes.suits(v, target)) {
      return -Infinity;
    }
    const toEnd = this.#tables.length[target]! - place;
    if (this.#routes.drops[target] && toEnd < FORCED_REACH) return -Infinity;
    if (place < rear[v]! + 1 || toEnd < front[v]! + 5) return -Infinity;
    if (this.#occupied(v, target, place)) return -Infinity;
    const { first, s: placed } = this.#order;
    const above = this.#slotAbove(target, place);
    const slot = this.#order.slot[v]!;
    let leader = above < first[target + 1]! ? this.#order.vehicle(above) : -1;
    let follower = above > first[target]! ? this.#order.vehicle(above - 1) : -1;
    let leaderGap = leader < 0 ? Infinity : placed[above]! - place - front[v]! - rear[leader]!;
    let followerGap = follower < 0
      ? Infinity
      : place - placed[above - 1]! - rear[v]! - front[follower]!;
    if (leader < 0 && toEnd < BEYOND) {
      leader = this.#firstBeyond(target);
      if (leader >= 0) leaderGap = toEnd + this.#state.s[leader]! - front[v]! - rear[leader]!;
    }
    if (follower < 0 && place < BEYOND) {
      follower = this.#lastBefore(target);
      if (follower >= 0) {
        const left = this.#tables.length[lane[follower]!]! - s[follower]!;
        followerGap = place + left - rear[v]! - front[follower]!;
      }
    }
    if (leaderGap < minimumGap[v]! || followerGap < 1.5) return -Infinity;
    const oldAbove = slot + 1 < first[on + 1]! ? this.#order.vehicle(slot + 1) : -1;
    const oldBelow = slot > first[on]! ? this.#order.vehicle(slot - 1) : -1;
    const oldGap = oldAbove < 0
      ? Infinity
      : placed[slot + 1]! - s[v]! - front[v]! - rear[oldAbove]!;
    const behindGap = oldBelow < 0
      ? Infinity
      : s[v]! - placed[slot - 1]! - rear[v]! - front[oldBelow]!;
    const own = this.#acceleration(v, on, oldGap, oldAbove);
    const ownAfter = this.#acceleration(v, target, leaderGap, leader);
    if (ownAfter < -FORCED_BRAKING) return -Infinity;
    const length = front[v]! + rear[v]!;
    // Those behind in the old lane would have the gap to my leader instead.
    const bias = forced ? FORCED_BIAS : sideBias;
    // No change for a place in a queue that is hardly longer.
    if (!forced && leaderGap < speed[v]! * timeGap[v]! * 0.5 + minimumGap[v]!) return -Infinity;
    return changeGain(
      {
        politeness: forced ? 0 : politeness[v]!,
        threshold: THRESHOLD,
        safeBraking: forced ? FORCED_BRAKING : SAFE_BRAKING,
      },
      {
        own,
        ownAfter,
        newFollower: follower < 0
          ? 0
          : this.#acceleration(follower, target, followerGap + length + leaderGap, leader),
        newFollowerAfter: follower < 0 ? 0 : this.#acceleration(follower, target, followerGap, v),
        oldFollower: oldBelow < 0 ? 0 : this.#acceleration(oldBelow, on, behindGap, v),
        oldFollowerAfter: oldBelow < 0
          ? 0
          : this.#acceleration(oldBelow, on, behindGap + length + oldGap, oldAbove),
      },
      bias,
    );
  }

  /** IDM of `v` on a lane behind `leader` at that gap. */
  #acceleration(v: number, lane: number, gap: number, leader: number): number {
    const { speed, speedFactor, topSpeed, maxAcceleration, deceleration } = this.#state;
    const { timeGap, minimumGap, twoRoot } = this.#state;
    const desired = Math.min(this.#tables.limit[lane]! * speedFactor[v]!, topSpeed[v]!);
    const free = freeAcceleration(speed[v]!, desired, maxAcceleration[v]!, deceleration[v]!);
    if (leader < 0 || gap === Infinity) return free;
    const wanted = desiredGap(
      speed[v]!,
      speed[v]! - speed[leader]!,
      timeGap[v]!,
      minimumGap[v]!,
      twoRoot[v]!,
    );
    return free - maxAcceleration[v]! * (wanted / Math.max(gap, 0.1)) ** 2;
  }

  /** Where arc length `s` of a lane lies on its neighbour. */
  #placeOn(lane: number, s: number, table: Float64Array): number {
    const k = this.#tables.sampleAt(lane, s);
    const t = s * this.#tables.perMetre[lane]! - (k - this.#tables.first[lane]!);
    return table[k]! + t * (table[k + 1]! - table[k]!);
  }

  /** The hindmost vehicle on the lanes that a lane leads to; -1 where there is none. */
  #firstBeyond(lane: number): number {
    const { next } = this.#tables;
    const { first, s } = this.#order;
    let found = -1, least = Infinity;
    for (let i = next.first[lane]!; i < next.first[lane + 1]!; i++) {
      const slot = first[next.lanes[i]!]!;
      if (slot === first[next.lanes[i]! + 1]! || s[slot]! >= least) continue;
      least = s[slot]!;
      found = this.#order.vehicle(slot);
    }
    return found;
  }

  /** The foremost vehicle on the lanes that lead to a lane, and that goes there; -1 where there is none. */
  #lastBefore(lane: number): number {
    const { previous, length } = this.#tables;
    const { first, s } = this.#order;
    let found = -1, least = Infinity;
    for (let i = previous.first[lane]!; i < previous.first[lane + 1]!; i++) {
      const way = previous.lanes[i]!;
      const slot = first[way + 1]! - 1;
      if (slot < first[way]!) continue;
      const u = this.#order.vehicle(slot);
      const left = length[way]! - s[slot]!;
      if (this.#state.lane[u] !== way || this.#state.next[u] !== lane || left >= least) continue;
      least = left;
      found = u;
    }
    return found;
  }

  #slotAbove(lane: number, place: number): number {
    const { first, s } = this.#order;
    let low = first[lane]!, high = first[lane + 1]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (s[middle]! > place) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Whether somebody or something that is no traffic is beside or just ahead, or comes from behind. */
  #occupied(v: number, lane: number, place: number): boolean {
    if (this.#isBeside(v, lane, place)) return true;
    const { previous, length } = this.#tables;
    for (let i = previous.first[lane]!; i < previous.first[lane + 1]!; i++) {
      const way = previous.lanes[i]!;
      if (this.#isBeside(v, way, place + length[way]!)) return true;
    }
    return false;
  }

  /** The same for what is on one lane, at a place that may lie beyond that lane's end. */
  #isBeside(v: number, lane: number, place: number): boolean {
    const { front, rear, speed } = this.#state;
    const { head, following, from, to, speed: speeds } = this.#obstacles;
    for (let k = head[lane]!; k >= 0; k = following[k]!) {
      const ahead = CLEAR + CLEAR_TIME * Math.max(speed[v]!, speed[v]! - speeds[k]!);
      const behind = CLEAR + CLEAR_TIME * Math.max(0, speeds[k]!);
      if (from[k]! < place + front[v]! + ahead && to[k]! > place - rear[v]! - behind) return true;
    }
    return false;
  }

  #move(v: number, side: Neighbours): void {
    const { lane, s, d, aim, theta, ghost, ghostS, held } = this.#state;
    const { previous, beforePrevious, readySince, stopped } = this.#state;
    const on = lane[v]!, target = side.lane[on]!;
    const place = this.#placeOn(on, s[v]!, side.s);
    const across = this.#placeOn(on, s[v]!, side.d);
    const yawBefore = this.#tables.yaw[this.#tables.sampleAt(on, s[v]!)]!;
    const yawAfter = this.#tables.yaw[this.#tables.sampleAt(target, place)]!;
    ghost[v] = on;
    ghostS[v] = s[v]!;
    lane[v] = target;
    s[v] = place;
    d[v]! += across;
    aim[v] = d[v]!;
    const turned = yawBefore - yawAfter;
    theta[v]! += turned - 2 * Math.PI * Math.round(turned / (2 * Math.PI));
    previous[v] = beforePrevious[v] = NOWHERE;
    held[v] = readySince[v] = stopped[v] = 0;
    this.#routes.plan(v);
  }
}
