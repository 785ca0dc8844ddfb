import {
  type Lane,
  type LaneControl,
  LaneGraph,
  type SignalGroup,
  type Walk,
} from "../../sim/roads/lane_graph.ts";

type Draft = {
  -readonly [K in keyof Lane]: Lane[K] extends readonly number[] ? number[] : Lane[K];
};

/** What a lane is, beside its line. */
export interface LaneOptions {
  readonly width?: number;
  readonly speedLimit?: number;
  readonly inJunction?: boolean;
  readonly control?: LaneControl;
  readonly signal?: number;
}

/** Where a lane starts or ends: a point and a heading. */
export type Place = readonly [x: number, y: number, yaw: number];

/** Builds lane graphs by hand. */
export class LaneGraphBuilder {
  readonly #lanes: Draft[] = [];
  readonly walks: Walk[] = [];
  readonly signals: SignalGroup[] = [];

  /** A lane along points that lie closely enough to be taken for a curve. */
  along(points: readonly (readonly [number, number])[], options: LaneOptions = {}): number {
    const at = [0];
    for (let k = 1; k < points.length; k++) {
      const [ax, ay] = points[k - 1]!, [bx, by] = points[k]!;
      at.push(at[k - 1]! + Math.hypot(bx - ax, by - ay));
    }
    const length = at[at.length - 1]!;
    const pieces = Math.max(2, Math.round(length));
    const spacing = length / pieces;
    const x = new Float64Array(pieces + 1), y = new Float64Array(pieces + 1);
    let piece = 0;
    for (let k = 0; k <= pieces; k++) {
      while (piece < points.length - 2 && at[piece + 1]! < k * spacing) piece++;
      const t = (k * spacing - at[piece]!) / (at[piece + 1]! - at[piece]!);
      const [ax, ay] = points[piece]!, [bx, by] = points[piece + 1]!;
      x[k] = ax + t * (bx - ax);
      y[k] = ay + t * (by - ay);
    }
    const yaw = new Float64Array(pieces + 1);
    for (let k = 0; k <= pieces; k++) {
      const a = Math.max(0, k - 1), b = Math.min(pieces, k + 1);
      const raw = Math.atan2(y[b]! - y[a]!, x[b]! - x[a]!);
      yaw[k] = k === 0 ? raw : raw - 2 * Math.PI * Math.round((raw - yaw[k - 1]!) / (2 * Math.PI));
    }
    const id = this.#lanes.length;
    this.#lanes.push({
      id,
      x,
      y,
      yaw,
      spacing,
      length,
      width: options.width ?? 3.5,
      speedLimit: options.speedLimit ?? 13.9,
      next: [],
      previous: [],
      left: -1,
      right: -1,
      inJunction: options.inJunction ?? false,
      control: options.control ?? "none",
      signal: options.signal ?? -1,
      yieldTo: [],
      crossings: [],
    });
    return id;
  }

  straight(from: readonly [number, number], to: readonly [number, number], options?: LaneOptions) {
    return this.along([from, to], options);
  }

  /** Part of a circle, counter-clockwise where `to` is above `from`. */
  arc(cx: number, cy: number, radius: number, from: number, to: number, options?: LaneOptions) {
    const steps = Math.max(8, Math.ceil(Math.abs(to - from) * radius / 0.5));
    return this.along(
      Array.from({ length: steps + 1 }, (_, k) => {
        const angle = from + (to - from) * k / steps;
        return [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)] as const;
      }),
      options,
    );
  }

  /** A smooth way from one place to another: a cubic Bezier curve. */
  turn(from: Place, to: Place, options?: LaneOptions) {
    const reach = 0.4 * Math.hypot(to[0] - from[0], to[1] - from[1]);
    const points = [
      [from[0], from[1]],
      [from[0] + reach * Math.cos(from[2]), from[1] + reach * Math.sin(from[2])],
      [to[0] - reach * Math.cos(to[2]), to[1] - reach * Math.sin(to[2])],
      [to[0], to[1]],
    ] as const;
    const steps = 60;
    return this.along(
      Array.from({ length: steps + 1 }, (_, k) => {
        const t = k / steps, u = 1 - t;
        const weights = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t] as const;
        const mix = (axis: 0 | 1) =>
          weights.reduce((sum, weight, j) => sum + weight * points[j]![axis], 0);
        return [mix(0), mix(1)] as const;
      }),
      options,
    );
  }

  join(from: number, to: number): void {
    this.#lanes[from]!.next.push(to);
    this.#lanes[to]!.previous.push(from);
  }

  beside(left: number, right: number): void {
    this.#lanes[left]!.right = right;
    this.#lanes[right]!.left = left;
  }

  yields(lane: number, to: number): void {
    this.#lanes[lane]!.yieldTo.push(to);
  }

  lane(id: number): Readonly<Draft> {
    return this.#lanes[id]!;
  }

  /** A crossing straight over a lane, from 4 m on its right to 4 m on its left. */
  crossing(lane: number, s: number, width = 3, signal = -1): number {
    const { x, y, yaw, spacing } = this.#lanes[lane]!;
    const k = Math.floor((s + width / 2) / spacing);
    const id = this.walks.length;
    const across = [Math.sin(yaw[k]!), -Math.cos(yaw[k]!)] as const;
    const count = 9;
    this.walks.push({
      id,
      kind: "crossing",
      x: Float64Array.from({ length: count }, (_, j) => x[k]! + (4 - j) * across[0]),
      y: Float64Array.from({ length: count }, (_, j) => y[k]! + (4 - j) * across[1]),
      spacing: 1,
      length: count - 1,
      width,
      atStart: [],
      atEnd: [],
      lanes: [lane],
      signal,
    });
    this.#lanes[lane]!.crossings = [...this.#lanes[lane]!.crossings, { walk: id, s }];
    return id;
  }

  build(): LaneGraph {
    return new LaneGraph(this.#lanes, this.walks, this.signals);
  }
}

/** A closed road of that many lanes, counter-clockwise; lane 0 is the inner, left one. */
export function ringRoad(
  radius: number,
  lanes = 1,
  options: LaneOptions = {},
): LaneGraph {
  const builder = new LaneGraphBuilder();
  const halves: number[][] = [];
  for (const [from, to] of [[0, Math.PI], [Math.PI, 2 * Math.PI]] as const) {
    const half = Array.from(
      { length: lanes },
      (_, k) => builder.arc(0, 0, radius + 3.5 * k, from, to, options),
    );
    for (let k = 1; k < lanes; k++) builder.beside(half[k - 1]!, half[k]!);
    halves.push(half);
  }
  for (let k = 0; k < lanes; k++) {
    builder.join(halves[0]![k]!, halves[1]![k]!);
    builder.join(halves[1]![k]!, halves[0]![k]!);
  }
  return builder.build();
}

/** One straight road along +x, from the edge of the world to its end. */
export function straightRoad(length: number, options: LaneOptions = {}): LaneGraph {
  const builder = new LaneGraphBuilder();
  builder.straight([0, 0], [length, 0], options);
  return builder.build();
}

const DIRECTIONS = [0, Math.PI / 2, Math.PI, -Math.PI / 2] as const;
const HALF_JUNCTION = 13;

/** How the junctions of a grid of streets are controlled. */
export type GridControl = "signal" | "stop" | "yield" | "none";

/**
 * Two-way streets in a grid of junctions, `pitch` metres apart, that lead on to the edge of the world on
 * all sides: straight on, left and right at each. At `stop` and `yield` the streets along x go first.
 */
export function gridTown(
  columns: number,
  rows: number,
  control: (column: number, row: number) => GridControl,
  pitch = 110,
): LaneGraph {
  const builder = new LaneGraphBuilder();
  // Lanes into and out of each junction, by the heading of who drives on them.
  const into = new Map<string, number>(), out = new Map<string, number>();
  const exists = (i: number, j: number) => i >= 0 && j >= 0 && i < columns && j < rows;
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < rows; j++) {
      const kind = control(i, j);
      const first = builder.signals.length;
      if (kind === "signal") {
        builder.signals.push(
          { id: first, period: 44, green: 2, amber: 18, red: 21 },
          { id: first + 1, period: 44, green: 24, amber: 40, red: 43 },
        );
      }
      for (const [k, heading] of DIRECTIONS.entries()) {
        const cos = Math.cos(heading), sin = Math.sin(heading);
        const before = [i - Math.round(cos), j - Math.round(sin)] as const;
        const side = [1.75 * sin, -1.75 * cos] as const;
        const reach = exists(...before) ? pitch - HALF_JUNCTION : pitch;
        const end = [
          i * pitch + side[0] - HALF_JUNCTION * cos,
          j * pitch + side[1] - HALF_JUNCTION * sin,
        ] as const;
        const start = [
          i * pitch + side[0] - reach * cos,
          j * pitch + side[1] - reach * sin,
        ] as const;
        const minor = k % 2 === 1;
        const lane = builder.straight(start, end, {
          control: kind === "signal" ? "signal" : kind !== "none" && minor ? kind : "none",
          signal: kind === "signal" ? first + k % 2 : -1,
        });
        into.set(`${i} ${j} ${k}`, lane);
        if (exists(...before)) out.set(`${before[0]} ${before[1]} ${k}`, lane);
        const after = [i + Math.round(cos), j + Math.round(sin)] as const;
        if (exists(...after)) continue;
        const from = [
          i * pitch + side[0] + HALF_JUNCTION * cos,
          j * pitch + side[1] + HALF_JUNCTION * sin,
        ] as const;
        const edge = [
          i * pitch + side[0] + pitch * cos,
          j * pitch + side[1] + pitch * sin,
        ] as const;
        out.set(`${i} ${j} ${k}`, builder.straight(from, edge));
      }
    }
  }
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < rows; j++) addTurns(builder, into, out, i, j, control(i, j));
  }
  return builder.build();
}

function addTurns(
  builder: LaneGraphBuilder,
  into: ReadonlyMap<string, number>,
  out: ReadonlyMap<string, number>,
  i: number,
  j: number,
  kind: GridControl,
): void {
  const ways = new Map<string, number>();
  for (let k = 0; k < 4; k++) {
    for (const turn of [-1, 0, 1]) {
      const to = (k + turn + 4) % 4;
      const from = into.get(`${i} ${j} ${k}`)!, exit = out.get(`${i} ${j} ${to}`)!;
      const a = builder.lane(from), b = builder.lane(exit);
      const lane = builder.turn(
        [a.x[a.x.length - 1]!, a.y[a.y.length - 1]!, DIRECTIONS[k]!],
        [b.x[0]!, b.y[0]!, DIRECTIONS[to]!],
        { inJunction: true },
      );
      builder.join(from, lane);
      builder.join(lane, exit);
      ways.set(`${k} ${turn}`, lane);
    }
  }
  const minor = kind === "stop" || kind === "yield";
  for (let k = 0; k < 4; k++) {
    // Who turns left lets those who come from ahead pass.
    for (const turn of [0, -1]) {
      builder.yields(ways.get(`${k} 1`)!, ways.get(`${(k + 2) % 4} ${turn}`)!);
    }
    if (!minor || k % 2 === 0) continue;
    for (const turn of [-1, 0, 1]) {
      for (const main of [0, 2]) {
        for (const other of [-1, 0, 1]) {
          builder.yields(ways.get(`${k} ${turn}`)!, ways.get(`${main} ${other}`)!);
        }
      }
    }
  }
}
