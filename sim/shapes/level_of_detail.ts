import { type Vec3 } from "../pose.ts";
import { type Shape } from "./shape.ts";

/** A level of detail: 0 the finest. */
export type Level = 0 | 1 | 2;

/**
 * A part is drawn at a level up to `radii` times its own radius and `metres` more, and beyond the last not
 * at all: it would be smaller than half a pixel.
 */
const REACHES = [
  { radii: 14, metres: 6 },
  { radii: 45, metres: 10 },
  { radii: 400, metres: 0 },
] as const;

/**
 * The level at which a part is drawn; null where it is too far away to be seen.
 *
 * @param distance From the eye to the part's origin, metres.
 * @param radius Of a ball around its origin that holds it, metres.
 */
export function levelAt(distance: number, radius: number): Level | null {
  const level = REACHES.findIndex(({ radii, metres }) => distance <= radii * radius + metres);
  return level < 0 ? null : level as Level;
}

/** Radius of a ball around the origin of a shape that holds it, scaled by `size` along its axes. */
export function radiusOf({ positions }: Shape, [sx, sy, sz]: Vec3 = [1, 1, 1]): number {
  let radius = 0;
  for (let i = 0; i < positions.length; i += 3) {
    radius = Math.max(
      radius,
      Math.hypot(sx * positions[i]!, sy * positions[i + 1]!, sz * positions[i + 2]!),
    );
  }
  return radius;
}
