/**
 * Plane in the left camera's optical frame (x right, y down, z forward): `normal . p = -height`; normal is
 * unit and points up, away from the ground.
 */
export interface GroundPlane {
  normal: readonly [number, number, number];
  /** Of the eye over the plane, metres, > 0. */
  height: number;
  /** Share of the points that lie on it, `0..1`. */
  inliers: number;
}
