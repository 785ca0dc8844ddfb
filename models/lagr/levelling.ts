import { bandAt, type BandLayout, middleOf, WINDOW, type WindowPlace, windowsOf } from "./bands.ts";
import { type OpticalPoint, type PinholeView } from "./camera_view.ts";
import { type GroundPlane } from "./ground_plane.ts";
import { headingOf } from "./horizon.ts";

/** Nine numbers, row after row. */
export type Rotation = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** Middle of a window, in pixels from its first column. */
const HALF_WINDOW = (WINDOW.width - 1) / 2;

/**
 * `levelFromCamera`: turns directions of the camera's optical frame into those of a camera at the same place
 * and of the same heading that stands level over the plane. Its horizon is the row of its principal
 * point, whatever the roll and pitch of the real one.
 *
 * @throws {RangeError} If the camera looks straight down at the plane.
 */
export function levelRotation(plane: GroundPlane): Rotation {
  const [nx, ny, nz] = plane.normal;
  const [fx, fy, fz] = headingOf(plane);
  const [dx, dy, dz] = [-nx, -ny, -nz];
  // right = down x forward
  return [
    dy * fz - dz * fy,
    dz * fx - dx * fz,
    dx * fy - dy * fx,
    dx,
    dy,
    dz,
    fx,
    fy,
    fz,
  ];
}

/** A direction turned. */
export function turned(r: Rotation, [x, y, z]: OpticalPoint): [number, number, number] {
  return [
    r[0] * x + r[1] * y + r[2] * z,
    r[3] * x + r[4] * y + r[5] * z,
    r[6] * x + r[7] * y + r[8] * z,
  ];
}

/** A direction turned back. */
export function turnedBack(r: Rotation, [x, y, z]: OpticalPoint): [number, number, number] {
  return [
    r[0] * x + r[3] * y + r[6] * z,
    r[1] * x + r[4] * y + r[7] * z,
    r[2] * x + r[5] * y + r[8] * z,
  ];
}

/**
 * Pixel of the picture that a place of a band shows; null where the camera does not look that way. It may lie
 * outside the picture.
 *
 * @param column Of the band, pixels; a fraction is between two.
 * @param row Likewise.
 */
export function pictureOf(
  view: PinholeView,
  layout: BandLayout,
  plane: GroundPlane,
  band: number,
  column: number,
  row: number,
): [u: number, v: number] | null {
  const { scale, distance, footRow } = layout.bands[band]!;
  const rayX = (column - middleOf(layout.bands[band]!)) / (scale * view.fx);
  const rayY = plane.height / distance + (row - footRow) / (scale * view.fx);
  const [x, y, z] = turnedBack(levelRotation(plane), [rayX, rayY, 1]);
  if (!(z > 0)) return null;
  return [view.fx * x / z + view.cx, view.fy * y / z + view.cy];
}

/** Foot of a window in the picture: its footline pixel; null where the camera does not look that way. */
export function footOf(
  view: PinholeView,
  layout: BandLayout,
  plane: GroundPlane,
  { band, column }: WindowPlace,
): [u: number, v: number] | null {
  const { footRow } = layout.bands[band]!;
  return pictureOf(view, layout, plane, band, column + HALF_WINDOW, footRow);
}

/** Whether a pixel lies in the picture. */
export function inPicture({ width, height }: PinholeView, u: number, v: number): boolean {
  return u >= -0.5 && v >= -0.5 && u <= width - 0.5 && v <= height - 0.5;
}

/**
 * Finds, for pixels of one picture, the window whose foot is nearest: nearest band by ratio, nearest column. Null over
 * the horizon, nearer than the bands reach, and beside them.
 */
export function windowFinder(
  view: PinholeView,
  layout: BandLayout,
  plane: GroundPlane,
): (u: number, v: number) => WindowPlace | null {
  const rotation = levelRotation(plane);
  return (u, v) => {
    const ray: OpticalPoint = [(u - view.cx) / view.fx, (v - view.cy) / view.fy, 1];
    const [x, y, z] = turned(rotation, ray);
    if (!(y > 0 && z > 0)) return null;
    const band = bandAt(layout, plane.height * z / y);
    if (band === null) return null;
    const { scale } = layout.bands[band]!;
    const middle = middleOf(layout.bands[band]!) + x / z * scale * view.fx;
    // No negative zero.
    const column = Math.round(middle - HALF_WINDOW) + 0;
    return column >= 0 && column < windowsOf(layout.bands[band]!) ? { band, column } : null;
  };
}

/**
 * Ground under a window's foot, metres: ahead along the camera's heading, and to the right of it. For the band of
 * the horizon `ahead` is infinite and `right` its slope, metres a metre ahead.
 */
export function groundOf(
  view: PinholeView,
  layout: BandLayout,
  { band, column }: WindowPlace,
): { ahead: number; right: number } {
  const { scale, distance } = layout.bands[band]!;
  const slope = (column + HALF_WINDOW - middleOf(layout.bands[band]!)) / (scale * view.fx);
  return { ahead: distance, right: distance < Infinity ? slope * distance : slope };
}
