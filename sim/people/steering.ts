/** Discs that may be walked into, `x, y, vx, vy, radius` each. */
export class Discs {
  readonly data = new Float64Array(5 * 64);
  count = 0;

  /** Adds one; beyond 64 the rest is not seen. */
  add(x: number, y: number, vx: number, vy: number, radius: number): void {
    if (this.count >= 64) return;
    const at = 5 * this.count++;
    this.data[at] = x;
    this.data[at + 1] = y;
    this.data[at + 2] = vx;
    this.data[at + 3] = vy;
    this.data[at + 4] = radius;
  }
}

/** Someone who looks for a way. */
export interface Seeker {
  x: number;
  y: number;
  radius: number;
  /** The speed it would like, m/s. */
  pace: number;
  /** The heading it would like, radians. */
  heading: number;
  /** Heading of the walk it is on, metres to the left edge and to the right edge; both may be Infinity. */
  along: number;
  leftRoom: number;
  rightRoom: number;
  /** Whether a point may be stepped on; all may where not given. */
  isFree: ((x: number, y: number) => boolean) | undefined;
  /** How far ahead it heeds that, metres. */
  probe: number;
}

/** The way it goes. */
export interface Way {
  heading: number;
  speed: number;
}

const HORIZON = 5;
/** Time in which one stops short of what is in the way, s. */
const REACTION = 0.5;
/** Headings that are tried, radians against the one wanted: to the right first, as one keeps right. */
const TRIED = [0, -0.15, 0.15, -0.32, 0.32, -0.52, 0.52, -0.75, 0.75, -1.05, 1.05, -1.4, 1.4];

/**
 * Chooses heading and speed by two rules of thumb (M. Moussaid, D. Helbing, G. Theraulaz, "How simple
 * rules determine pedestrian behavior and crowd disasters", PNAS 2011): take the heading that leads
 * nearest to where one wants to be at the horizon, given how far one gets before one walks into
 * somebody (who goes on as he does); and be slow enough to stop, within half a second, short of it.
 */
export function chooseWay(seeker: Seeker, discs: Discs, out: Way): Way {
  let best = Infinity;
  out.heading = seeker.heading;
  out.speed = 0;
  for (const turn of TRIED) {
    // No way in that direction comes nearer than the foot of the perpendicular.
    if ((HORIZON * Math.sin(turn)) ** 2 >= best) continue;
    const free = freeDistance(seeker, discs, seeker.heading + turn);
    const cost = HORIZON ** 2 + free ** 2 - 2 * HORIZON * free * Math.cos(turn);
    if (cost >= best - 1e-9) continue;
    best = cost;
    out.heading = seeker.heading + turn;
    out.speed = Math.min(seeker.pace, free / REACTION);
  }
  return out;
}

/** How far one gets in a direction before one meets a disc, an edge or the end of free ground. */
function freeDistance(seeker: Seeker, { data, count }: Discs, heading: number): number {
  const { x, y, radius, isFree, along, leftRoom, rightRoom, probe } = seeker;
  const pace = Math.max(0.5, seeker.pace);
  const ux = Math.cos(heading), uy = Math.sin(heading);
  let free = HORIZON;
  const aside = Math.sin(heading - along);
  if (aside > 0.02) free = Math.min(free, Math.max(0, leftRoom) / aside);
  else if (aside < -0.02) free = Math.min(free, Math.max(0, rightRoom) / -aside);
  for (let at = 0; at < 5 * count; at += 5) {
    const px = data[at]! - x, py = data[at + 1]! - y;
    const wx = pace * ux - data[at + 2]!, wy = pace * uy - data[at + 3]!;
    const reach = radius + data[at + 4]!;
    const c = px * px + py * py - reach * reach;
    const closing = px * wx + py * wy;
    if (closing <= 0) continue;
    if (c <= 0) {
      // Touching: whatever leads further in is no way, along or off it is.
      const into = (px * ux + py * uy) / (Math.hypot(px, py) || 1);
      if (into > 0.25) free = 0;
      continue;
    }
    const w = wx * wx + wy * wy;
    const root = closing * closing - w * c;
    if (root <= 0) continue;
    free = Math.min(free, pace * (closing - Math.sqrt(root)) / w);
  }
  if (isFree) {
    for (let step = 0.4; step < Math.min(free, probe); step += 0.45) {
      if (!isFree(x + step * ux, y + step * uy)) return Math.max(0, step - 0.4);
    }
  }
  return free;
}
