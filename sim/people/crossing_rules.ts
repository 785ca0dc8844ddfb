import { type Footprints } from "../actors/footprints.ts";
import { type LaneGraph, type Walk } from "../roads/lane_graph.ts";
import { type Strangers } from "./strangers.ts";

/** Someone at the kerb who would like to cross. */
export interface Crosser {
  readonly walk: Walk;
  /** From where he stands to the far kerb, metres. */
  readonly distance: number;
  /** How fast he would go, m/s. */
  readonly speed: number;
  /** Seconds that he has stood there. */
  readonly waited: number;
  /** Entity ids from `first` on below `end` are people like him. */
  readonly first: number;
  readonly end: number;
}

/** Seconds of looking before one steps out, and of room to spare. */
const LOOK = 0.7;
const SPARE = 1.2;
/** Slower than this a vehicle is taken to stand, m/s. */
const STANDING = 1;
/** Who has waited this long trusts that drivers brake, as gently as that, m/s^2. */
const PATIENCE = 12;
const GENTLE = 1.5;
const SIGHT = 150;

/** Seconds until a signal group turns red, from a time at which it is green; 0 at any other time. */
export function greenLeft(graph: LaneGraph, group: number, time: number): number {
  if (graph.signalAt(group, time) !== "green") return 0;
  const { period, red } = graph.signals[group]!;
  const t = ((time % period) + period) % period;
  return (red - t + period) % period;
}

/**
 * Whether one may step onto a crossing now. With a signal: while it is green and there is time to
 * reach the far side before it is red. Without: after a look, if every vehicle that comes is far enough
 * away, or stands. Nobody steps before a vehicle that could not stop.
 */
export function mayCross(
  graph: LaneGraph,
  crosser: Crosser,
  time: number,
  footprints: Footprints,
): boolean {
  const { walk, distance, speed, waited } = crosser;
  const needed = distance / speed;
  if (walk.signal >= 0) {
    return greenLeft(graph, walk.signal, time) > needed + 0.6 &&
      soonest(crosser, footprints, (ttc, v, gap) => brake(v, gap) > 3.5 && ttc < needed);
  }
  if (waited < LOOK) return false;
  return soonest(crosser, footprints, (ttc, v, gap) => {
    if (v < STANDING && gap > 0.2) return false;
    if (ttc > needed + SPARE) return false;
    return waited < PATIENCE || brake(v, gap) > GENTLE;
  });
}

function brake(speed: number, gap: number): number {
  return speed * speed / (2 * Math.max(0.1, gap - 1));
}

/** Whether no vehicle near the crossing comes too soon, by its time to it, its speed and its distance. */
function soonest(
  { walk, first, end }: Crosser,
  footprints: Footprints,
  tooSoon: (ttc: number, speed: number, gap: number) => boolean,
): boolean {
  const { x, y } = walk;
  const last = x.length - 1;
  let clear = true;
  footprints.eachNear((x[0]! + x[last]!) / 2, (y[0]! + y[last]!) / 2, SIGHT, (found) => {
    // Who goes on foot gives way by himself.
    if (!clear || (found.entity >= first && found.entity < end) || isSmall(found)) return;
    const { gap, approach, speed } = approachTo(walk, found);
    // On the crossing itself, or about to be.
    if (gap <= 0.2) clear = false;
    else if (approach > 0.3 * speed && tooSoon(gap / approach, speed, gap)) clear = false;
  });
  return clear;
}

/** Whether something comes over a crossing sooner than in `needed` seconds, to whoever is on it. */
export function isThreatened(walk: Walk, needed: number, strangers: Strangers): boolean {
  const { x, y } = walk;
  const last = x.length - 1;
  let threatened = false;
  strangers.eachNear((x[0]! + x[last]!) / 2, (y[0]! + y[last]!) / 2, SIGHT, (found) => {
    if (isSmall(found)) return;
    const { gap, approach, speed } = approachTo(walk, found);
    if (speed > STANDING && approach > 0.3 * speed && gap / approach < needed + 0.5) {
      threatened = true;
    }
  });
  return threatened;
}

interface Mover {
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  readonly halfLength: number;
}

function isSmall({ halfLength }: Mover): boolean {
  return halfLength < 0.45;
}

/** How far something is from a crossing, how fast it comes nearer, and how fast it is. */
function approachTo(
  { x, y, width }: Walk,
  mover: Mover,
): { gap: number; approach: number; speed: number } {
  const last = x.length - 1;
  const ax = x[0]!, ay = y[0]!, bx = x[last]! - ax, by = y[last]! - ay;
  const along = ((mover.x - ax) * bx + (mover.y - ay) * by) / (bx * bx + by * by);
  const t = Math.max(0, Math.min(1, along));
  const dx = ax + t * bx - mover.x, dy = ay + t * by - mover.y;
  const apart = Math.hypot(dx, dy) || 1e-9;
  return {
    gap: apart - mover.halfLength - width / 2,
    approach: (dx * mover.vx + dy * mover.vy) / apart,
    speed: Math.hypot(mover.vx, mover.vy),
  };
}
