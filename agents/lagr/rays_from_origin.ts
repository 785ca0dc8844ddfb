import type { StereoRays } from "./short_range.ts";

/**
 * Rays of an eye as rays of the robot's origin: each ends where it ended.
 *
 * @param rays Bearings to the left of the eye's heading, which is the robot's; distances from below the eye.
 * @param ahead,left Of the eye from the origin, metres.
 */
export function raysFromOrigin(rays: StereoRays, ahead: number, left: number): StereoRays {
  const count = rays.bearings.length;
  const [bearings, distances] = [new Float32Array(count), new Float32Array(count)];
  for (let k = 0; k < count; k++) {
    const x = ahead + rays.distances[k]! * Math.cos(rays.bearings[k]!);
    const y = left + rays.distances[k]! * Math.sin(rays.bearings[k]!);
    bearings[k] = Math.atan2(y, x);
    distances[k] = Math.hypot(x, y);
  }
  return { bearings, distances, blocked: rays.blocked, nearest: rays.nearest + ahead };
}
