import { type PinholeView } from "./camera_view.ts";
import { type GroundFit, type GroundFitOptions, GroundFitter } from "./ground_fit.ts";
import { type GroundPlane } from "./ground_plane.ts";
import { groundDistance, headingOf } from "./horizon.ts";
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
 * stands that is in a robot's way, or how far ground is seen where there is none. Distances and bearings are
 * along the ground, from below the left eye and its heading.
 *
 * @example
 * ```ts ignore
 * const detector = new ShortRangeDetector(coarserView(view, 2), mountedPlane(1, 0.17));
 * const { plane } = detector.update(picture, random);
 * detector.distances[80]; // metres straight ahead to
 * detector.blocked[80]; // 1: an obstacle, 0: the end of the ground that is seen
 * ```
 */
export class ShortRangeDetector {
  readonly view: PinholeView;
  /** Obstacles farther than this are not looked for, metres. */
  readonly range: number;
  /** By column, radians to the left of the heading: where its ray ends. */
  readonly bearings: Float32Array;
  /** By column, metres: to the nearest obstacle, else as far as ground is seen without a gap; 0 for none. */
  readonly distances: Float32Array;
  /** By column: 1 where the ray ends at an obstacle. */
  readonly blocked: Uint8Array;
  /** Metres at which the picture begins in its middle column: nearer ground is not seen. */
  nearest = 0;
  readonly #cloud: PointCloud;
  readonly #fitter: GroundFitter;
  readonly #relief: GroundRelief;
  readonly #columns: ObstacleColumns;
  /** By column: row at which its ray ends. */
  readonly #ends: Float32Array;

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
    this.bearings = new Float32Array(view.width);
    this.distances = new Float32Array(view.width);
    this.blocked = new Uint8Array(view.width);
    this.#ends = new Float32Array(view.width);
  }

  /**
   * Looks at a frame.
   *
   * @param random Draws the ground's proposals.
   * @param previous The ground's plane in the frame before.
   * @returns The ground.
   */
  update(picture: DisparityPicture, random: () => number, previous?: GroundPlane): GroundFit {
    const { view } = this;
    const cloud = this.#cloud.update(picture);
    const ground = this.#fitter.fit(cloud, random, previous);
    this.#relief.update(cloud, ground);
    this.#columns.update(cloud, ground, this.#relief);
    this.nearest = groundDistance(view, ground.plane, view.cx, view.height - 1);
    this.#measure();
    this.#aim(ground.plane);
    return ground;
  }

  #measure(): void {
    const { distances, blocked } = this;
    distances.fill(this.range);
    blocked.fill(0);
    for (const { column, distance, points, footRow } of this.#columns.runs) {
      if (points < LEAST_POINTS || distance >= distances[column]!) continue;
      distances[column] = distance;
      blocked[column] = 1;
      this.#ends[column] = footRow;
    }
    for (let column = 0; column < this.view.width; column++) {
      if (blocked[column] === 0) this.#follow(column);
    }
  }

  /** Follows the ground of a column outwards from the bottom of the picture, to the first gap. */
  #follow(column: number): void {
    const { columns, rows } = this.#cloud;
    const { classes } = this.#columns;
    const { distance } = this.#relief;
    let far = 0, points = 0, beyond = 0, end = this.view.height - 1;
    for (let row = rows - 1; row >= 0; row--) {
      const k = row * columns + column;
      if (classes[k] !== POINT_CLASS.ground) continue;
      const here = distance[k]!;
      if (here > this.range || (far > 0 && here > far * (1 + GAP))) {
        // One or two may be errors of stereo.
        if (++beyond > 2) break;
        continue;
      }
      beyond = 0;
      if (here > far) [far, end] = [here, row];
      points++;
    }
    this.distances[column] = points >= FREE_POINTS ? far : 0;
    this.#ends[column] = end;
  }

  #aim(plane: GroundPlane): void {
    const { fx, fy, cx, cy, width } = this.view;
    const [nx, ny, nz] = plane.normal;
    const [ax, ay, az] = headingOf(plane);
    // To the left: up x ahead, in a frame whose y points down.
    const left = [ny * az - nz * ay, nz * ax - nx * az, nx * ay - ny * ax] as const;
    for (let column = 0; column < width; column++) {
      const x = (column - cx) / fx, y = (this.#ends[column]! - cy) / fy;
      const aside = left[0] * x + left[1] * y + left[2];
      this.bearings[column] = Math.atan2(aside, ax * x + ay * y + az);
    }
  }
}
