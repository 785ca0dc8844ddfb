import { type PinholeView } from "./camera_view.ts";
import { type GroundFit, type GroundFitOptions, GroundFitter } from "./ground_fit.ts";
import { type GroundPlane } from "./ground_plane.ts";
import { GroundRelief } from "./ground_relief.ts";
import { footPixel } from "./horizon.ts";
import {
  normalShare,
  ObstacleColumns,
  type ObstacleOptions,
  POINT_CLASS,
} from "./obstacle_columns.ts";
import { type DisparityPicture, PointCloud, type PointCloudOptions } from "./point_cloud.ts";

/** One labelled place on the ground: its footline pixel in the left image and its soft label (sums to 1). */
export interface LabelledPlace {
  u: number;
  v: number;
  /** Metres along the ground from below the eye. */
  distance: number;
  label: readonly [number, number, number, number, number];
}

/** Where places lie and what they look at. */
export interface StereoLabelOptions extends PointCloudOptions, GroundFitOptions, ObstacleOptions {
  /** Every how many columns of the picture places lie. */
  readonly spacing?: number;
  /** The nearest and the farthest ring of places, metres. */
  readonly nearest?: number;
  readonly farthest?: number;
  /** Each ring is that many times as far as the one before. */
  readonly ratio?: number;
}

/** Usual values of what is `StereoLabelOptions`' own. */
export const STEREO_LABELS = {
  spacing: 4,
  nearest: 1.5,
  farthest: 12,
  ratio: 2 ** (1 / 6),
} as const;

/** What stereo says of a frame. */
export interface StereoLabels {
  readonly ground: GroundFit;
  readonly places: LabelledPlace[];
}

/** Half the width of what a place looks at, metres, and its least, pixels. */
const HALF_WIDTH = 0.15;
const LEAST_HALF = 3;
/** Weight of points that is half of full evidence; less than the least is no answer. */
const HALF_EVIDENCE = 3;
const LEAST_EVIDENCE = 2;
/** A thing is tall from here on, metres. */
const TALL = 0.5;
const TALL_SPREAD = 0.1;
/** Ground this many rings before a footline is no more than ground. */
const RINGS_BEFORE = 2;
/** Most that a label is of the footline. */
const MOST_FOOTLINE = 0.9;

/**
 * Labels places of the ground by stereo alone. Places lie on rings around the robot, each labelled by what
 * stereo says of the pixels around its foot in the picture: whether they are ground, or stand on it, or
 * whether things meet the ground there. Where stereo says nothing there is no label.
 *
 * Soft: with `o` the share of obstacle among the evidence and `f` that of columns whose footline is there,
 * `f` of the label is footline, `(1 - f) o` obstacle and the rest ground; of these as much is super as there
 * is evidence, all of one kind, by a ground that is known, and (for obstacles) it is tall, or (for ground) nothing stands behind it.
 *
 * @example
 * ```ts ignore
 * const labeller = new StereoLabeller(view, mountedPlane(1, 0.17));
 * const { ground, places } = labeller.label(picture, random, last?.ground.plane);
 * ```
 */
export class StereoLabeller {
  readonly view: PinholeView;
  readonly cloud: PointCloud;
  readonly relief: GroundRelief;
  readonly obstacles: ObstacleColumns;
  readonly #fitter: GroundFitter;
  readonly #rings: readonly number[];
  readonly #spacing: number;
  readonly #ratio: number;

  /**
   * @param mounting The ground of level country under the camera: `mountedPlane`.
   * @throws {RangeError} If an option is out of its range.
   */
  constructor(view: PinholeView, mounting: GroundPlane, options: StereoLabelOptions = {}) {
    const { spacing, nearest, farthest, ratio } = { ...STEREO_LABELS, ...options };
    if (!(Number.isInteger(spacing) && spacing >= 1)) {
      throw new RangeError(
        `Cannot label every ${spacing}th column: wanted a whole number from 1 on`,
      );
    }
    if (!(nearest > 0 && farthest > nearest && ratio > 1)) {
      throw new RangeError(
        `Cannot label rings from ${nearest} m to ${farthest} m, each ${ratio} times as far: wanted ` +
          `0 < nearest < farthest and a ratio of more than 1`,
      );
    }
    this.view = view;
    this.cloud = new PointCloud(view, options);
    this.#fitter = new GroundFitter(view, mounting, options);
    this.relief = new GroundRelief(this.cloud);
    this.obstacles = new ObstacleColumns(this.cloud, options);
    this.#spacing = spacing;
    this.#ratio = ratio;
    const rings: number[] = [];
    for (let ring = nearest; ring <= farthest * 1.0001; ring *= ratio) rings.push(ring);
    this.#rings = rings;
  }

  /**
   * Labels a frame.
   *
   * @param random Draws the ground's proposals.
   * @param previous The ground's plane in the frame before.
   */
  label(picture: DisparityPicture, random: () => number, previous?: GroundPlane): StereoLabels {
    const { cloud, relief, obstacles } = this;
    cloud.update(picture);
    const ground = this.#fitter.fit(cloud, random, previous);
    // What is known of the ground is all that labels rest on.
    if (ground.confidence === 0) return { ground, places: [] };
    relief.update(cloud, ground);
    obstacles.update(cloud, ground, relief);
    return { ground, places: this.#places(ground.plane, ground.confidence) };
  }

  #places(plane: GroundPlane, trust: number): LabelledPlace[] {
    const { view } = this;
    const places: LabelledPlace[] = [];
    const feet = this.#feet();
    for (let u = this.#spacing >> 1; u < view.width; u += this.#spacing) {
      let before = footPixel(view, plane, this.#rings[0]! / this.#ratio, u);
      for (let ring = 0; ring < this.#rings.length; ring++) {
        const distance = this.#rings[ring]!;
        const v = footPixel(view, plane, distance, u);
        const near = before;
        before = v;
        if (v === null || near === null || v < 0 || v > view.height - 1) continue;
        // Half way to the rings before and behind, which lie a little closer in the picture.
        const half = Math.max((near - v) / 2, 1);
        const width = Math.max(HALF_WIDTH * view.fx / distance, LEAST_HALF);
        const label = this.#weigh(u, v, width, half, feet, trust);
        if (label) places.push({ u, v, distance, label });
      }
    }
    return places;
  }

  /** Rows of all footlines, column after column, and where each column's begin. */
  #feet(): { rows: Float32Array; from: Uint32Array } {
    // What hangs meets no ground: there is no footline to see.
    const runs = this.obstacles.runs.filter(({ hangs }) => !hangs);
    const rows = Float32Array.from(runs, ({ footRow }) => footRow);
    const from = new Uint32Array(this.cloud.columns + 1);
    for (const { column } of runs) from[column + 1]!++;
    for (let column = 0; column < this.cloud.columns; column++) from[column + 1]! += from[column]!;
    return { rows, from };
  }

  /** The label of what lies around a foot; null where stereo says too little. */
  #weigh(
    u: number,
    v: number,
    width: number,
    half: number,
    feet: { rows: Float32Array; from: Uint32Array },
    trust: number,
  ): LabelledPlace["label"] | null {
    const { cloud, obstacles } = this;
    const { columns, rows, step, firstPixel, sigma } = cloud;
    const low = (pixel: number) => Math.max(0, Math.ceil((pixel - firstPixel) / step));
    const high = (pixel: number, size: number) =>
      Math.min(size - 1, Math.floor((pixel - firstPixel) / step));
    const left = low(u - width), right = high(u + width, columns);
    const reach = Math.max(half, step);
    const top = low(v - reach), bottom = high(v + reach, rows);
    let ground = 0, sure = 0, obstacle = 0, tall = 0;
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const k = row * columns + column;
        const kind = obstacles.classes[k]!;
        if (kind === POINT_CLASS.none || kind === POINT_CLASS.overhang) continue;
        // Confidence is what the deviation was divided by.
        const weight = cloud.sureSigma / sigma[k]!;
        const chance = obstacles.chance[k]!;
        if (kind === POINT_CLASS.obstacle) {
          const share = Math.max(chance, 0.5);
          obstacle += weight * share;
          ground += weight * (1 - share);
          tall += weight * share * normalShare((obstacles.tops[k]! - TALL) / TALL_SPREAD);
        } else {
          const share = Math.min(chance, 0.5);
          obstacle += weight * share;
          ground += weight * (1 - share);
          sure += weight * (1 - 2 * share);
        }
      }
    }
    const evidence = ground + obstacle;
    if (evidence < LEAST_EVIDENCE) return null;
    let here = 0, behind = 0;
    for (let column = left; column <= right; column++) {
      let at = false, after = false;
      for (let k = feet.from[column]!; k < feet.from[column + 1]!; k++) {
        const off = v - feet.rows[k]!;
        if (Math.abs(off) <= half + 0.5) at = true;
        else if (off > 0 && off <= 2 * RINGS_BEFORE * half) after = true;
      }
      if (at) here++;
      else if (after) behind++;
    }
    const wide = Math.max(1, right - left + 1);
    const footline = MOST_FOOTLINE * here / wide;
    const strength = trust * evidence / (evidence + HALF_EVIDENCE);
    const share = obstacle / evidence;
    const free = 1 - (here + behind) / wide;
    const superGround = ground > 0
      ? (1 - share) * strength * Math.min(1, sure / ground) * Math.max(0, 1 - 2 * share) * free
      : 0;
    const superObstacle = obstacle > 0
      ? share * strength * (tall / obstacle) * Math.max(0, 2 * share - 1)
      : 0;
    const rest = 1 - footline;
    return [
      rest * superGround,
      rest * (1 - share - superGround),
      footline,
      rest * (share - superObstacle),
      rest * superObstacle,
    ];
  }
}
