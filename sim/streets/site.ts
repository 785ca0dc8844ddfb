import { type LanePlace } from "../roads/lane_graph.ts";
import { type RoadNetwork } from "../roads/road_network.ts";
import { type Terrain } from "../terrain/terrain.ts";

/** A rectangle on the ground. */
export interface Plot {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  readonly halfLength: number;
  readonly halfWidth: number;
}

const CELL = 24;

/** The ground along the roads as it fills up: what is free, what is taken. */
export class Site {
  readonly network: RoadNetwork;
  readonly terrain: Terrain;
  readonly #cells = new Map<string, Plot[]>();
  readonly #walks = new Map<string, number[]>();

  constructor(network: RoadNetwork, terrain: Terrain) {
    this.network = network;
    this.terrain = terrain;
    for (const { id, x, y } of network.lanes.walks) {
      for (let k = 0; k < x.length; k++) {
        const key = keyOf(Math.floor(x[k]! / CELL), Math.floor(y[k]! / CELL));
        const samples = this.#walks.get(key);
        if (samples) samples.push(id, k);
        else this.#walks.set(key, [id, k]);
      }
    }
  }

  /** Whether a plot lies on the map, away from all roads and junctions, and meets none taken before. */
  isFree(plot: Plot, fromRoad: number, between = 0.3): boolean {
    const { network } = this;
    for (const [x, y] of outlineOf(plot, 2)) {
      if (!this.onMap(x, y)) return false;
      if (network.distance(x, y) < fromRoad) return false;
    }
    for (const disc of network.layout.junctions) {
      if (distanceTo(plot, disc.x, disc.y) < disc.radius) return false;
    }
    return !this.#meetsTaken(plot, between);
  }

  /** Whether a point lies well within the map. */
  onMap(x: number, y: number): boolean {
    const reach = this.terrain.size / 2 - 3;
    return Math.abs(x) < reach && Math.abs(y) < reach;
  }

  /** Whether a post may stand there: off every lane, clear of where people walk, and of what stands. */
  isFreePost(x: number, y: number, radius: number): boolean {
    return this.laneDistance(x, y) > radius + 0.25 && this.clearOfWalks(x, y, radius) &&
      !this.#meetsTaken({ x, y, yaw: 0, halfLength: radius, halfWidth: radius }, 0);
  }

  take(plot: Plot): void {
    this.#visit(plot, (key) => {
      const cell = this.#cells.get(key);
      if (cell) cell.push(plot);
      else this.#cells.set(key, [plot]);
    });
  }

  /** Metres from the point to the nearest lane; 12 where none is near. */
  laneDistance(x: number, y: number): number {
    const { lanes } = this.network.lanes;
    let least = 12;
    for (const { lane, d } of this.network.lanes.placesNear(x, y, 12)) {
      least = Math.min(least, Math.max(0, Math.abs(d) - lanes[lane]!.width / 2));
    }
    return least;
  }

  /** Whether a disc leaves the middle of every walk free: a lane as wide as two people, or the walk. */
  clearOfWalks(px: number, py: number, radius: number): boolean {
    const column = Math.floor(px / CELL);
    const row = Math.floor(py / CELL);
    for (let r = row - 1; r <= row + 1; r++) {
      for (let c = column - 1; c <= column + 1; c++) {
        const samples = this.#walks.get(keyOf(c, r)) ?? [];
        for (let i = 0; i < samples.length; i += 2) {
          const walk = this.network.lanes.walks[samples[i]!]!;
          const k = samples[i + 1]!;
          // Half a sample's spacing lies at most between the foot of the perpendicular and a sample.
          const away = Math.hypot(walk.x[k]! - px, walk.y[k]! - py) - walk.spacing / 2;
          if (away < Math.min(walk.width / 2, FREE_WALK) + radius) return false;
        }
      }
    }
    return true;
  }

  /** The nearest lane of which a sign beside it at that heading speaks; null where there is none. */
  laneBeside(x: number, y: number, yaw: number): LanePlace | null {
    for (const place of this.network.lanes.placesNear(x, y, 12)) {
      const lane = this.network.lanes.lanes[place.lane]!;
      const k = Math.min(lane.yaw.length - 1, Math.round(place.s / lane.spacing));
      if (Math.cos(lane.yaw[k]! - yaw) > 0.5) return place;
    }
    return null;
  }

  #meetsTaken(plot: Plot, between: number): boolean {
    let meets = false;
    this.#visit(plot, (key) => {
      for (const other of this.#cells.get(key) ?? []) meets ||= overlap(plot, other, between);
    });
    return meets;
  }

  #visit({ x, y, halfLength, halfWidth }: Plot, see: (key: string) => void): void {
    const reach = Math.hypot(halfLength, halfWidth) + 1;
    for (let r = Math.floor((y - reach) / CELL); r <= Math.floor((y + reach) / CELL); r++) {
      for (let c = Math.floor((x - reach) / CELL); c <= Math.floor((x + reach) / CELL); c++) {
        see(keyOf(c, r));
      }
    }
  }
}

/** Half the width of what people always find free on a walk, metres. */
export const FREE_WALK = 0.6;

/** Whether two rectangles come nearer than `between`: some axis of one parts them, or none. */
export function overlap(a: Plot, b: Plot, between: number): boolean {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  for (const yaw of [a.yaw, a.yaw + Math.PI / 2, b.yaw, b.yaw + Math.PI / 2]) {
    const [ux, uy] = [Math.cos(yaw), Math.sin(yaw)];
    const reach = (plot: Plot) =>
      plot.halfLength * Math.abs(Math.cos(plot.yaw - yaw)) +
      plot.halfWidth * Math.abs(Math.sin(plot.yaw - yaw));
    if (Math.abs(dx * ux + dy * uy) >= reach(a) + reach(b) + between) return false;
  }
  return true;
}

/** Points around a rectangle, at most `step` apart. */
export function outlineOf(plot: Plot, step: number): (readonly [number, number])[] {
  const { halfLength, halfWidth } = plot;
  const points: (readonly [number, number])[] = [];
  const side = (fromX: number, fromY: number, toX: number, toY: number) => {
    const pieces = Math.ceil(Math.hypot(toX - fromX, toY - fromY) / step);
    for (let i = 0; i < pieces; i++) {
      points.push(
        pointOf(plot, fromX + (toX - fromX) * i / pieces, fromY + (toY - fromY) * i / pieces),
      );
    }
  };
  side(-halfLength, -halfWidth, halfLength, -halfWidth);
  side(halfLength, -halfWidth, halfLength, halfWidth);
  side(halfLength, halfWidth, -halfLength, halfWidth);
  side(-halfLength, halfWidth, -halfLength, -halfWidth);
  return points;
}

/** The point of the ground at `along` and `across` (left) of a plot's middle. */
export function pointOf(
  { x, y, yaw }: { readonly x: number; readonly y: number; readonly yaw: number },
  along: number,
  across: number,
): readonly [number, number] {
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  return [x + along * cos - across * sin, y + along * sin + across * cos];
}

function distanceTo(plot: Plot, px: number, py: number): number {
  const [cos, sin] = [Math.cos(plot.yaw), Math.sin(plot.yaw)];
  const [dx, dy] = [px - plot.x, py - plot.y];
  const along = Math.max(0, Math.abs(dx * cos + dy * sin) - plot.halfLength);
  const across = Math.max(0, Math.abs(dy * cos - dx * sin) - plot.halfWidth);
  return Math.hypot(along, across);
}

function keyOf(column: number, row: number): string {
  return `${column},${row}`;
}
