import { type LaneGraph, type Walk } from "../roads/lane_graph.ts";

/** Where a point lies beside a walk. */
export interface WalkPlace {
  /** Arc length of the nearest point of its middle line, metres. */
  s: number;
  /** Metres to the left of the line; beyond its ends, to the left of its straight continuation. */
  d: number;
  /** Distance to the nearest point of the line. */
  gap: number;
  /** How far beyond the line's start (negative) or end (positive) it lies; 0 beside the line. */
  beyond: number;
}

/** A point of a walk's middle line and the direction of the line there. */
export interface WalkPoint {
  x: number;
  y: number;
  ux: number;
  uy: number;
}

/** The stretch of a crossing that lies on the carriageway: arc lengths. */
export interface Span {
  readonly enter: number;
  readonly leave: number;
}

/** The straight pieces of a walk's middle line. */
interface Segments {
  readonly lengths: Float64Array;
  /** Unit vectors along them. */
  readonly ux: Float64Array;
  readonly uy: Float64Array;
}

const WINDOW = 6;
const STEP = 0.1;

/** The walks of a graph as people go by them. */
export class WalkPaths {
  readonly walks: readonly Walk[];
  /** Of each walk; null for pavements. */
  readonly spans: readonly (Span | null)[];
  readonly #segments: readonly Segments[];

  constructor(graph: LaneGraph) {
    this.walks = graph.walks;
    this.#segments = graph.walks.map(segmentsOf);
    const point: WalkPoint = { x: 0, y: 0, ux: 1, uy: 0 };
    this.spans = graph.walks.map((walk) => {
      if (walk.kind !== "crossing") return null;
      let enter = Infinity, leave = -Infinity;
      for (let s = 0; s <= walk.length; s += STEP) {
        this.point(walk.id, s, point);
        const onRoad = graph.placesNear(point.x, point.y, 4).some(({ lane, d }) =>
          Math.abs(d) <= graph.lanes[lane]!.width / 2
        );
        if (!onRoad) continue;
        enter = Math.min(enter, s);
        leave = Math.max(leave, s);
      }
      return enter <= leave ? { enter, leave } : { enter: 0, leave: walk.length };
    });
  }

  /** Writes the point at arc length `s`, beyond the ends straight on. */
  point(walk: number, s: number, out: WalkPoint): WalkPoint {
    const { x, y, spacing } = this.walks[walk]!;
    const k = Math.max(0, Math.min(x.length - 2, Math.floor(s / spacing)));
    const ux = (x[k + 1]! - x[k]!) / spacing, uy = (y[k + 1]! - y[k]!) / spacing;
    const along = s - k * spacing;
    const norm = Math.hypot(ux, uy) || 1;
    out.x = x[k]! + along * ux;
    out.y = y[k]! + along * uy;
    out.ux = ux / norm;
    out.uy = uy / norm;
    return out;
  }

  /**
   * Finds where a point lies beside a walk.
   *
   * @param hint Arc length it was at a moment ago, to search around; all of the walk without.
   */
  place(walk: number, px: number, py: number, out: WalkPlace, hint?: number): WalkPlace {
    const { x, y, spacing } = this.walks[walk]!;
    const { lengths, ux: alongX, uy: alongY } = this.#segments[walk]!;
    const last = x.length - 2;
    const middle = hint === undefined ? 0 : Math.floor(hint / spacing);
    const window = hint === undefined ? Infinity : WINDOW;
    const first = Math.max(0, Math.min(last, middle - window));
    const end = Math.max(0, Math.min(last, middle + window));
    let best = Infinity;
    for (let k = first; k <= end; k++) {
      const length = lengths[k]!, ux = alongX[k]!, uy = alongY[k]!;
      const rx = px - x[k]!, ry = py - y[k]!;
      const raw = rx * ux + ry * uy;
      const along = Math.max(0, Math.min(length, raw));
      const gx = rx - along * ux, gy = ry - along * uy;
      const gap = Math.sqrt(gx * gx + gy * gy);
      if (gap >= best) continue;
      best = gap;
      out.s = k * spacing + along;
      out.d = ux * ry - uy * rx;
      out.gap = gap;
      out.beyond = k === 0 && raw < 0 ? raw : k === last && raw > length ? raw - length : 0;
    }
    return out;
  }

  /** Whether a place lies on a walk, `margin` metres within its edge. A crossing ends squarely. */
  holds(walk: number, place: WalkPlace, margin: number): boolean {
    const { kind, width } = this.walks[walk]!;
    const half = Math.max(0.1, width / 2 - margin);
    return place.gap <= half && (kind === "pavement" || place.beyond === 0);
  }

  /** Which way one goes along `next` who comes from an end of `walk`: 1 from its start, -1 from its end. */
  directionInto(next: number, walk: number, atEnd: boolean): 1 | -1 {
    const from = this.walks[walk]!, to = this.walks[next]!;
    const k = atEnd ? from.x.length - 1 : 0;
    const n = to.x.length - 1;
    const start = Math.hypot(to.x[0]! - from.x[k]!, to.y[0]! - from.y[k]!);
    const end = Math.hypot(to.x[n]! - from.x[k]!, to.y[n]! - from.y[k]!);
    return start <= end ? 1 : -1;
  }
}

function segmentsOf({ x, y }: Walk): Segments {
  const lengths = new Float64Array(x.length - 1);
  const ux = new Float64Array(x.length - 1), uy = new Float64Array(x.length - 1);
  for (let k = 0; k < lengths.length; k++) {
    const ex = x[k + 1]! - x[k]!, ey = y[k + 1]! - y[k]!;
    const length = lengths[k] = Math.hypot(ex, ey) || 1e-9;
    ux[k] = ex / length;
    uy[k] = ey / length;
  }
  return { lengths, ux, uy };
}
