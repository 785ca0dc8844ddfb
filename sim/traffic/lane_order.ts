import { type LaneTables } from "./lane_tables.ts";
import { NOWHERE, type TrafficState } from "./traffic_state.ts";

/**
 * Who is on each lane, from its start to its end: vehicles, and the ghosts of those that are changing
 * to another lane but still stand in this one. Nearly sorted from tick to tick, so that a counting
 * sort by lane and an insertion sort along it take linear time.
 */
export class LaneOrder {
  /** Where a lane's entries start; `lanes + 1` numbers. */
  readonly first: Int32Array;
  /** Vehicles; a ghost is its vehicle's number plus the count of vehicles. */
  readonly entries: Int32Array;
  /** Arc length of each entry. */
  readonly s: Float64Array;
  /** Where the entry of each vehicle, and of each ghost, stands; undefined for those nowhere. */
  readonly slot: Int32Array;
  readonly #state: TrafficState;
  readonly #fill: Int32Array;
  #before: Int32Array;
  #size = 0;

  constructor(tables: LaneTables, state: TrafficState) {
    const { count } = state;
    this.first = new Int32Array(tables.count + 1);
    this.entries = new Int32Array(2 * count);
    this.s = new Float64Array(2 * count);
    this.slot = new Int32Array(2 * count);
    this.#fill = new Int32Array(tables.count);
    this.#before = Int32Array.from({ length: 2 * count }, (_, k) => k);
    this.#size = 2 * count;
    this.#state = state;
  }

  /** The vehicle of an entry. */
  vehicle(slot: number): number {
    const id = this.entries[slot]!;
    return id < this.#state.count ? id : id - this.#state.count;
  }

  /** Sorts anew, after vehicles have moved. */
  sort(): void {
    const { first, entries, s, slot } = this;
    const { count, lane, ghost, ghostS, s: along } = this.#state;
    const fill = this.#fill, before = this.#before;
    first.fill(0);
    for (let v = 0; v < count; v++) {
      if (lane[v]! >= 0) first[lane[v]! + 1]!++;
      if (ghost[v]! >= 0) first[ghost[v]! + 1]!++;
    }
    for (let k = 0; k < fill.length; k++) {
      fill[k] = first[k]!;
      first[k + 1]! += first[k]!;
    }
    const size = this.#size;
    for (let k = 0; k < size; k++) {
      const id = before[k]!;
      const real = id < count;
      const on = real ? lane[id]! : ghost[id - count]!;
      if (on === NOWHERE) continue;
      const place = real ? along[id]! : ghostS[id - count]!;
      let at = fill[on]!++;
      const start = first[on]!;
      while (at > start && precedes(place, id, s[at - 1]!, entries[at - 1]!)) {
        s[at] = s[at - 1]!;
        entries[at] = entries[at - 1]!;
        slot[entries[at]!] = at;
        at--;
      }
      s[at] = place;
      entries[at] = id;
      slot[id] = at;
    }
    this.#keep();
  }

  /** Notes the order for the next tick; those nowhere come last, so that none is ever lost. */
  #keep(): void {
    const { count, lane, ghost } = this.#state;
    const before = this.#before;
    const used = this.first[this.first.length - 1]!;
    for (let k = 0; k < used; k++) before[k] = this.entries[k]!;
    let k = used;
    for (let v = 0; v < count; v++) {
      if (lane[v] === NOWHERE) before[k++] = v;
      if (ghost[v] === NOWHERE) before[k++] = count + v;
    }
    this.#size = k;
  }
}

/** Equal places are told apart by number, so that the order never depends on the past. */
function precedes(s: number, id: number, otherS: number, otherId: number): boolean {
  return s < otherS || (s === otherS && id < otherId);
}
