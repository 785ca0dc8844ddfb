import { type OpticalPoint, type PinholeView } from "./camera_view.ts";
import { type GroundPlane } from "./ground_plane.ts";

/** `a u + b v + c = 0` with `(a, b)` unit and pointing to the ground: the left side is pixels below it. */
export interface HorizonLine {
  a: number;
  b: number;
  c: number;
}

/**
 * Where a plane ends in the picture: the points at infinity along it.
 *
 * @throws {RangeError} If the camera looks straight down at the plane, so that it ends nowhere.
 */
export function horizonOf(view: PinholeView, plane: GroundPlane): HorizonLine {
  const [nx, ny, nz] = plane.normal;
  // A ray (x, y, 1) meets the ground where normal . ray < 0.
  const a = -nx / view.fx, b = -ny / view.fy;
  const length = Math.hypot(a, b);
  if (!(length > 1e-12)) {
    throw new RangeError(
      `Cannot draw the horizon of a plane with normal [${plane.normal}]: wanted one not seen face on`,
    );
  }
  const c = -nz - a * view.cx - b * view.cy;
  return { a: a / length, b: b / length, c: c / length };
}

/** Row of the horizon at a column, pixels; not finite where the horizon stands upright. */
export function horizonRow(horizon: HorizonLine, column: number): number {
  return -(horizon.a * column + horizon.c) / horizon.b;
}

/** Pixels by which a pixel lies on the ground's side of the horizon; less than 0 in the sky. */
export function belowHorizon(horizon: HorizonLine, u: number, v: number): number {
  return horizon.a * u + horizon.b * v + horizon.c;
}

/** Where the ray through a pixel meets the plane, optical frame, metres; null at and over the horizon. */
export function groundPoint(
  view: PinholeView,
  plane: GroundPlane,
  u: number,
  v: number,
): [x: number, y: number, z: number] | null {
  const [nx, ny, nz] = plane.normal;
  const x = (u - view.cx) / view.fx, y = (v - view.cy) / view.fy;
  const fall = nx * x + ny * y + nz;
  if (!(fall < 0)) return null;
  const z = -plane.height / fall;
  return [x * z, y * z, z];
}

/** Metres along the plane from below the eye to below (or above) a point of the optical frame. */
export function distanceAlong(plane: GroundPlane, point: OpticalPoint): number {
  const [nx, ny, nz] = plane.normal;
  const [x, y, z] = point;
  const up = nx * x + ny * y + nz * z;
  return Math.hypot(x - up * nx, y - up * ny, z - up * nz);
}

/**
 * Metres along the plane from below the eye to where the ray through a pixel meets it; `Infinity` at and
 * over the horizon. Undoes `footPixel`.
 */
export function groundDistance(
  view: PinholeView,
  plane: GroundPlane,
  u: number,
  v: number,
): number {
  const point = groundPoint(view, plane, u, v);
  return point ? distanceAlong(plane, point) : Infinity;
}

/**
 * Row where a column of the picture shows the ground that far from below the eye, pixels (a fraction, and
 * perhaps outside the picture); null where it shows no such ground.
 *
 * The ray `r = (x, s, 1)` of the column meets the plane at `-h r / (n . r)`, `h sqrt(|r|^2 / (n . r)^2 - 1)`
 * from below the eye: a quadratic in the slope `s`.
 *
 * @param distance Along the plane, metres, in any direction: a circle around the robot.
 *
 * @example
 * ```ts
 * import { footPixel } from "./horizon.ts";
 * const view = { width: 320, height: 240, fx: 190, fy: 190, cx: 159.5, cy: 119.5, baseline: 0.12 };
 * const level = { normal: [0, -1, 0] as const, height: 1, inliers: 1 };
 * footPixel(view, level, 10, 159.5); // 119.5 + 190 * 1 m / 10 m = 138.5
 * ```
 */
export function footPixel(
  view: PinholeView,
  plane: GroundPlane,
  distance: number,
  column: number,
): number | null {
  const [nx, ny, nz] = plane.normal;
  const x = (column - view.cx) / view.fx;
  const level = nx * x + nz;
  const ratio = 1 + (distance / plane.height) ** 2;
  // x^2 + 1 + s^2 = ratio (level + ny s)^2
  const a = 1 - ratio * ny * ny, b = -ratio * level * ny, c = x * x + 1 - ratio * level * level;
  let best: number | null = null;
  for (const s of roots(a, b, c)) {
    if (level + ny * s >= 0) continue;
    // Of two, the one towards the horizon: the other lies behind what is straight below.
    if (best === null || (ny < 0 ? s < best : s > best)) best = s;
  }
  return best === null ? null : best * view.fy + view.cy;
}

/**
 * Row where a column shows the ground that far ahead: measured along the plane and along the camera's
 * heading, so that in a picture without roll it is one row for all columns. Null where it shows none.
 *
 * @throws {RangeError} If the camera looks straight down at the plane, and so has no heading along it.
 */
export function footPixelAhead(
  view: PinholeView,
  plane: GroundPlane,
  ahead: number,
  column: number,
): number | null {
  const [nx, ny, nz] = plane.normal;
  const [hx, hy, hz] = headingOf(plane);
  const x = (column - view.cx) / view.fx;
  // -h (r . heading) = ahead (r . normal), with r = (x, s, 1)
  const slope = -plane.height * hy - ahead * ny;
  const s = (ahead * (nx * x + nz) + plane.height * (hx * x + hz)) / slope;
  if (!(nx * x + ny * s + nz < 0)) return null;
  return s * view.fy + view.cy;
}

/**
 * The way the camera looks, along the plane: the optical axis laid on it, unit.
 *
 * @throws {RangeError} If the camera looks straight down at the plane.
 */
export function headingOf(plane: GroundPlane): [x: number, y: number, z: number] {
  const [nx, ny, nz] = plane.normal;
  const length = Math.sqrt(1 - nz * nz);
  if (!(length > 1e-6)) {
    throw new RangeError(
      `Cannot look along a plane with normal [${plane.normal}]: wanted one not seen face on`,
    );
  }
  return [-nz * nx / length, -nz * ny / length, length];
}

/** Real `s` with `a s^2 + 2 b s + c = 0`. */
function roots(a: number, b: number, c: number): number[] {
  if (Math.abs(a) < 1e-12) return b === 0 ? [] : [-c / (2 * b)];
  const square = b * b - a * c;
  if (square < 0) return [];
  // The form without cancellation.
  const q = -(b + (b < 0 ? -1 : 1) * Math.sqrt(square));
  return q === 0 ? [0] : [q / a, c / q];
}
