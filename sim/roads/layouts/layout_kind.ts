import { type Random } from "../../random.ts";
import { type RoadPlan } from "../plan.ts";

/** Side of a landscape with roads, metres; it is centred on the origin. */
export const ROAD_LANDSCAPE_SIZE = 512;

/** Roads run on to here, a little past the edge of the map. */
export const ROAD_END = ROAD_LANDSCAPE_SIZE / 2 + 4;

/** A kind of road landscape: how its roads are drawn, and the land they lie in. */
export interface LayoutKind {
  readonly name: string;
  /** Draws roads anew from the stream. */
  build(random: Random): RoadPlan;
  /** Height of the long waves that everything lies on, and of the hills away from roads, metres. */
  readonly waves: number;
  readonly hills: number;
  /** Share of the land under trees, `0..1`. */
  readonly woods: number;
}

/** A number drawn evenly from `low` to `high`. */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Where a ray from a point leaves the map's square of roads. */
export function exitPoint(x: number, y: number, bearing: number): { x: number; y: number } {
  const cos = Math.cos(bearing), sin = Math.sin(bearing);
  const tx = cos > 0 ? (ROAD_END - x) / cos : cos < 0 ? (-ROAD_END - x) / cos : Infinity;
  const ty = sin > 0 ? (ROAD_END - y) / sin : sin < 0 ? (-ROAD_END - y) / sin : Infinity;
  const t = Math.min(tx, ty);
  return { x: x + t * cos, y: y + t * sin };
}

/**
 * The speed limit that a bend allows, m/s: a multiple of 10 km/h with `v^2 k` below 3 m/s^2, at most `most`.
 */
export function limitFor(curvature: number, most: number): number {
  const comfortable = 3.6 * Math.sqrt(3 / Math.max(1e-6, curvature));
  return Math.min(most, Math.max(20, 10 * Math.floor(comfortable / 10)) / 3.6);
}
