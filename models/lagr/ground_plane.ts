import { type PinholeView } from "./camera_view.ts";

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

/**
 * A plane as it looks in a picture of disparities: `d(u, v) = across (u - cx) + down (v - cy) + centre`
 * pixels. Planes of space are planes there too, and noise of stereo is as large near as far: what is fitted
 * here by least squares is weighted by stereo's uncertainty of depth, which grows with its square.
 */
export interface DisparityPlane {
  readonly across: number;
  readonly down: number;
  readonly centre: number;
}

/** What a plane looks like: `1 / z = -(normal . ray) / height`. */
export function disparityPlane(view: PinholeView, plane: GroundPlane): DisparityPlane {
  const [nx, ny, nz] = plane.normal;
  const scale = -view.fx * view.baseline / plane.height;
  return { across: scale * nx / view.fx, down: scale * ny / view.fy, centre: scale * nz };
}

/**
 * The plane that looks like that; undoes `disparityPlane`. Its normal points to the side of the eye.
 *
 * @param inliers Share of the points that lie on it.
 * @throws {RangeError} If it is the plane infinitely far away.
 */
export function planeOfDisparities(
  view: PinholeView,
  { across, down, centre }: DisparityPlane,
  inliers: number,
): GroundPlane {
  const scale = -1 / (view.fx * view.baseline);
  const x = scale * across * view.fx, y = scale * down * view.fy, z = scale * centre;
  const length = Math.hypot(x, y, z);
  if (!(length > 0 && length < Infinity)) {
    throw new RangeError(
      `Cannot make a plane of disparities ${across}, ${down}, ${centre}: wanted finite numbers, not all 0`,
    );
  }
  return { normal: [x / length, y / length, z / length], height: 1 / length, inliers };
}

/**
 * The ground of level country under a camera that is mounted so: what is believed before anything is seen.
 *
 * @param height Of the eye over the ground, metres.
 * @param pitch Nose down, radians.
 * @param roll To the right (the right side sinks), radians.
 * @throws {RangeError} If the eye would be in the ground, or look along the vertical.
 *
 * @example
 * ```ts
 * import { mountedPlane } from "./ground_plane.ts";
 * mountedPlane(1, 0).normal; // [0, -1, 0]: up, where y points down
 * ```
 */
export function mountedPlane(height: number, pitch: number, roll = 0): GroundPlane {
  if (!(height > 0 && height < Infinity)) {
    throw new RangeError(`Cannot mount a camera at ${height} m: wanted more than 0 m`);
  }
  if (!(Math.abs(pitch) < Math.PI / 2 && Math.abs(roll) < Math.PI / 2)) {
    throw new RangeError(
      `Cannot mount a camera with pitch ${pitch} and roll ${roll}: wanted less than a right angle`,
    );
  }
  // Up, seen from a camera pitched down: against y, and towards the back of it against z.
  const [c, s] = [Math.cos(pitch), Math.sin(pitch)];
  return {
    normal: [-Math.sin(roll) * c + 0, -Math.cos(roll) * c, -s + 0],
    height,
    inliers: 0,
  };
}

/** Radians between two planes. */
export function angleBetween(a: GroundPlane, b: GroundPlane): number {
  const [ax, ay, az] = a.normal, [bx, by, bz] = b.normal;
  const cross = Math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx);
  return Math.atan2(cross, ax * bx + ay * by + az * bz);
}
