import { type PinholeView } from "./camera_view.ts";
import { planeThrough } from "./disparity_fit.ts";
import {
  angleBetween,
  type DisparityPlane,
  disparityPlane,
  type GroundPlane,
  planeOfDisparities,
} from "./ground_plane.ts";
import { type Bend, type Fold, GroundPoints, type PlanePrior, rules } from "./ground_points.ts";
import { type PointCloud } from "./point_cloud.ts";

/** A ground that is less sure than this teaches nothing, and tells the next frame nothing. */
export const LEAST_CONFIDENCE = 0.3;

/** The ground of a frame. */
export interface GroundFit {
  /** The plane that the robot stands on. */
  readonly plane: GroundPlane;
  /** Where the ground bends, the plane of the rest. */
  readonly other: GroundPlane | null;
  readonly fold: Fold | null;
  /** Whether it can be relied on, `0..1`: 0 where the mounting's plane had to do. */
  readonly confidence: number;
}

/** What counts as ground. */
export interface GroundFitOptions {
  /** Planes that are proposed from three points. */
  readonly proposals?: number;
  /** The ground's own unevenness: standard deviation of its height over a plane, metres. */
  readonly roughness?: number;
  /** How far planes may differ from the mounting's: radians, and metres of height. */
  readonly maxTilt?: number;
  readonly maxRise?: number;
  /** Points that a plane needs. */
  readonly minPoints?: number;
}

const DEGREE = Math.PI / 180;

/** Usual values of `GroundFitOptions`. */
export const GROUND_FIT = {
  proposals: 160,
  roughness: 0.04,
  maxTilt: 26 * DEGREE,
  maxRise: 0.3,
  minPoints: 60,
} as const satisfies Required<GroundFitOptions>;

/** Standard deviations of what the mounting says: radians of tilt, share of the height. */
const PRIOR_TILT = 8 * DEGREE;
const PRIOR_RISE = 0.1;
/** What is taken from the score of a plane tilted, and of one risen, as far as is allowed. */
const TILT_COST = 0.03;
const RISE_COST = 0.25;
/** The best proposals are refined. */
const REFINED = 4;
/** A second plane has to explain this share of the points more, and to differ so, radians. */
const FOLD_GAIN = 0.06;
const FOLD_ANGLES = [2.5 * DEGREE, 22 * DEGREE] as const;
/** In that many strips of columns it has to explain this share of points that one plane did not ... */
const FOLD_STRIPS = 10;
const FOLD_NEW = 0.2;
/** ... wherever it rules, but for this share of strips. */
const FOLD_FILLED = 0.7;
/** The plane under the robot's own wheels is the mounting's within this: radians, and metres. */
const UNDERFOOT = [16 * DEGREE, 0.15] as const;

/**
 * Finds the plane of the ground, or the two planes where it bends: proposals through three points (RANSAC,
 * Fischler and Bolles 1981), scored by the points on and under them, then least squares with Tukey's
 * weights, all in disparities.
 *
 * @example
 * ```ts ignore
 * const fitter = new GroundFitter(view, mountedPlane(1, 0.17));
 * let ground = fitter.fit(cloud.update(picture), random);
 * ground = fitter.fit(cloud.update(next), random, ground.plane);
 * ```
 */
export class GroundFitter {
  readonly view: PinholeView;
  /** What is believed before anything is seen, and where too little is. */
  readonly mounting: GroundPlane;
  readonly #options: Required<GroundFitOptions>;
  readonly #prior: PlanePrior;
  #points: GroundPoints;

  /** @throws {RangeError} If an option is out of its range. */
  constructor(view: PinholeView, mounting: GroundPlane, options: GroundFitOptions = {}) {
    const { proposals, roughness, minPoints } = this.#options = { ...GROUND_FIT, ...options };
    if (!(proposals >= 1 && roughness >= 0 && minPoints >= 3)) {
      throw new RangeError(
        `Cannot fit ground with ${proposals} proposals, roughness ${roughness} m and ${minPoints} ` +
          `points: wanted at least 1, 0 and 3`,
      );
    }
    this.view = view;
    this.mounting = { ...mounting, inliers: 0 };
    // A tilt changes the normal across and along, and with it what stands before u and at the centre.
    const near = view.fx * view.baseline / mounting.height;
    const precision = (deviation: number) => 1 / (deviation * deviation);
    this.#prior = {
      plane: disparityPlane(view, mounting),
      precision: [
        precision(near * PRIOR_TILT / view.fx),
        precision(near * PRIOR_RISE / view.fy),
        precision(near * PRIOR_TILT),
      ],
    };
    this.#points = new GroundPoints(0, roughness, mounting.height);
  }

  /**
   * The ground of a frame.
   *
   * @param random Draws the proposals.
   * @param previous The plane of the frame before: one more proposal.
   */
  fit(cloud: PointCloud, random: () => number, previous?: GroundPlane): GroundFit {
    const { minPoints } = this.#options;
    const points = this.#gather(cloud);
    const fallen: GroundFit = { plane: this.mounting, other: null, fold: null, confidence: 0 };
    if (points.count < minPoints) return fallen;
    const found = this.#single(random, previous);
    if (!found) return fallen;
    const { seen, on } = points.census(found);
    if (on < minPoints) return fallen;
    const enough = 1 - Math.exp(-on / (4 * minPoints));
    const bend = this.#bend(found, random);
    const share = bend ? bend.plane.inliers + bend.other.inliers : on / seen;
    const confidence = Math.min(1, share / 0.5) * enough;
    if (bend) return { ...bend, confidence };
    const plane = planeOfDisparities(this.view, found, share);
    return { plane, other: null, fold: null, confidence };
  }

  /** Every other point of the lattice that may be ground. */
  #gather(cloud: PointCloud): GroundPoints {
    const { columns, rows, disparity, sigma } = cloud;
    const capacity = (columns + 1 >> 1) * (rows + 1 >> 1);
    if (this.#points.u.length < capacity) {
      const { roughness } = this.#options;
      this.#points = new GroundPoints(capacity, roughness, this.mounting.height);
    }
    const points = this.#points;
    points.count = 0;
    const { cx, cy, fx, baseline } = this.view;
    // The highest that a horizon can lie: nothing over it is ground.
    const { centre, down } = this.#prior.plane;
    const steep = fx * baseline / this.mounting.height * Math.tan(this.#options.maxTilt);
    const top = -(centre + steep) / down;
    for (let row = 0; row < rows; row += 2) {
      const v = cloud.pixelOf(row) - cy;
      if (v < top) continue;
      // Like the dark squares of a chessboard.
      for (let column = row >> 1 & 1; column < columns; column += 2) {
        const k = row * columns + column;
        const d = disparity[k]!;
        if (d > 0) points.add(cloud.pixelOf(column) - cx, v, d, sigma[k]! * sigma[k]!);
      }
    }
    return points;
  }

  /** The best single plane, refined; null where none is allowed. */
  #single(random: () => number, previous?: GroundPlane): DisparityPlane | null {
    const points = this.#points;
    const best: { plane: DisparityPlane; score: number }[] = [];
    const propose = (plane: DisparityPlane) => {
      const cost = this.#priorCost(plane);
      if (cost === null) return;
      best.push({ plane, score: points.score(plane) - cost });
      best.sort((a, b) => b.score - a.score);
      if (best.length > REFINED) best.pop();
    };
    propose(this.#prior.plane);
    if (previous) propose(disparityPlane(this.view, previous));
    const draw = () => Math.floor(random() * points.count);
    for (let n = 0; n < this.#options.proposals; n++) {
      const plane = planeThrough(points, draw(), draw(), draw());
      if (plane) propose(plane);
    }
    let winner: DisparityPlane | null = null, most = 0;
    for (const { plane } of best) {
      const refined = points.refine(plane, this.#prior);
      const cost = refined && this.#priorCost(refined);
      if (!refined || cost === null) continue;
      const score = points.score(refined) - cost;
      if (score > most) [winner, most] = [refined, score];
    }
    return winner;
  }

  /** A bend of the ground that explains more than one plane alone; null where there is none. */
  #bend(
    alone: DisparityPlane,
    random: () => number,
  ): { plane: GroundPlane; other: GroundPlane; fold: Fold } | null {
    const points = this.#points;
    const rest: number[] = [];
    for (let k = 0; k < points.count; k++) if (!points.liesOn(alone, k)) rest.push(k);
    const least = Math.max(this.#options.minPoints, FOLD_GAIN * points.count);
    if (rest.length < least) return null;
    const score = points.score(alone) + FOLD_GAIN;
    const proposed = this.#proposeBend(alone, rest, score, random);
    const bend = proposed && this.#refineBend(proposed);
    if (!bend || points.score(bend.one, bend.two, bend.fold) < score) return null;
    const { seen, onOne, onTwo, ruled } = points.censusOf(bend);
    if (onOne < least || onTwo < least || onTwo < FOLD_FILLED * ruled) return null;
    if (!this.#goesOnSideways(alone, bend)) return null;
    let plane = planeOfDisparities(this.view, bend.one, onOne / seen);
    let other = planeOfDisparities(this.view, bend.two, onTwo / seen);
    // The robot stands on the plane that rules below the middle of the picture.
    const foot = this.view.height - 1 - this.view.cy;
    if (rules(bend.two, bend.one, bend.fold, 0, foot)) [plane, other] = [other, plane];
    const tilt = angleBetween(plane, this.mounting);
    const rise = Math.abs(plane.height - this.mounting.height);
    if (tilt > UNDERFOOT[0] || rise > UNDERFOOT[1]) return null;
    return { plane, other, fold: bend.fold };
  }

  #proposeBend(
    one: DisparityPlane,
    rest: readonly number[],
    least: number,
    random: () => number,
  ): Bend | null {
    const points = this.#points;
    const draw = () => rest[Math.floor(random() * rest.length)]!;
    let best: Bend | null = null, most = least;
    for (let n = 0; n < this.#options.proposals; n++) {
      const two = planeThrough(points, draw(), draw(), draw());
      if (!two || !this.#bends(one, two)) continue;
      for (const fold of ["valley", "ridge"] as const) {
        const score = points.score(one, two, fold);
        if (score > most) [best, most] = [{ one, two, fold }, score];
      }
    }
    return best;
  }

  /** Fits each plane where it rules, in turn; null where that leads nowhere. */
  #refineBend({ one, two, fold }: Bend): Bend | null {
    const points = this.#points;
    for (let round = 0; round < 3; round++) {
      const first = points.refine(one, this.#prior, { other: two, fold });
      const second = first && points.refine(two, undefined, { other: first, fold });
      if (!first || !second) return null;
      [one, two] = [first, second];
    }
    return this.#bends(one, two) ? { one, two, fold } : null;
  }

  #bends(one: DisparityPlane, two: DisparityPlane): boolean {
    const first = planeOfDisparities(this.view, one, 0);
    const second = planeOfDisparities(this.view, two, 0);
    const angle = angleBetween(first, second);
    return second.normal[1] < 0 && angle > FOLD_ANGLES[0] && angle < FOLD_ANGLES[1];
  }

  /**
   * Whether all along the picture the second plane explains what a plane alone did not, where it rules:
   * ground goes on sideways, things that stand on it do not.
   */
  #goesOnSideways(alone: DisparityPlane, { one, two, fold }: Bend): boolean {
    const points = this.#points;
    const ruled = new Float64Array(FOLD_STRIPS), gained = new Float64Array(FOLD_STRIPS);
    for (let k = 0; k < points.count; k++) {
      if (rules(one, two, fold, points.u[k]!, points.v[k]!) || !points.faces(two, k)) continue;
      const share = (points.u[k]! + this.view.cx + 0.5) / this.view.width;
      const strip = Math.min(Math.floor(share * FOLD_STRIPS), FOLD_STRIPS - 1);
      ruled[strip]!++;
      if (points.liesOn(two, k) && !points.liesOn(alone, k)) gained[strip]!++;
    }
    let strips = 0, filled = 0;
    for (let strip = 0; strip < FOLD_STRIPS; strip++) {
      if (ruled[strip]! < 8) continue;
      strips++;
      if (gained[strip]! > FOLD_NEW * ruled[strip]!) filled++;
    }
    return strips > 0 && filled >= FOLD_FILLED * strips;
  }

  /** What is taken from a plane's score for being unlike the mounting's; null if it is too unlike. */
  #priorCost(plane: DisparityPlane): number | null {
    const { maxTilt, maxRise } = this.#options;
    const found = planeOfDisparities(this.view, plane, 0);
    const tilt = angleBetween(found, this.mounting) / maxTilt;
    const rise = (found.height - this.mounting.height) / maxRise;
    if (!(tilt <= 1 && Math.abs(rise) <= 1)) return null;
    return TILT_COST * tilt * tilt + RISE_COST * rise * rise;
  }
}
