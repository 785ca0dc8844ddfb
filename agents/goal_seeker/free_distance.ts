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

/** Nothing lower in the picture than this stops the robot, metres: near by, that is many pixels. */
const OBSTACLE_HEIGHT = 0.1;
/** Pixels of one column that must agree on "not drivable" before it counts: few are noise. */
const AGREEING_PIXELS = { least: 2, most: 8 } as const;

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
 * Where the camera sees a point of flat ground, `[u, v]` in pixels; null where it lies behind the
 * image plane.
 *
 * With `a = x - forward` and `depth = a cos(pitch) + h sin(pitch)` along the optical axis:
 * `u = cx - fx y / depth`, `v = cy + fy (h cos(pitch) - a sin(pitch)) / depth`
 *
 * @param x Metres ahead of the body's origin.
 * @param y Metres to its left.
 */
export function pixelOfGround(x: number, y: number, view: GroundView): [number, number] | null {
  const [sin, cos] = [Math.sin(view.pitch), Math.cos(view.pitch)];
  const ahead = x - view.forward;
  const depth = ahead * cos + view.mastHeight * sin;
  if (depth <= 1e-6) return null;
  const down = view.mastHeight * cos - ahead * sin;
  return [view.cx - view.fx * y / depth, view.cy + view.fy * down / depth];
}

/**
 * The image row at which a free ray of column `u` ends: what {@linkcode freeDistances} measured,
 * taken back into the picture.
 *
 * The column's ground points are `(a + forward, t (a cos(pitch) + h sin(pitch)))` with the tangent
 * `t = (cx - u) / fx`; the `a` at which such a point lies `distance` away solves a quadratic.
 *
 * @param distance Metres from the body's origin.
 */
export function rowOfFreeDistance(u: number, distance: number, view: GroundView): number {
  const slope = (view.cx - u) / view.fx * Math.cos(view.pitch);
  const offset = (view.cx - u) / view.fx * view.mastHeight * Math.sin(view.pitch);
  const square = 1 + slope * slope;
  const half = view.forward + slope * offset;
  const rest = view.forward ** 2 + offset ** 2 - distance ** 2;
  const ahead = (Math.sqrt(Math.max(0, half * half - square * rest)) - half) / square;
  return rowOfGroundDistance(ahead, view);
}

/**
 * The image row that looks at flat ground `distance` ahead of the camera's foot: undoes
 * {@linkcode groundDistanceOfRow}.
 */
export function rowOfGroundDistance(distance: number, view: GroundView): number {
  const angle = Math.atan2(view.mastHeight, distance) - view.pitch;
  return view.cy + view.fy * Math.tan(angle);
}

/** How many pixels of a column an obstacle fills that stands `ahead` metres away. */
function agreeingPixels(ahead: number, view: GroundView): number {
  const { least, most } = AGREEING_PIXELS;
  return Math.max(least, Math.min(most, Math.round(OBSTACLE_HEIGHT * view.fy / ahead)));
}

/**
 * Free distance per image column, left to right, from class labels alone: each column is followed
 * from its foot upwards while its pixels can be driven on, and the row where that ends is a distance
 * on flat ground.
 *
 * Labels are noisy. A pixel that cannot be driven on counts where a neighbour to its left or right
 * agrees, and ends the free ground where it is the lowest of so many as an obstacle of 0.1 m fills
 * there.
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
  // The distance depends on the row alone; a trigonometric pair per pixel would cost a millisecond.
  const aheadOfRow = Float64Array.from(
    { length: height },
    (_, v) => groundDistanceOfRow(v, view),
  );
  const barred = (u: number, v: number) => !drivable[labels[v * width + u]!];
  const rays: FreeRay[] = [];
  for (let u = 0; u < width; u++) {
    const tangent = (view.cx - u) / view.fx;
    let end = FREE_RANGE;
    let blocked = false;
    let run = 0;
    for (let v = height - 1; v >= 0; v--) {
      if (aheadOfRow[v]! > FREE_RANGE) break;
      const agreed = barred(u, v) &&
        ((u > 0 && barred(u - 1, v)) || (u + 1 < width && barred(u + 1, v)));
      run = agreed ? run + 1 : 0;
      if (run === 0) continue;
      // The obstacle's foot is the first pixel of the run, not the one that confirmed it.
      const foot = aheadOfRow[v + run - 1]!;
      if (run < agreeingPixels(foot, view)) continue;
      end = foot;
      blocked = true;
      break;
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
