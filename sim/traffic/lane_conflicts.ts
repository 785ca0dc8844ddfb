import { type LaneGraph } from "../roads/lane_graph.ts";
import { type LaneTables } from "./lane_tables.ts";

/** Share of the mean width within which two centre lines are in each other's way. */
const NEAR = 0.8;
/** Two lanes that come no nearer than this share of the mean width only brush each other. */
const DEEP = 0.6;
/** Bends sharper than this, 1/m, make the ends of long vehicles swing out so far, metres. */
const SHARP_BEND = 1 / 20;
const SWING = 1.7;
const CELL = 8;
/** A conflict that starts farther into a lane than this has a gate of its own before it, metres. */
const INNER_GATE = 15;
/** Vehicles wait this far before an inner conflict, metres. */
const GATE_MARGIN = 1.5;

/** Stretches of two lanes that only one vehicle may use at a time. */
export interface Conflict {
  readonly other: number;
  /** From and to on this lane, and on the other, metres. */
  readonly from: number;
  readonly to: number;
  readonly otherFrom: number;
  readonly otherTo: number;
  /** Both lead into the same lane: who comes second follows who came first. */
  readonly merge: boolean;
  /** Only long vehicles need both: their ends swing out in a sharp bend. */
  readonly wide: boolean;
  /** 1: this lane's vehicles let the other's pass; -1: the other way round; 0: who comes first. */
  readonly yields: -1 | 0 | 1;
}

/** Two lanes that start from the same lane, and how far they lie on each other. */
export interface Fork {
  readonly other: number;
  readonly to: number;
  readonly otherTo: number;
}

/** Where the lanes of a graph cross, join and fork. */
export interface LaneConflicts {
  readonly conflicts: readonly (readonly Conflict[])[];
  readonly forks: readonly (readonly Fork[])[];
  /** Whether a vehicle must be let in before it enters the lane's conflicts. */
  readonly gated: Uint8Array;
  /** Arc length of the gate on the lane itself; 0 where it is the end of the lanes before it. */
  readonly gate: Float64Array;
}

interface Overlap {
  from: number;
  to: number;
  otherFrom: number;
  otherTo: number;
  nearest: number;
}

/** Finds, by their geometry, all stretches where lanes of a graph are in each other's way. */
export function findConflicts({ lanes }: LaneGraph, tables: LaneTables): LaneConflicts {
  const conflicts: Conflict[][] = lanes.map(() => []);
  const forks: Fork[][] = lanes.map(() => []);
  for (const [a, b] of closePairs(tables)) {
    const one = lanes[a]!, two = lanes[b]!;
    if (one.left === b || one.right === b || two.left === a || two.right === a) continue;
    if (follows(tables, a, b) || follows(tables, b, a)) continue;
    const fork = one.previous.some((lane) => two.previous.includes(lane));
    const merge = one.next.some((lane) => two.next.includes(lane));
    const mean = (one.width + two.width) / 2;
    const overlap = (from: number, to: number) => overlapOf(tables, a, b, NEAR * mean, from, to);
    if (fork) {
      const found = overlap(0, merge ? 0.5 : 1);
      if (found) {
        forks[a]!.push({ other: b, to: found.to, otherTo: found.otherTo });
        forks[b]!.push({ other: a, to: found.otherTo, otherTo: found.to });
      }
      if (!merge) continue;
    }
    let found = overlap(fork ? 0.5 : 0, 1);
    const wide = !found || found.nearest > DEEP * mean;
    if (wide) {
      const bends = Math.max(tables.tightest[a]!, tables.tightest[b]!) > SHARP_BEND;
      if (!bends || !one.inJunction || !two.inJunction || merge) continue;
      found = overlapOf(tables, a, b, NEAR * mean + SWING, 0, 1);
    }
    if (!found) continue;
    const yields = wide ? 0 : priority(lanes, a, b);
    const { from, to, otherFrom, otherTo } = found;
    const both = { merge, wide };
    conflicts[a]!.push({ other: b, from, to, otherFrom, otherTo, ...both, yields });
    conflicts[b]!.push({
      other: a,
      from: otherFrom,
      to: otherTo,
      otherFrom: from,
      otherTo: to,
      ...both,
      yields: yields === 0 ? 0 : yields === 1 ? -1 : 1,
    });
  }
  const gated = Uint8Array.from(conflicts, (list) => list.length > 0 ? 1 : 0);
  const gate = Float64Array.from(conflicts, (list, id) => {
    const first = list.reduce((least, { from }) => Math.min(least, from), Infinity);
    const inner = first < Infinity && first > INNER_GATE && !lanes[id]!.inJunction;
    return inner ? first - GATE_MARGIN : 0;
  });
  return { conflicts, forks, gated, gate };
}

/** Pairs of lanes with samples in the same or neighbouring cells. */
function closePairs(tables: LaneTables): [number, number][] {
  const cells = new Map<number, Set<number>>();
  for (let lane = 0; lane < tables.count; lane++) {
    for (let k = tables.first[lane]!; k < tables.first[lane + 1]!; k++) {
      // Into every cell that the point's surroundings touch: one look-up then finds all.
      const reach = NEAR * tables.width[lane]! / 2 + SWING / 2;
      for (const dx of [-reach, reach]) {
        for (const dy of [-reach, reach]) {
          const column = Math.floor((tables.x[k]! + dx) / CELL);
          const row = Math.floor((tables.y[k]! + dy) / CELL);
          const key = (row + 0x8000) * 0x10000 + column + 0x8000;
          const cell = cells.get(key);
          if (cell) cell.add(lane);
          else cells.set(key, new Set([lane]));
        }
      }
    }
  }
  const pairs = new Set<number>();
  for (const cell of cells.values()) {
    const members = [...cell];
    for (const a of members) {
      for (const b of members) if (a < b) pairs.add(a * tables.count + b);
    }
  }
  return [...pairs].sort((a, b) => a - b)
    .map((pair) => [Math.floor(pair / tables.count), pair % tables.count]);
}

/** Whether one path leads over both lanes with hardly anything between. */
function follows({ next, length }: LaneTables, a: number, b: number): boolean {
  for (let i = next.first[a]!; i < next.first[a + 1]!; i++) {
    const lane = next.lanes[i]!;
    if (lane === b) return true;
    if (length[lane]! > 8) continue;
    for (let j = next.first[lane]!; j < next.first[lane + 1]!; j++) {
      if (next.lanes[j] === b) return true;
    }
  }
  return false;
}

/** The stretch of `a` and `b` within each other's reach, between two shares of their lengths. */
function overlapOf(
  tables: LaneTables,
  a: number,
  b: number,
  reach: number,
  fromShare: number,
  toShare: number,
): Overlap | null {
  const spacingA = 1 / tables.perMetre[a]!, spacingB = 1 / tables.perMetre[b]!;
  const within = (lane: number, s: number) =>
    s >= fromShare * tables.length[lane]! - 1e-6 && s <= toShare * tables.length[lane]! + 1e-6;
  let found: Overlap | null = null;
  for (let i = tables.first[a]!; i < tables.first[a + 1]!; i++) {
    const sA = (i - tables.first[a]!) * spacingA;
    if (!within(a, sA)) continue;
    for (let j = tables.first[b]!; j < tables.first[b + 1]!; j++) {
      const apart = Math.hypot(tables.x[i]! - tables.x[j]!, tables.y[i]! - tables.y[j]!);
      if (apart > reach) {
        // The next samples cannot be near either.
        j += Math.max(0, Math.floor((apart - reach) / spacingB) - 1);
        continue;
      }
      const sB = (j - tables.first[b]!) * spacingB;
      if (!within(b, sB)) continue;
      found ??= { from: sA, to: sA, otherFrom: sB, otherTo: sB, nearest: apart };
      found.from = Math.min(found.from, sA);
      found.to = Math.max(found.to, sA);
      found.otherFrom = Math.min(found.otherFrom, sB);
      found.otherTo = Math.max(found.otherTo, sB);
      found.nearest = Math.min(found.nearest, apart);
    }
  }
  return found;
}

/** Who lets whom pass: by the lanes' own lists, then by what controls the ways in. */
function priority(lanes: LaneGraph["lanes"], a: number, b: number): -1 | 0 | 1 {
  const aYields = listedFirst(lanes, a, b), bYields = listedFirst(lanes, b, a);
  if (aYields !== bYields) return aYields ? 1 : -1;
  if (aYields) return 0;
  const aHeeds = heedsOthers(lanes, a), bHeeds = heedsOthers(lanes, b);
  return aHeeds === bHeeds ? 0 : aHeeds ? 1 : -1;
}

/** Whether lane `a`, or a way into it, names `b`, or a way into it, in its `yieldTo`. */
function listedFirst(lanes: LaneGraph["lanes"], a: number, b: number): boolean {
  const named = new Set(lanes[a]!.yieldTo);
  for (const lane of lanes[a]!.previous) {
    for (const other of lanes[lane]!.yieldTo) named.add(other);
  }
  return named.has(b) || lanes[b]!.previous.some((lane) => named.has(lane));
}

function heedsOthers(lanes: LaneGraph["lanes"], id: number): boolean {
  const ways = lanes[id]!.previous;
  return ways.length > 0 &&
    ways.every((lane) => ["stop", "yield"].includes(lanes[lane]!.control));
}
