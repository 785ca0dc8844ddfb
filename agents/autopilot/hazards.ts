import type { Footprint, Footprints } from "../../sim/actors/footprints.ts";
import type { RouteLine } from "../../sim/roads/route.ts";

/** Something to stop for or to follow. */
export interface Hazard {
  /** Metres along the route from the front bumper. */
  readonly gap: number;
  /** Metres that are left to it when all stand. */
  readonly room: number;
  /** Its speed along the route, m/s; 0 for a stop line. */
  readonly speed: number;
  readonly what: string;
}

/** The driver's own vehicle on its route. */
export interface Self {
  readonly entity: number;
  /** Arc length of the front bumper. */
  readonly front: number;
  readonly speed: number;
  readonly halfWidth: number;
}

/** Space to either side that is kept free, metres. */
const MARGIN = 0.35;
/** Metres behind others at which a vehicle comes to a stand. */
const ROOM = 2;

/** Offsets across the way at which it is looked whether somebody is there, shares of the width that is needed. */
const FEELERS = [-1, -0.5, 0, 0.5, 1] as const;
/** Nobody is thinner than what fits between two of them, metres. */
const THINNEST = 0.32;
/** Moments at which somebody who crosses is looked at, shares of the time until the vehicle is there. */
const MOMENTS = [0, 0.5, 1] as const;
/** Longest time ahead that somebody's motion is trusted, seconds. */
const FORESIGHT = 2;

/**
 * Who is nearest on the way ahead, or about to step on it: whose rectangle, now or moved across the way by the
 * time the vehicle is there, touches the stretch that its front sweeps.
 *
 * @param reach Metres ahead of the front that are looked at.
 */
export function inTheWay(
  line: RouteLine,
  footprints: Footprints,
  self: Self,
  reach: number,
): Hazard | null {
  let nearest: Hazard | null = null;
  const at = sampleAt(line, self.front);
  const width = self.halfWidth + MARGIN;
  footprints.eachNear(line.x[at]!, line.y[at]!, reach + 10, (other) => {
    if (other.entity === self.entity) return;
    const { s, d } = line.place(other.x, other.y, self.front - 8, reach + 8);
    const yaw = line.yaw[sampleAt(line, s)]!;
    const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
    const across = -other.vx * sin + other.vy * cos;
    const size = Math.hypot(other.halfLength, other.halfWidth);
    const farthest = Math.abs(d) - Math.abs(across) * FORESIGHT;
    if (farthest > size + width + 1 || s + size < self.front - 1) return;
    const seconds = Math.min(FORESIGHT, Math.max(0, s - self.front) / Math.max(2, self.speed));
    for (const moment of MOMENTS) {
      const way = across * seconds * moment;
      if (moment > 0 && Math.abs(way) < THINNEST / 2) continue;
      const x = other.x - sin * way, y = other.y + cos * way;
      const touched = firstTouch(line, self.front, s - size - 1, s + size + 1, width, {
        ...other,
        x,
        y,
      });
      const gap = touched - self.front;
      if (gap > reach || (nearest && gap >= nearest.gap)) continue;
      const along = other.vx * cos + other.vy * sin;
      nearest = {
        gap: Math.max(0, gap),
        room: ROOM,
        speed: Math.max(0, along),
        what: "traffic ahead",
      };
    }
  });
  return nearest;
}

/** Arc length at which a front of that half width first touches a rectangle; Infinity where it does not. */
function firstTouch(
  line: RouteLine,
  front: number,
  from: number,
  to: number,
  width: number,
  { x, y, yaw, halfLength, halfWidth }: Pick<
    Footprint,
    "x" | "y" | "yaw" | "halfLength" | "halfWidth"
  >,
): number {
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  const [long, wide] = [Math.max(THINNEST, halfLength), Math.max(THINNEST, halfWidth)];
  // In steps finer than anybody is thin; the line is straight between its samples, and beyond its end.
  for (let s = Math.max(front, from); s <= to; s += THINNEST) {
    const k = Math.min(line.x.length - 2, Math.floor(s)), t = s - k;
    const px = line.x[k]! + t * (line.x[k + 1]! - line.x[k]!) - x;
    const py = line.y[k]! + t * (line.y[k + 1]! - line.y[k]!) - y;
    const nx = -Math.sin(line.yaw[k]!) * width, ny = Math.cos(line.yaw[k]!) * width;
    for (const feeler of FEELERS) {
      const dx = px + feeler * nx, dy = py + feeler * ny;
      if (Math.abs(dx * cos + dy * sin) <= long && Math.abs(dy * cos - dx * sin) <= wide) return s;
    }
  }
  return Infinity;
}

function sampleAt(line: RouteLine, s: number): number {
  return Math.max(0, Math.min(line.x.length - 1, Math.round(s)));
}
