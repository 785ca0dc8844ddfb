import { type PinholeView } from "./camera_view.ts";
import { type GroundFit, type GroundFitOptions, GroundFitter } from "./ground_fit.ts";
import { type GroundPlane } from "./ground_plane.ts";
import { GroundRelief } from "./ground_relief.ts";
import { ObstacleColumns, type ObstacleOptions, POINT_CLASS } from "./obstacle_columns.ts";
import { type DisparityPicture, PointCloud } from "./point_cloud.ts";

/** How far and how finely the detector looks. */
export interface ShortRangeOptions extends GroundFitOptions, ObstacleOptions {
  /** Obstacles farther than this are left to others, metres along the ground. */
  readonly range?: number;
  /** Less sure disparities are left out, `0..1`. */
  readonly minConfidence?: number;
  /** Standard deviation of a disparity with confidence 1, in pixels of the coarse view. */
  readonly disparitySigma?: number;
}

/** Usual values of what is `ShortRangeOptions`' own. */
export const SHORT_RANGE = {
  range: 7,
  minConfidence: 0.2,
  disparitySigma: 0.15,
} as const;

/** Points of ground that a column needs to be known free as far as the farthest of them. */
const FREE_POINTS = 3;
/** Runs of fewer points than this at the edge of what is seen are no reason to stop. */
const LEAST_POINTS = 2;
/** A gap in the ground of a column by more than this share of its distance is a gap in what is known. */
const GAP = 0.35;

/**
 * The fast detector: how far away, in each column of a coarse picture (160 x 120, say), the nearest thing
 * stands that is in a robot's way, and how far ground was seen before it.
 *
 * @example
 * ```ts ignore
 * const detector = new ShortRangeDetector(coarserView(view, 2), mountedPlane(1, 0.17));
 * const { plane } = detector.update(picture, random);
 * detector.obstacle[80]; // metres along the ground straight ahead, Infinity where nothing stands
 * detector.free[80]; // metres up to which there is ground
 * ```
 */
export class ShortRangeDetector {
  readonly view: PinholeView;
  /** By column: metres along the ground from below the eye to the nearest obstacle; `Infinity` for none. */
  readonly obstacle: Float32Array;
  /** By column: metres as far as ground was seen without a gap, at most to the obstacle; 0 where none was. */
  readonly free: Float32Array;
  /** By column: radians to the left of the camera's heading, along the ground, of what is straight ahead in it. */
  readonly bearing: Float32Array;
  readonly range: number;
  readonly #cloud: PointCloud;
  readonly #fitter: GroundFitter;
  readonly #relief: GroundRelief;
  readonly #columns: ObstacleColumns;

  /** @throws {RangeError} If an option is out of its range. */
  constructor(view: PinholeView, mounting: GroundPlane, options: ShortRangeOptions = {}) {
    const { range, minConfidence, disparitySigma } = { ...SHORT_RANGE, ...options };
    this.view = view;
    this.range = range;
    // Beyond the range the ground is still looked at, so that its plane is a good one.
    const maxDepth = 1.5 * range;
    this.#cloud = new PointCloud(view, { step: 1, maxDepth, minConfidence, disparitySigma });
    this.#fitter = new GroundFitter(view, mounting, options);
    this.#relief = new GroundRelief(this.#cloud, { strip: 8 });
    this.#columns = new ObstacleColumns(this.#cloud, options);
    this.obstacle = new Float32Array(view.width);
    this.free = new Float32Array(view.width);
    this.bearing = new Float32Array(view.width);
  }

  /**
   * Looks at a frame.
   *
   * @param random Draws the ground's proposals.
   * @param previous The ground's plane in the frame before.
   * @returns The ground.
   */
  update(picture: DisparityPicture, random: () => number, previous?: GroundPlane): GroundFit {
    const cloud = this.#cloud.update(picture);
    const ground = this.#fitter.fit(cloud, random, previous);
    this.#relief.update(cloud, ground);
    this.#columns.update(cloud, ground, this.#relief);
    this.obstacle.fill(Infinity);
    for (const { column, distance, points } of this.#columns.runs) {
      if (points < LEAST_POINTS || distance > this.range) continue;
      if (distance < this.obstacle[column]!) this.obstacle[column] = distance;
    }
    this.#measureFree();
    this.#aim(ground.plane);
    return ground;
  }

  /** Follows the ground of each column outwards from the bottom of the picture. */
  #measureFree(): void {
    const { columns, rows } = this.#cloud;
    const { classes } = this.#columns;
    const { distance } = this.#relief;
    for (let column = 0; column < columns; column++) {
      let far = 0, points = 0;
      const end = Math.min(this.obstacle[column]!, this.range);
      for (let row = rows - 1; row >= 0; row--) {
        const k = row * columns + column;
        if (classes[k] !== POINT_CLASS.ground) continue;
        const here = distance[k]!;
        if (here > end) break;
        if (far > 0 && here > far * (1 + GAP)) break;
        far = Math.max(far, here);
        points++;
      }
      this.free[column] = points >= FREE_POINTS ? far : 0;
    }
  }

  /** Bearings of the columns, along the ground: where each one's ray at the level of the eye points. */
  #aim(plane: GroundPlane): void {
    const { fx, cx, width } = this.view;
    const [nx, ny, nz] = plane.normal;
    const length = Math.sqrt(Math.max(1 - nz * nz, 1e-12));
    const ahead = [-nz * nx / length, -nz * ny / length, length] as const;
    // To the left: up x ahead, in a frame whose y points down.
    const left = [
      ny * ahead[2] - nz * ahead[1],
      nz * ahead[0] - nx * ahead[2],
      nx * ahead[1] - ny * ahead[0],
    ] as const;
    for (let column = 0; column < width; column++) {
      // The ray of the column that is at right angles to the normal.
      const x = (column - cx) / fx, y = -(nx * x + nz) / ny;
      const along = ahead[0] * x + ahead[1] * y + ahead[2];
      const aside = left[0] * x + left[1] * y + left[2];
      this.bearing[column] = Math.atan2(aside, along);
    }
  }
}
