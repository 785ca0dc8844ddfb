import { desiredGap, SMALLEST_GAP } from "./idm.ts";
import { type LaneConflicts } from "./lane_conflicts.ts";
import { type LaneOrder } from "./lane_order.ts";
import { type LaneTables } from "./lane_tables.ts";
import { type TrafficState } from "./traffic_state.ts";

/** Nobody farther ahead is looked at, metres. */
const SIGHT = 180;

/** Who has been let into a lane's conflicts and has not left them. */
export interface Holders {
  /** Vehicles, in the order in which they were let in; undefined for a lane without conflicts. */
  readonly of: readonly (readonly number[] | undefined)[];
  /** Arc length of a vehicle on a lane of its way, below 0 before it; `Infinity` far behind it. */
  positionOn(vehicle: number, lane: number): number;
}

/**
 * The vehicles that one must keep its distance from: the leader on its lane and on the lanes that it
 * takes next, the leader on the lane that it is leaving, those on lanes that fork from its own, and
 * those that will join its way before it.
 */
export class Leaders {
  /** Largest `(s* / s)^2` of the IDM over all of them. */
  interaction = 0;
  /** The nearest on its own way: -1 where there is none; and bumper to bumper, metres. */
  nearest = -1;
  gap = Infinity;
  readonly #state: TrafficState;
  readonly #tables: LaneTables;
  readonly #order: LaneOrder;
  readonly #conflicts: LaneConflicts;
  readonly #forks: FlatForks;
  readonly #holders: Holders;
  /** Whether a lane has forks or merges: most have none. */
  readonly #special: Uint8Array;
  #v = 0;

  constructor(
    state: TrafficState,
    tables: LaneTables,
    order: LaneOrder,
    conflicts: LaneConflicts,
    holders: Holders,
  ) {
    this.#state = state;
    this.#tables = tables;
    this.#order = order;
    this.#conflicts = conflicts;
    this.#forks = flatForks(conflicts);
    this.#holders = holders;
    this.#special = Uint8Array.from(
      conflicts.forks,
      (forks, lane) =>
        (forks.length > 0 ? 1 : 0) +
        (conflicts.conflicts[lane]!.some(({ merge }) => merge) ? 2 : 0),
    );
  }

  /** Looks at all that vehicle `v` must heed among the traffic. */
  find(v: number): void {
    this.#v = v;
    this.interaction = 0;
    this.nearest = -1;
    this.gap = Infinity;
    const { lane, next, afterNext, s, ghost, count, held } = this.#state;
    const { first, s: placed } = this.#order;
    const on = lane[v]!, own = s[v]!;
    const special = this.#special;
    const ahead = this.#tables.length[on]! - own;
    const then = next[v]!;
    const slot = this.#order.slot[v]! + 1;
    if (slot < first[on + 1]!) this.#follow(slot, placed[slot]! - own);
    else if (then >= 0 && ahead < SIGHT) {
      const entry = first[then]!;
      if (entry < first[then + 1]!) this.#follow(entry, ahead + placed[entry]!);
      else {
        const last = afterNext[v]!;
        const beyond = ahead + this.#tables.length[then]!;
        if (last >= 0 && beyond < SIGHT && first[last]! < first[last + 1]!) {
          this.#follow(first[last]!, beyond + placed[first[last]!]!);
        }
      }
    }
    if (ghost[v]! >= 0) this.#followFromGhost(this.#order.slot[count + v]!, ghost[v]!);
    if (special[on]! & 1) this.#heedForks(on, own);
    if (then >= 0 && special[then]! & 1 && ahead < 30) this.#heedForks(then, -ahead);
    if (special[on]! & 2 && held[v]! & 1) this.#heedMerges(on, ahead);
    if (then >= 0 && special[then]! & 2 && held[v]! & 2) {
      this.#heedMerges(then, ahead + this.#tables.length[then]!);
    }
  }

  /** Keeps a distance of `gap` metres to something at that speed. */
  heed(gap: number, speed: number): void {
    const { speed: speeds, timeGap, minimumGap, twoRoot } = this.#state;
    const v = this.#v, own = speeds[v]!;
    const share = desiredGap(own, own - speed, timeGap[v]!, minimumGap[v]!, twoRoot[v]!) /
      (gap > SMALLEST_GAP ? gap : SMALLEST_GAP);
    const squared = share * share;
    if (squared > this.interaction) this.interaction = squared;
  }

  #follow(slot: number, distance: number): void {
    const u = this.#order.vehicle(slot);
    const { front, rear, speed } = this.#state;
    if (u === this.#v) return;
    this.nearest = u;
    this.gap = distance - front[this.#v]! - rear[u]!;
    this.heed(this.gap, speed[u]!);
  }

  #followFromGhost(slot: number, ghost: number): void {
    const v = this.#v;
    const { first, s: placed } = this.#order;
    const { front, rear, speed } = this.#state;
    if (slot + 1 >= first[ghost + 1]!) return;
    const u = this.#order.vehicle(slot + 1);
    if (u === v) return;
    this.heed(placed[slot + 1]! - placed[slot]! - front[v]! - rear[u]!, speed[u]!);
  }

  /** Those ahead on lanes that still lie on the own one: `own` is the place on it, below 0 before it. */
  #heedForks(lane: number, own: number): void {
    const v = this.#v;
    const { first, s: placed } = this.#order;
    const { front, rear, speed } = this.#state;
    const { first: firstFork, other: others, to, otherTo } = this.#forks;
    for (let k = firstFork[lane]!; k < firstFork[lane + 1]!; k++) {
      const other = others[k]!;
      const end = first[other + 1]!;
      let slot = first[other]!;
      if (slot === end || own > to[k]!) continue;
      for (; slot < end; slot++) {
        const u = this.#order.vehicle(slot);
        if (placed[slot]! - rear[u]! > otherTo[k]!) break;
        if (placed[slot]! <= own || u === v) continue;
        this.heed(placed[slot]! - own - front[v]! - rear[u]!, speed[u]!);
        break;
      }
    }
  }

  /** Those who will reach the end of a lane that ends in the same lane, and before `v` does. */
  #heedMerges(lane: number, toEnd: number): void {
    const v = this.#v;
    const { front, rear, speed } = this.#state;
    for (const { other, merge } of this.#conflicts.conflicts[lane]!) {
      if (!merge) continue;
      for (const u of this.#holders.of[other]!) {
        if (u === v) continue;
        const left = this.#tables.length[other]! - this.#holders.positionOn(u, other);
        if (left > toEnd || (left === toEnd && u > v) || left < -rear[u]!) continue;
        this.heed(toEnd - left - front[v]! - rear[u]!, speed[u]!);
      }
    }
  }
}

/** Forks of all lanes in flat arrays: those of lane `k` lie from `first[k]` to `first[k + 1]`. */
interface FlatForks {
  readonly first: Int32Array;
  readonly other: Int32Array;
  readonly to: Float64Array;
  readonly otherTo: Float64Array;
}

function flatForks({ forks }: LaneConflicts): FlatForks {
  const first = new Int32Array(forks.length + 1);
  forks.forEach((list, k) => first[k + 1] = first[k]! + list.length);
  const all = forks.flat();
  return {
    first,
    other: Int32Array.from(all, ({ other }) => other),
    to: Float64Array.from(all, ({ to }) => to),
    otherTo: Float64Array.from(all, ({ otherTo }) => otherTo),
  };
}
