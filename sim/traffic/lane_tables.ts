import { type Lane, type LaneGraph, type LanePoint } from "../roads/lane_graph.ts";
import { wrapAngle } from "../pose.ts";

/** Lateral acceleration that drivers do not exceed in a curve, m/s^2. */
export const LATERAL_LIMIT = 2.5;
/** How firmly they slow down towards a curve, m/s^2. */
const CURVE_BRAKING = 1.5;
/** Less curvature than this is none, 1/m: a bend of 10 km. */
const STRAIGHT = 1e-4;
/** A curve speed that limits nobody, m/s. */
const NO_LIMIT = 70;

/** Lists of lanes in one array: those of lane `k` lie from `first[k]` to `first[k + 1]`. */
export interface LaneLists {
  readonly first: Int32Array;
  readonly lanes: Int32Array;
}

/** Where the samples of lanes lie on their neighbours; NaN where they lie beside none of it. */
export interface Neighbours {
  /** Lane, or -1. */
  readonly lane: Int32Array;
  /** For each sample of all lanes: arc length on the neighbour, and metres to the left of it. */
  readonly s: Float64Array;
  readonly d: Float64Array;
}

/** The lanes of a graph in flat arrays: what the loop over thousands of vehicles reads. */
export class LaneTables {
  readonly count: number;
  readonly length: Float64Array;
  readonly width: Float64Array;
  readonly limit: Float64Array;
  /** Heading at start and end, radians. */
  readonly startYaw: Float64Array;
  readonly endYaw: Float64Array;
  /** Largest curvature anywhere on it, 1/m, without sign; and the angle it turns by, to the left. */
  readonly tightest: Float64Array;
  readonly turn: Float64Array;
  /** Where the samples of each lane start in the arrays of samples; `count + 1` numbers. */
  readonly first: Int32Array;
  readonly perMetre: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly yaw: Float64Array;
  /** Of the piece that starts at the sample, 1/m. */
  readonly curvature: Float64Array;
  /** Speed that curves from the sample on allow, m/s. */
  readonly curveSpeed: Float64Array;
  /** Whether a lane is straight: there is no need to look at its samples for bends. */
  readonly straight: Uint8Array;
  readonly next: LaneLists;
  readonly previous: LaneLists;
  readonly left: Neighbours;
  readonly right: Neighbours;

  constructor({ lanes }: LaneGraph) {
    this.count = lanes.length;
    this.length = Float64Array.from(lanes, (lane) => lane.length);
    this.width = Float64Array.from(lanes, (lane) => lane.width);
    this.limit = Float64Array.from(lanes, (lane) => lane.speedLimit);
    this.startYaw = Float64Array.from(lanes, ({ yaw }) => yaw[0]!);
    this.endYaw = Float64Array.from(lanes, ({ yaw }) => yaw[yaw.length - 1]!);
    this.turn = Float64Array.from(lanes, ({ yaw }) => yaw[yaw.length - 1]! - yaw[0]!);
    this.perMetre = Float64Array.from(lanes, (lane) => 1 / lane.spacing);
    this.first = new Int32Array(lanes.length + 1);
    for (const { id, x } of lanes) this.first[id + 1] = this.first[id]! + x.length;
    const samples = this.first[lanes.length]!;
    this.x = new Float64Array(samples);
    this.y = new Float64Array(samples);
    this.yaw = new Float64Array(samples);
    this.curvature = new Float64Array(samples);
    this.curveSpeed = new Float64Array(samples);
    this.tightest = new Float64Array(lanes.length);
    this.straight = new Uint8Array(lanes.length);
    for (const lane of lanes) {
      const first = this.first[lane.id]!;
      this.x.set(lane.x, first);
      this.y.set(lane.y, first);
      this.yaw.set(lane.yaw, first);
      this.#measureCurves(lane);
    }
    this.next = listsOf(lanes.map((lane) => lane.next));
    this.previous = listsOf(lanes.map((lane) => lane.previous));
    this.left = this.#beside(lanes.map((lane) => lane.left));
    this.right = this.#beside(lanes.map((lane) => lane.right));
  }

  /** Index of the sample at or before arc length `s`, one that has a successor. */
  sampleAt(lane: number, s: number): number {
    const first = this.first[lane]!;
    const last = this.first[lane + 1]! - 2;
    const k = first + Math.floor(s * this.perMetre[lane]!);
    return k < first ? first : k > last ? last : k;
  }

  /** Curvature at arc length `s`, 1/m. */
  curvatureAt(lane: number, s: number): number {
    return this.straight[lane] ? 0 : this.curvature[this.sampleAt(lane, s)]!;
  }

  /** Speed that curves from arc length `s` on allow, m/s. */
  curveSpeedAt(lane: number, s: number): number {
    return this.straight[lane] ? NO_LIMIT : this.curveSpeed[this.sampleAt(lane, s)]!;
  }

  /** Writes the point at arc length `s`, `d` metres to the left of the centre line. */
  point(lane: number, s: number, d: number, out: LanePoint): LanePoint {
    const k = this.sampleAt(lane, s);
    const { x, y, yaw } = this;
    const along = this.perMetre[lane]!;
    const t = s * along - (k - this.first[lane]!);
    const dx = x[k + 1]! - x[k]!, dy = y[k + 1]! - y[k]!;
    out.yaw = yaw[k]! + (t < 0 ? 0 : t > 1 ? 1 : t) * (yaw[k + 1]! - yaw[k]!);
    out.curvature = this.curvature[k]!;
    // Samples lie evenly along the line, so a piece over their distance is its direction.
    out.x = x[k]! + t * dx - d * dy * along;
    out.y = y[k]! + t * dy + d * dx * along;
    return out;
  }

  /** Foot of the perpendicular from a point near sample `k` of a lane; null past the lane's ends. */
  place(lane: number, k: number, px: number, py: number): { s: number; d: number } | null {
    const first = this.first[lane]!, last = this.first[lane + 1]! - 1;
    const spacing = 1 / this.perMetre[lane]!;
    let best: { s: number; d: number } | null = null;
    for (let a = Math.max(first, k - 1); a <= Math.min(last - 1, k); a++) {
      const ex = this.x[a + 1]! - this.x[a]!, ey = this.y[a + 1]! - this.y[a]!;
      const norm = Math.hypot(ex, ey);
      const rx = px - this.x[a]!, ry = py - this.y[a]!;
      const t = (rx * ex + ry * ey) / (norm * norm);
      if ((a === first && t < -0.5) || (a === last - 1 && t > 1.5)) continue;
      const inside = Math.max(a === first ? -0.5 : 0, Math.min(a === last - 1 ? 1.5 : 1, t));
      const side = (ex * ry - ey * rx) / norm;
      const distance = Math.hypot(rx - inside * ex, ry - inside * ey);
      if (best && Math.abs(best.d) <= distance) continue;
      best = { s: (a - first + inside) * spacing, d: side < 0 ? -distance : distance };
    }
    return best;
  }

  #measureCurves({ id, yaw, spacing, length }: Lane): void {
    const first = this.first[id]!, last = this.first[id + 1]! - 1;
    for (let k = first; k < last; k++) {
      this.curvature[k] = wrapAngle(yaw[k - first + 1]! - yaw[k - first]!) / spacing;
    }
    this.curvature[last] = this.curvature[Math.max(first, last - 1)]!;
    this.turn[id] = 0;
    for (let k = last; k >= first; k--) {
      const bend = Math.abs(this.curvature[k]!);
      if (k < last) this.turn[id]! += this.curvature[k]! * spacing;
      this.tightest[id] = Math.max(this.tightest[id]!, bend);
      const allowed = Math.min(NO_LIMIT, Math.sqrt(LATERAL_LIMIT / Math.max(bend, 1e-6)));
      const ahead = k < last ? this.curveSpeed[k + 1]! : NO_LIMIT;
      this.curveSpeed[k] = Math.min(
        allowed,
        Math.sqrt(ahead * ahead + 2 * CURVE_BRAKING * spacing),
      );
    }
    this.straight[id] = this.tightest[id]! < STRAIGHT ? 1 : 0;
    if (!(length > 0) || last - first < 1) {
      throw new RangeError(
        `Cannot drive on lane ${id} of ${length} m and ${yaw.length} points: wanted at least two`,
      );
    }
  }

  #beside(lane: readonly number[]): Neighbours {
    const s = new Float64Array(this.x.length).fill(NaN);
    const d = new Float64Array(this.x.length).fill(NaN);
    lane.forEach((other, id) => {
      if (other < 0) return;
      let near = this.first[other]!;
      for (let k = this.first[id]!; k < this.first[id + 1]!; k++) {
        near = this.#nearestSample(other, near, this.x[k]!, this.y[k]!);
        const place = this.place(other, near, this.x[k]!, this.y[k]!);
        if (!place || Math.abs(place.d) > 2 * this.width[id]!) continue;
        s[k] = place.s;
        d[k] = place.d;
      }
    });
    return { lane: Int32Array.from(lane), s, d };
  }

  /** From a first guess on, for curves that run side by side; from all samples at the start. */
  #nearestSample(lane: number, guess: number, px: number, py: number): number {
    const first = this.first[lane]!, end = this.first[lane + 1]!;
    const squared = (k: number) => (this.x[k]! - px) ** 2 + (this.y[k]! - py) ** 2;
    let best = guess, least = squared(guess);
    const [from, to] = guess === first
      ? [first, end]
      : [Math.max(first, guess - 4), Math.min(end, guess + 9)];
    for (let k = from; k < to; k++) {
      const each = squared(k);
      if (each < least) best = k, least = each;
    }
    return best;
  }
}

function listsOf(lists: readonly (readonly number[])[]): LaneLists {
  const first = new Int32Array(lists.length + 1);
  lists.forEach((list, k) => first[k + 1] = first[k]! + list.length);
  return { first, lanes: Int32Array.from(lists.flat()) };
}
