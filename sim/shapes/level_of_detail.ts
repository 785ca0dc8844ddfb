import { type Vec3 } from "../pose.ts";
import { type Shape } from "./shape.ts";

/** A level of detail: 0 the finest. */
export type Level = 0 | 1 | 2;

/** Focal length for which the reaches hold, pixels: that of 160 pixels over 80 degrees. */
const FOCAL = 95.34;

/**
 * A part is drawn at a level up to `radii` times its own radius and `metres` more, and beyond the last not
 * at all: it would be smaller than half a pixel.
 */
const REACHES = [
  { radii: 8, metres: 3 },
  { radii: 20, metres: 8 },
  { radii: 400, metres: 0 },
] as const;

/**
 * The level at which a part is drawn; null where it is too far away to be seen. What counts is how large it is
 * in the picture: a camera of twice the focal length sees everything as if it were half as far away.
 *
 * @param distance From the eye to the part's origin, metres.
 * @param radius Of a ball around its origin that holds it, metres.
 * @param focal Focal length of the camera, pixels.
 */
export function levelAt(distance: number, radius: number, focal: number): Level | null {
  const nearer = distance * FOCAL / focal;
  const level = REACHES.findIndex(({ radii, metres }) => nearer <= radii * radius + metres);
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
