import { type LaneGraph } from "../roads/lane_graph.ts";
import { type Conflict, type LaneConflicts } from "./lane_conflicts.ts";
import { type LaneObstacles } from "./lane_obstacles.ts";
import { type LaneOrder } from "./lane_order.ts";
import { type LaneTables } from "./lane_tables.ts";
import { type Holders } from "./leaders.ts";
import { type SignalLights } from "./signal_lights.ts";
import { LONG_WHEELBASE } from "./routes.ts";
import { type TrafficState } from "./traffic_state.ts";

/** How drivers judge the time they need to get out of the way: acceleration m/s^2, and speed, m/s. */
const CLEARING_ACCELERATION = 1.2;
const CLEARING_SPEED = 7;
/** Time left over between two vehicles in a conflict, seconds. */
const TIME_MARGIN = 1;
/** A vehicle that starts is expected to come at this speed at least, m/s. */
const EXPECTED_SPEED = 4;
/** Who could have gone for so long (ticks) is let in by those who could still stop. */
const PATIENCE = 20 * 60;
/** Room that a vehicle wants behind the junction, beside its own length, metres. */
const EXIT_ROOM = 1.5;
/** How hard others can brake, m/s^2: how far they roll at least. */
const HARD_BRAKING = 8;

/**
 * Lets vehicles into the conflicts of lanes, one after the other: whoever enters holds its lane until
 * its rear has passed each conflict. Priority is by the lanes' right of way, then by who could go
 * first; nobody enters who could not leave. So junctions neither jam nor see a crash.
 */
export class JunctionGates implements Holders {
  readonly of: (number[] | undefined)[];
  readonly #graph: LaneGraph;
  readonly #tables: LaneTables;
  readonly #conflicts: LaneConflicts;
  readonly #state: TrafficState;
  readonly #order: LaneOrder;
  readonly #obstacles: LaneObstacles;
  readonly #lights: SignalLights;
  readonly #active: number[] = [];
  #tick = 0;

  constructor(
    graph: LaneGraph,
    tables: LaneTables,
    conflicts: LaneConflicts,
    state: TrafficState,
    order: LaneOrder,
    obstacles: LaneObstacles,
    lights: SignalLights,
  ) {
    this.of = Array.from(conflicts.gated, (gated) => gated ? [] : undefined);
    this.#graph = graph;
    this.#tables = tables;
    this.#conflicts = conflicts;
    this.#state = state;
    this.#order = order;
    this.#obstacles = obstacles;
    this.#lights = lights;
    conflicts.gated.forEach((gated, lane) => gated && this.#active.push(lane));
  }

  positionOn(v: number, lane: number): number {
    const { lane: on, next, afterNext, previous, beforePrevious, s } = this.#state;
    const { length } = this.#tables;
    const own = s[v]!;
    if (on[v] === lane) return own;
    if (next[v] === lane) return own - length[on[v]!]!;
    if (previous[v] === lane) return own + length[lane]!;
    if (beforePrevious[v] === lane) return own + length[previous[v]!]! + length[lane]!;
    if (afterNext[v] === lane) return own - length[on[v]!]! - length[next[v]!]!;
    return Infinity;
  }

  /** Lets go of lanes whose conflicts have been passed. */
  update(tick: number): void {
    this.#tick = tick;
    const { rear } = this.#state;
    for (const lane of this.#active) {
      const holders = this.of[lane]!;
      if (holders.length === 0) continue;
      const conflicts = this.#conflicts.conflicts[lane]!;
      let kept = 0;
      for (const v of holders) {
        const end = this.positionOn(v, lane) - rear[v]!;
        if (conflicts.some(({ to }) => end <= to)) holders[kept++] = v;
      }
      holders.length = kept;
    }
  }

  enter(v: number, lane: number): void {
    if (!this.of[lane]!.includes(v)) this.of[lane]!.push(v);
  }

  /** Gives back what has been promised, as when the light turns to amber. */
  leave(v: number, lane: number): void {
    const holders = this.of[lane];
    const at = holders?.indexOf(v) ?? -1;
    if (at >= 0) holders!.splice(at, 1);
  }

  /** Whether there is room for the vehicle at the start of the lane that leads out of the junction. */
  hasRoom(v: number, lane: number): boolean {
    if (lane < 0) return true;
    const { first, s } = this.#order;
    const { front, rear, speed, lane: on } = this.#state;
    const slot = first[lane]!;
    if (slot === first[lane + 1]!) return true;
    const last = this.#order.vehicle(slot);
    let room = s[slot]! - rear[last]! + speed[last]! ** 2 / (2 * HARD_BRAKING);
    const { previous } = this.#tables;
    for (let i = previous.first[lane]!; i < previous.first[lane + 1]!; i++) {
      for (const u of this.of[previous.lanes[i]!] ?? []) {
        if (u !== v && on[u] !== lane) room -= front[u]! + rear[u]! + EXIT_ROOM;
      }
    }
    return room > front[v]! + rear[v]! + EXIT_ROOM;
  }

  /**
   * Whether vehicle `v` may go on into a lane with conflicts.
   *
   * @param distance From its front to the gate, metres.
   * @param toStart From its middle to the start of the lane, metres; below 0 on it.
   */
  isFree(v: number, lane: number, distance: number, toStart: number): boolean {
    const { readySince } = this.#state;
    const impatient = this.#isImpatient(v);
    for (const conflict of this.#conflicts.conflicts[lane]!) {
      if (this.#heldAgainst(v, conflict, lane, toStart)) return false;
      if (conflict.wide) continue;
      const time = this.#clearingTime(v, distance + conflict.to - this.#conflicts.gate[lane]!);
      if (this.#foreignComes(conflict, time)) return false;
      if (conflict.yields === 1 && !impatient) {
        if (this.#someoneComes(v, conflict, time + TIME_MARGIN)) return false;
      } else if (readySince[v]! > 0 && this.#someoneWaited(v, conflict)) return false;
    }
    return true;
  }

  #heldAgainst(v: number, conflict: Conflict, lane: number, toStart: number): boolean {
    const { front, rear, speed, minimumGap } = this.#state;
    const { length } = this.#tables;
    for (const u of this.of[conflict.other]!) {
      if (u === v) continue;
      const position = this.positionOn(u, conflict.other);
      if (position - rear[u]! > conflict.otherTo) continue;
      if (conflict.wide && !this.#isLong(v) && !this.#isLong(u)) continue;
      if (!conflict.merge) return true;
      const gap = toStart + length[lane]! - front[v]! -
        (length[conflict.other]! - position + rear[u]!);
      const closing = Math.max(0, speed[v]! ** 2 - speed[u]! ** 2) / 4;
      if (gap < minimumGap[v]! + 0.5 * speed[v]! + closing) return true;
    }
    return false;
  }

  /** Seconds until the rear is `distance` metres beyond where the front is now. */
  #clearingTime(v: number, distance: number): number {
    const { speed, front, rear } = this.#state;
    const way = distance + front[v]! + rear[v]!;
    const now = speed[v]!;
    if (now >= CLEARING_SPEED) return way / now;
    const gained = (CLEARING_SPEED ** 2 - now * now) / (2 * CLEARING_ACCELERATION);
    if (way <= gained) {
      return (Math.sqrt(now * now + 2 * CLEARING_ACCELERATION * way) - now) / CLEARING_ACCELERATION;
    }
    return (CLEARING_SPEED - now) / CLEARING_ACCELERATION + (way - gained) / CLEARING_SPEED;
  }

  /** Whether somebody with the right of way reaches the conflict within that time. */
  #someoneComes(v: number, { other, otherFrom }: Conflict, time: number): boolean {
    if (this.#comesOn(v, other, other, otherFrom, time)) return true;
    const { previous, length } = this.#tables;
    for (let i = previous.first[other]!; i < previous.first[other + 1]!; i++) {
      const way = previous.lanes[i]!;
      if (!this.#lights.allows(way)) continue;
      if (this.#comesOn(v, way, other, length[way]! + otherFrom, time)) return true;
      if (length[way]! > 40) continue;
      for (let j = previous.first[way]!; j < previous.first[way + 1]!; j++) {
        const before = previous.lanes[j]!;
        if (!this.#lights.allows(before)) continue;
        const whole = length[before]! + length[way]! + otherFrom;
        if (this.#comesOn(v, before, way, whole, time)) return true;
      }
    }
    return false;
  }

  /** The foremost few on a lane: whether one goes to `goal`, not let in, and arrives within `time`. */
  #comesOn(v: number, way: number, goal: number, at: number, time: number): boolean {
    const { first, s } = this.#order;
    const { next, speed, front, stopped, readySince, held } = this.#state;
    const inside = way === goal;
    const stops = this.#graph.lanes[way]!.control === "stop";
    let seen = 0;
    for (let slot = first[way + 1]! - 1; slot >= first[way]! && seen < 4; slot--) {
      const u = this.#order.vehicle(slot);
      if (u === v || s[slot]! + front[u]! > at) continue;
      if (inside ? held[u]! & 1 : (next[u] !== goal || held[u]! & 2)) continue;
      seen++;
      if (!inside && stops && !stopped[u]) continue;
      // One that stands and could not go is no reason to wait.
      if (speed[u]! < 0.5 && readySince[u] === 0) continue;
      if ((at - s[slot]! - front[u]!) / Math.max(speed[u]!, EXPECTED_SPEED) < time) return true;
    }
    return false;
  }

  #isLong(v: number): boolean {
    return this.#state.wheelbase[v]! > LONG_WHEELBASE;
  }

  #isImpatient(v: number): boolean {
    const since = this.#state.readySince[v]!;
    return since > 0 && this.#tick - since > PATIENCE;
  }

  /** Whether somebody bound for the other lane could have gone on before; with less right, long before. */
  #someoneWaited(v: number, { other: goal, yields }: Conflict): boolean {
    const { readySince, next } = this.#state;
    const { first } = this.#order;
    const { previous } = this.#tables;
    const mine = readySince[v]!;
    for (let i = previous.first[goal]!; i < previous.first[goal + 1]!; i++) {
      const way = previous.lanes[i]!;
      const slot = first[way + 1]! - 1;
      if (slot < first[way]!) continue;
      const u = this.#order.vehicle(slot);
      if (u === v || next[u] !== goal || readySince[u] === 0) continue;
      if (yields === -1 && !this.#isImpatient(u)) continue;
      if (readySince[u]! < mine || (readySince[u] === mine && u < v)) return true;
    }
    return false;
  }

  /** Whether what is no traffic, as the ego vehicle, is in the conflict or drives towards it. */
  #foreignComes({ other, otherFrom, otherTo }: Conflict, time: number): boolean {
    const { head, following, from, to, speed, drives } = this.#obstacles;
    for (let k = head[other]!; k >= 0; k = following[k]!) {
      if (!drives[k] || from[k]! > otherTo) continue;
      if (to[k]! > otherFrom - 1) return true;
      if (speed[k]! > 0.5 && (otherFrom - to[k]!) / speed[k]! < time + TIME_MARGIN) return true;
    }
    const { previous, length } = this.#tables;
    for (let i = previous.first[other]!; i < previous.first[other + 1]!; i++) {
      const way = previous.lanes[i]!;
      if (!this.#lights.allows(way)) continue;
      for (let k = head[way]!; k >= 0; k = following[k]!) {
        if (!drives[k] || speed[k]! < 1) continue;
        if ((length[way]! - to[k]! + otherFrom) / speed[k]! < time + TIME_MARGIN) return true;
      }
    }
    return false;
  }
}
