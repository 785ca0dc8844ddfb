import { type Pond } from "./pond.ts";
import { type River } from "./river.ts";

/** Where water lies in a landscape. */
export interface Waters {
  readonly ponds: readonly Pond[];
  readonly river?: River | null;
  readonly terrain: { height(x: number, y: number): number };
}

/**
 * Height of the water's surface above or below the ground at a point, metres: positive under water,
 * `-Infinity` where no water could lie. Exact: the discs and the strip that are drawn, over the
 * height of the terrain.
 */
export function waterOver({ ponds, river, terrain }: Waters, x: number, y: number): number {
  for (const pond of ponds) {
    const dx = x - pond.x;
    const dy = y - pond.y;
    if (dx * dx + dy * dy < pond.radius * pond.radius) return pond.level - terrain.height(x, y);
  }
  if (river && river.distance(x, y) < river.radius) return river.level - terrain.height(x, y);
  return -Infinity;
}

/** Depth of the water at a point, metres; 0 on land. */
export function waterDepth(waters: Waters, x: number, y: number): number {
  return Math.max(0, waterOver(waters, x, y));
}
