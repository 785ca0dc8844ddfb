import type { OpticalPoint, PinholeView } from "../../models/lagr/camera_view.ts";
import type { GroundFit } from "../../models/lagr/ground_fit.ts";
import { disparityPlane, type GroundPlane } from "../../models/lagr/ground_plane.ts";
import { headingOf, type HorizonLine } from "../../models/lagr/horizon.ts";

/** Radians by which the horizon falls to the right: the camera's roll to the left. */
export function horizonRoll(horizon: HorizonLine): number {
  return Math.atan2(-horizon.a, horizon.b);
}

/** Metres by which a point of the optical frame stands over the plane; less than 0 under it. */
export function heightOver(plane: GroundPlane, point: OpticalPoint): number {
  const [nx, ny, nz] = plane.normal;
  return nx * point[0] + ny * point[1] + nz * point[2] + plane.height;
}

/** Metres ahead, along the plane and the camera's heading, of a point of the optical frame. */
export function metresAhead(plane: GroundPlane, point: OpticalPoint): number {
  const [hx, hy, hz] = headingOf(plane);
  return hx * point[0] + hy * point[1] + hz * point[2];
}

/**
 * Disparity of the ground at every pixel of the view: the nearer plane of a valley, the farther of a ridge; 0
 * and less where no ground is seen.
 */
export function groundDisparity(
  view: PinholeView,
  fit: GroundFit,
): (u: number, v: number) => number {
  const { cx, cy } = view;
  const { across, down, centre } = disparityPlane(view, fit.plane);
  if (!fit.other) return (u, v) => across * (u - cx) + down * (v - cy) + centre;
  const other = disparityPlane(view, fit.other);
  const pick = fit.fold === "valley" ? Math.max : Math.min;
  return (u, v) =>
    pick(
      across * (u - cx) + down * (v - cy) + centre,
      other.across * (u - cx) + other.down * (v - cy) + other.centre,
    );
}
