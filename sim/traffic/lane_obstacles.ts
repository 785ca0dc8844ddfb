import { type Footprint, type Footprints } from "../actors/footprints.ts";
import { wrapAngle } from "../pose.ts";
import { type LaneGraph } from "../roads/lane_graph.ts";
import { LaneGrid } from "./lane_grid.ts";
import { type LaneTables } from "./lane_tables.ts";

/** How far ahead drivers see where somebody on foot is going, seconds. */
const FORESIGHT = 1.2;
/** From this half length on it is a vehicle, not a person or an animal, metres. */
export const VEHICLE_SIZE = 0.75;
/** Somebody who will step onto the lane within this time is let pass, seconds. */
const STEP_TIME = 3;
/** Somebody who stands this near to the edge of a lane at a crossing waits to cross, metres. */
const WAITING_REACH = 1.6;
const STANDING = 0.25;

/** Who is at a crossing: nobody; somebody who waits to be let pass; somebody on it or stepping onto it; rising. */
export const CROSSING = { free: 0, waiting: 1, taken: 2 } as const;

/** Where crossings lie over lanes. */
export interface LaneCrossings {
  /** Where a lane's crossings start; `lanes + 1` numbers. */
  readonly first: Int32Array;
  /** Arc length of the near edge, and width along the lane, metres. */
  readonly s: Float64Array;
  readonly width: Float64Array;
  /** Whether people on it have a signal of their own. */
  readonly signalled: Uint8Array;
}

/**
 * What moves and is not traffic (people, animals, the ego vehicle), seen from the lanes: which stretch
 * of which lane it takes up, and whether somebody is at a crossing.
 */
export class LaneObstacles {
  readonly crossings: LaneCrossings;
  /** For each crossing of a lane, a value of {@link CROSSING}. */
  readonly atCrossing: Uint8Array;
  /** First obstacle on a lane, -1 where there is none; from there on `following`. */
  readonly head: Int32Array;
  following = new Int32Array(64);
  /** Nearest and farthest arc length, and lateral interval, metres; speed along the lane, m/s. */
  from = new Float64Array(64);
  to = new Float64Array(64);
  low = new Float64Array(64);
  high = new Float64Array(64);
  speed = new Float64Array(64);
  /** 1 for a vehicle that drives along the lane. */
  drives = new Uint8Array(64);
  #size = 0;
  readonly #touched: number[] = [];
  readonly #tables: LaneTables;
  readonly #grid: LaneGrid;
  readonly #middle: { x: number; y: number; reach: number };

  constructor(graph: LaneGraph, tables: LaneTables) {
    this.#tables = tables;
    this.#grid = new LaneGrid(tables);
    this.head = new Int32Array(tables.count).fill(-1);
    this.crossings = crossingsOf(graph);
    this.atCrossing = new Uint8Array(this.crossings.s.length);
    this.#middle = surroundings(tables);
  }

  /** Forgets what was, and finds everything whose entity is not from `firstOwn` to `endOwn`. */
  update(footprints: Footprints, firstOwn: number, endOwn: number, own: number): void {
    for (const lane of this.#touched) this.head[lane] = -1;
    this.#touched.length = 0;
    this.#size = 0;
    this.atCrossing.fill(CROSSING.free);
    if (footprints.count <= own) return;
    const { x, y, reach } = this.#middle;
    footprints.eachNear(x, y, reach, (found) => {
      if (found.entity >= firstOwn && found.entity < endOwn) return;
      this.#see(found);
    });
  }

  #see(found: Readonly<Footprint>): void {
    const person = found.halfLength < VEHICLE_SIZE;
    const reach = 4.5 + Math.hypot(found.halfLength, found.halfWidth) + (person ? 4 : 0);
    this.#grid.eachNear(found.x, found.y, reach, (lane, sample) => {
      const place = this.#tables.place(lane, sample, found.x, found.y);
      if (!place) return;
      const yaw = this.#tables.yaw[sample]!;
      const cos = Math.cos(yaw), sin = Math.sin(yaw);
      const along = found.vx * cos + found.vy * sin;
      const across = found.vy * cos - found.vx * sin;
      if (person) this.#seeAtCrossings(lane, place.s, place.d, across);
      const turned = wrapAngle(found.yaw - yaw);
      const c = Math.abs(Math.cos(turned)), w = Math.abs(Math.sin(turned));
      const reachAlong = found.halfLength * c + found.halfWidth * w;
      const reachAcross = found.halfLength * w + found.halfWidth * c;
      const shift = Math.abs(across) > STANDING ? FORESIGHT * across : 0;
      const low = place.d - reachAcross + Math.min(0, shift);
      const high = place.d + reachAcross + Math.max(0, shift);
      const half = this.#tables.width[lane]! / 2;
      if (low > half || high < -half) return;
      const drives = !person && Math.cos(turned) > 0.8 && Math.abs(place.d) < half;
      this.#add(lane, place.s - reachAlong, place.s + reachAlong, low, high, along, drives);
    });
  }

  #seeAtCrossings(lane: number, s: number, d: number, across: number): void {
    const { first, s: near, width, signalled } = this.crossings;
    for (let k = first[lane]!; k < first[lane + 1]!; k++) {
      if (s < near[k]! - 1 || s > near[k]! + width[k]! + 1) continue;
      const seen = crossingAs(d, across, this.#tables.width[lane]!, signalled[k] === 1);
      if (seen > this.atCrossing[k]!) this.atCrossing[k] = seen;
    }
  }

  #add(
    lane: number,
    from: number,
    to: number,
    low: number,
    high: number,
    speed: number,
    drives: boolean,
  ): void {
    const k = this.#size++;
    if (k === this.from.length) this.#grow();
    if (this.head[lane] === -1) this.#touched.push(lane);
    this.following[k] = this.head[lane]!;
    this.head[lane] = k;
    this.from[k] = from;
    this.to[k] = to;
    this.low[k] = low;
    this.high[k] = high;
    this.speed[k] = speed;
    this.drives[k] = drives ? 1 : 0;
  }

  #grow(): void {
    const longer = (array: Float64Array) => {
      const grown = new Float64Array(2 * array.length);
      grown.set(array);
      return grown;
    };
    this.from = longer(this.from);
    this.to = longer(this.to);
    this.low = longer(this.low);
    this.high = longer(this.high);
    this.speed = longer(this.speed);
    this.following = Int32Array.from(
      { length: this.from.length },
      (_, k) => this.following[k] ?? -1,
    );
    this.drives = Uint8Array.from({ length: this.from.length }, (_, k) => this.drives[k] ?? 0);
  }
}

/**
 * What somebody on foot at a crossing is to a driver on a lane; see {@link CROSSING}.
 *
 * @param d Metres to the left of the lane's middle, and `across` the speed that way, m/s.
 * @param width Of the lane, metres.
 * @param signalled Whether people have a signal there: who stands then waits for it.
 */
export function crossingAs(d: number, across: number, width: number, signalled: boolean): number {
  const beyondEdge = Math.abs(d) - width / 2;
  const towards = d > 0 ? -across : across;
  if (beyondEdge < 0.3) {
    const leaving = towards < -STANDING && beyondEdge > -0.8;
    return leaving ? CROSSING.free : CROSSING.taken;
  }
  if (towards > STANDING) {
    const time = signalled ? STEP_TIME / 2 : STEP_TIME;
    return beyondEdge / towards < time ? CROSSING.taken : CROSSING.free;
  }
  const waits = !signalled && Math.abs(across) <= STANDING && beyondEdge < WAITING_REACH;
  return waits ? CROSSING.waiting : CROSSING.free;
}

function crossingsOf({ lanes, walks }: LaneGraph): LaneCrossings {
  const first = new Int32Array(lanes.length + 1);
  lanes.forEach(({ crossings }, k) => first[k + 1] = first[k]! + crossings.length);
  const all = lanes.flatMap(({ crossings }) => crossings);
  return {
    first,
    s: Float64Array.from(all, ({ s }) => s),
    width: Float64Array.from(all, ({ walk }) => walks[walk]!.width),
    signalled: Uint8Array.from(all, ({ walk }) => walks[walk]!.signal >= 0 ? 1 : 0),
  };
}

function surroundings({ x, y }: LaneTables): { x: number; y: number; reach: number } {
  let west = Infinity, east = -Infinity, south = Infinity, north = -Infinity;
  for (let k = 0; k < x.length; k++) {
    west = Math.min(west, x[k]!), east = Math.max(east, x[k]!);
    south = Math.min(south, y[k]!), north = Math.max(north, y[k]!);
  }
  if (x.length === 0) return { x: 0, y: 0, reach: 0 };
  return {
    x: (west + east) / 2,
    y: (south + north) / 2,
    reach: Math.hypot(east - west, north - south) / 2 + 10,
  };
}
