import type { GroundView } from "../perception.ts";

/** Free ground in one direction, from the body's origin. */
export interface FreeRay {
  /** Bearing from the body's x axis, counter-clockwise, radians. */
  readonly bearing: number;
  /** Metres along the bearing until the first thing that cannot be driven on, or the range. */
  readonly distance: number;
  /** False where the free ground ends at the range or the horizon and not at an obstacle. */
  readonly blocked: boolean;
}

/** Distances beyond this are not told from labels: a pixel then spans metres of ground. */
export const FREE_RANGE = 14;

/** Pixels of one column that must agree on "not drivable" before it counts: lone pixels are noise. */
const AGREEING_PIXELS = 2;

/**
 * Distance along the ground, in metres from the camera's foot, at which the centre of image row `v`
 * looks at flat ground; infinite at and above the horizon.
 *
 * `d = h / tan(pitch + atan((v - cy) / fy))`
 */
export function groundDistanceOfRow(v: number, view: GroundView): number {
  const angle = view.pitch + Math.atan((v - view.cy) / view.fy);
  return angle <= 0 ? Infinity : view.mastHeight / Math.tan(angle);
}

/**
 * Free distance per image column, left to right, from class labels alone: each column is followed
 * from its foot upwards while its pixels can be driven on, and the row where that ends is a distance
 * on flat ground.
 *
 * @param labels Class ids, row-major from the top, `view.height * view.width`.
 * @param drivable Whether a class id can be driven on, indexed by id.
 */
export function freeDistances(
  labels: Uint8Array,
  view: GroundView,
  drivable: readonly boolean[],
): FreeRay[] {
  const { width, height } = view;
  if (labels.length !== width * height) {
    throw new RangeError(
      `Cannot measure free distance: ${labels.length} labels do not fill ${width} x ${height}`,
    );
  }
  const rays: FreeRay[] = [];
  for (let u = 0; u < width; u++) {
    const tangent = (view.cx - u) / view.fx;
    let end = FREE_RANGE;
    let blocked = false;
    let run = 0;
    for (let v = height - 1; v >= 0; v--) {
      const ahead = groundDistanceOfRow(v, view);
      if (ahead > FREE_RANGE) break;
      run = drivable[labels[v * width + u]!] ? 0 : run + 1;
      if (run === AGREEING_PIXELS) {
        // The obstacle's foot is the first pixel of the run, not the one that confirmed it.
        end = groundDistanceOfRow(v + AGREEING_PIXELS - 1, view);
        blocked = true;
        break;
      }
    }
    // Rows give the distance ahead; the column's bearing gives how far to the side that point lies.
    // On a pitched camera the lateral offset of a ground point is tangent * (its optical depth).
    const depth = end * Math.cos(view.pitch) + view.mastHeight * Math.sin(view.pitch);
    const x = end + view.forward;
    const y = tangent * depth;
    rays.push({ bearing: Math.atan2(y, x), distance: Math.hypot(x, y), blocked });
  }
  return rays;
}
