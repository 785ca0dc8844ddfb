import { type Random, randomStream } from "../random.ts";
import { type LaneGraph } from "../roads/lane_graph.ts";
import { type LaneTables } from "./lane_tables.ts";
import { NOWHERE, type TrafficState } from "./traffic_state.ts";

/** Cyclists keep off lanes faster than this, m/s. */
export const CYCLING_LIMIT = 17;
/** A wheelbase from which a vehicle avoids sharp bends (metres), and what it calls sharp (1/m). */
export const LONG_WHEELBASE = 4;
const SHARP = 1 / 12;

/** Chooses where each vehicle goes at the end of a lane, by a random stream of its own. */
export class Routes {
  /** Lanes that start at the edge of the world. */
  readonly entries: readonly number[];
  /** Whether a lane ends while the road goes on beside it. */
  readonly drops: Uint8Array;
  readonly #tables: LaneTables;
  readonly #state: TrafficState;
  readonly #cyclist: Uint8Array;
  readonly #inside: Uint8Array;
  readonly #streams: readonly Random[];
  readonly #options: number[] = [];

  constructor(
    seed: number,
    graph: LaneGraph,
    tables: LaneTables,
    state: TrafficState,
    cyclist: Uint8Array,
  ) {
    this.#tables = tables;
    this.#state = state;
    this.#cyclist = cyclist;
    this.#inside = Uint8Array.from(graph.lanes, ({ inJunction }) => inJunction ? 1 : 0);
    this.#streams = Array.from(
      { length: state.count },
      (_, v) => randomStream(seed, `traffic/route/${v}`),
    );
    this.drops = Uint8Array.from(graph.lanes, ({ id, next }) => {
      if (next.length > 0) return 0;
      const last = tables.first[id + 1]! - 1;
      return [tables.left, tables.right].some(({ lane, s }) =>
          lane[id]! >= 0 && s[last]! < tables.length[lane[id]!]! - 1
        )
        ? 1
        : 0;
    });
    this.entries = graph.lanes
      .filter(({ id, previous, inJunction }) =>
        previous.length === 0 && !inJunction && !this.#startsBeside(id)
      )
      .map(({ id }) => id);
  }

  /** A draw of the vehicle's own stream. */
  draw(v: number): number {
    this.#state.draws[v]!++;
    return this.#streams[v]!();
  }

  /** Chooses the next two lanes of a vehicle that is on `lane`. */
  plan(v: number): void {
    const { lane, next, afterNext } = this.#state;
    next[v] = this.#choose(v, lane[v]!);
    afterNext[v] = this.#choose(v, next[v]!);
  }

  /** Moves the vehicle's way on by a lane. */
  shift(v: number): void {
    const { lane, next, afterNext, previous, beforePrevious } = this.#state;
    beforePrevious[v] = previous[v]!;
    previous[v] = lane[v]!;
    lane[v] = next[v]!;
    next[v] = afterNext[v]!;
    afterNext[v] = this.#choose(v, next[v]!);
  }

  /** Whether a vehicle of its kind should drive there. */
  suits(v: number, lane: number): boolean {
    return !this.#cyclist[v] || this.#tables.limit[lane]! <= CYCLING_LIMIT;
  }

  #choose(v: number, lane: number): number {
    if (lane < 0) return NOWHERE;
    const { next, tightest } = this.#tables;
    const from = next.first[lane]!, end = next.first[lane + 1]!;
    if (end === from) return NOWHERE;
    if (end === from + 1) return next.lanes[from]!;
    // On a ring every way out is sharp: there it takes any.
    const long = this.#state.wheelbase[v]! > LONG_WHEELBASE && !this.#inside[lane];
    const options = this.#options;
    options.length = 0;
    let widest = from;
    for (let i = from; i < end; i++) {
      const option = next.lanes[i]!;
      if (tightest[option]! < tightest[next.lanes[widest]!]!) widest = i;
      if (!this.suits(v, option) || (long && tightest[option]! > SHARP)) continue;
      options.push(option);
    }
    if (options.length === 0) return next.lanes[widest]!;
    return options[Math.floor(this.draw(v) * options.length)]!;
  }

  /** A lane that begins beside another is reached from there, not from the edge of the world. */
  #startsBeside(id: number): boolean {
    const { left, right, first } = this.#tables;
    return [left, right].some(({ lane, s }) => lane[id]! >= 0 && s[first[id]!]! > 1);
  }
}
