/** What a driver must heed at the end of a lane. */
export type LaneControl = "none" | "signal" | "stop" | "yield";

/** A lane: a centre line with a width that vehicles follow one way. */
export interface Lane {
  /** Index in the graph. */
  readonly id: number;
  /** Centre line, sampled evenly by arc length from its start: metres, and radians (not wrapped). */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly yaw: Float64Array;
  /** Metres between samples, and from first to last. */
  readonly spacing: number;
  readonly length: number;
  readonly width: number;
  /** m/s */
  readonly speedLimit: number;
  /** Lanes that go on from its end, and that lead to its start. */
  readonly next: readonly number[];
  readonly previous: readonly number[];
  /** Neighbours of the same direction that a vehicle may change to; -1 where there is none. */
  readonly left: number;
  readonly right: number;
  /** Whether it lies within a junction. */
  readonly inJunction: boolean;
  readonly control: LaneControl;
  /** Signal group at its end, for `signal`; else -1. */
  readonly signal: number;
  /** Lanes whose vehicles go first where this one crosses or joins them. */
  readonly yieldTo: readonly number[];
  /** Crossings (walks) over it, with the arc length of their near edge. */
  readonly crossings: readonly { readonly walk: number; readonly s: number }[];
}

/** A way for people on foot, both directions: a stretch of pavement, or a crossing. */
export interface Walk {
  readonly id: number;
  readonly kind: "pavement" | "crossing";
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly spacing: number;
  readonly length: number;
  readonly width: number;
  /** Walks that join its first and its last point. */
  readonly atStart: readonly number[];
  readonly atEnd: readonly number[];
  /** Lanes that a crossing leads over. */
  readonly lanes: readonly number[];
  /** Signal group that people on it heed; -1 where there is none: traffic then lets them pass. */
  readonly signal: number;
}

/** What a signal shows. */
export type SignalState = "green" | "amber" | "red" | "red_amber";

/** When a signal group is green, within the period of its junction; amber follows it. */
export interface SignalGroup {
  readonly id: number;
  /** Seconds: of the whole cycle, and from its start to green, amber and red. */
  readonly period: number;
  readonly green: number;
  readonly amber: number;
  readonly red: number;
}

/** Where a point lies on a lane: arc length, and metres to the left of its centre line. */
export interface LanePlace {
  lane: number;
  s: number;
  d: number;
}

/** A point of a centre line. */
export interface LanePoint {
  x: number;
  y: number;
  yaw: number;
  /** 1/m, positive to the left. */
  curvature: number;
}

const CELL = 12;

/** The lanes, walks and signals of a landscape, and where a point lies on them. */
export class LaneGraph {
  readonly lanes: readonly Lane[];
  readonly walks: readonly Walk[];
  readonly signals: readonly SignalGroup[];
  /** Cells to samples, as `lane id, sample` pairs. */
  readonly #cells = new Map<number, number[]>();

  constructor(lanes: readonly Lane[], walks: readonly Walk[], signals: readonly SignalGroup[]) {
    this.lanes = lanes;
    this.walks = walks;
    this.signals = signals;
    for (const { id, x, y } of lanes) {
      for (let k = 0; k < x.length; k++) {
        const key = keyOf(Math.floor(x[k]! / CELL), Math.floor(y[k]! / CELL));
        const cell = this.#cells.get(key);
        if (cell) cell.push(id, k);
        else this.#cells.set(key, [id, k]);
      }
    }
  }

  /** Writes the point of a lane's centre line at arc length `s` (beyond its ends, straight on). */
  point(lane: number, s: number, out: LanePoint): LanePoint {
    const { x, y, yaw, spacing } = this.lanes[lane]!;
    const last = x.length - 1;
    const k = Math.max(0, Math.min(last - 1, Math.floor(s / spacing)));
    const t = s / spacing - k;
    const inside = Math.max(0, Math.min(1, t));
    out.x = x[k]! + inside * (x[k + 1]! - x[k]!);
    out.y = y[k]! + inside * (y[k + 1]! - y[k]!);
    out.yaw = yaw[k]! + inside * (yaw[k + 1]! - yaw[k]!);
    out.curvature = (yaw[k + 1]! - yaw[k]!) / spacing;
    const beyond = (t - inside) * spacing;
    out.x += beyond * Math.cos(out.yaw);
    out.y += beyond * Math.sin(out.yaw);
    return out;
  }

  /**
   * Every lane within `reach` metres (up to 12) of a point, its place on it, nearest centre line first.
   * Lanes of a junction overlap, so there may be many.
   */
  placesNear(px: number, py: number, reach: number): LanePlace[] {
    const best = new Map<number, { k: number; squared: number }>();
    const column = Math.floor(px / CELL);
    const row = Math.floor(py / CELL);
    for (let r = row - 1; r <= row + 1; r++) {
      for (let c = column - 1; c <= column + 1; c++) {
        const cell = this.#cells.get(keyOf(c, r));
        if (!cell) continue;
        for (let i = 0; i < cell.length; i += 2) {
          const lane = this.lanes[cell[i]!]!;
          const k = cell[i + 1]!;
          const squared = (lane.x[k]! - px) ** 2 + (lane.y[k]! - py) ** 2;
          const known = best.get(lane.id);
          if (!known) best.set(lane.id, { k, squared });
          else if (squared < known.squared) known.k = k, known.squared = squared;
        }
      }
    }
    const places: LanePlace[] = [];
    for (const [id, { k }] of best) {
      const place = this.#placeOn(id, k, px, py);
      if (place && Math.abs(place.d) <= reach) places.push(place);
    }
    return places.sort((a, b) => Math.abs(a.d) - Math.abs(b.d) || a.lane - b.lane);
  }

  /** What a signal group shows at a time, seconds since the start. */
  signalAt(group: number, time: number): SignalState {
    const { period, green, amber, red } = this.signals[group]!;
    const t = ((time % period) + period) % period;
    if (t < green) return t > green - 1 ? "red_amber" : "red";
    if (t < amber) return "green";
    return t < red ? "amber" : t > period + green - 1 ? "red_amber" : "red";
  }

  /** The foot of the perpendicular beside sample `k`; null where it lies past the lane's ends. */
  #placeOn(id: number, k: number, px: number, py: number): LanePlace | null {
    const { x, y, spacing, length } = this.lanes[id]!;
    let found: LanePlace | null = null;
    for (const a of [k - 1, k]) {
      if (a < 0 || a + 1 >= x.length) continue;
      const ex = (x[a + 1]! - x[a]!) / spacing, ey = (y[a + 1]! - y[a]!) / spacing;
      const rx = px - x[a]!, ry = py - y[a]!;
      const along = Math.max(-1e-6, Math.min(spacing, rx * ex + ry * ey));
      const d = Math.hypot(rx - along * ex, ry - along * ey);
      const past = (a === 0 && rx * ex + ry * ey < -1e-6) ||
        (a + 2 === x.length && rx * ex + ry * ey > spacing + 1e-6);
      if (past || (found && Math.abs(found.d) <= d)) continue;
      const s = Math.max(0, Math.min(length, a * spacing + along));
      found = { lane: id, s, d: ex * ry - ey * rx < 0 ? -d : d };
    }
    return found;
  }
}

function keyOf(column: number, row: number): number {
  return (row + 0x8000) * 0x10000 + column + 0x8000;
}
