import { type PinholeView } from "./camera_view.ts";
import { DisparityPoints, NormalEquations, planeThrough } from "./disparity_fit.ts";
import {
  angleBetween,
  type DisparityPlane,
  disparityPlane,
  type GroundPlane,
  planeOfDisparities,
} from "./ground_plane.ts";
import { type PointCloud } from "./point_cloud.ts";

/** How the ground bends where two planes meet: it rises beyond (or beside), or it falls. */
export type Fold = "valley" | "ridge";

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

/** Usual values of `GroundFitOptions`. */
export const GROUND_FIT = {
  proposals: 160,
  roughness: 0.04,
  maxTilt: 26 * Math.PI / 180,
  maxRise: 0.35,
  minPoints: 60,
} as const satisfies Required<GroundFitOptions>;

/** Standard deviations of what the mounting says: radians of tilt, share of the height. */
const PRIOR_TILT = 8 * Math.PI / 180;
const PRIOR_RISE = 0.1;
/** Of the score of a plane as far off as is allowed, what is taken away. */
const PRIOR_COST = 0.06;
/** Points at most this many standard deviations off lie on the plane. */
const REACH = 2.5;
/** What a point under the ground costs, where one on it counts 1: nothing is seen through the ground. */
const UNDER_COST = 0.35;
/** Points that proposals are scored on, and the best of them that are refined. */
const SCORED = 1200;
const REFINED = 4;
const ROUNDS = 6;
/** Ground beyond this disparity (pixels) is as good as at infinity. */
const LEAST = 0.8;
/** A second plane has to explain this share of the points more, and to differ so, radians. */
const FOLD_GAIN = 0.06;
const FOLD_ANGLES = [2.5 * Math.PI / 180, 22 * Math.PI / 180] as const;
/** Share of what is seen where a second plane rules that has to lie on it: things that stand do not fill it. */
const FOLD_FILLED = 0.7;
/** In most of that many strips of columns it has to explain this share of points that one plane did not. */
const FOLD_STRIPS = 10;
const FOLD_NEW = 0.3;
/** The plane under the robot's own wheels is the mounting's within this: radians, and metres. */
const UNDERFOOT = [14 * Math.PI / 180, 0.12] as const;

/**
 * Finds the plane of the ground, or the two planes where it bends: proposals through three points (RANSAC,
 * Fischler and Bolles 1981), scored by how many points lie on them (MSAC, Torr and Zisserman 2000) with
 * points under the ground counting against; then least squares with Tukey's weights, in disparities.
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
  readonly #prior: DisparityPlane;
  readonly #precision: readonly [number, number, number];
  #points = new DisparityPoints(0);
  #stride = 1;

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
    this.#prior = disparityPlane(view, mounting);
    // A tilt changes the normal across and along, and with it what stands before u and at the centre.
    const near = view.fx * view.baseline / mounting.height;
    const precision = (deviation: number) => 1 / (deviation * deviation);
    this.#precision = [
      precision(near * PRIOR_TILT / view.fx),
      precision(near * PRIOR_RISE / view.fy),
      precision(near * PRIOR_TILT),
    ];
  }

  /**
   * The ground of a frame.
   *
   * @param random Draws the proposals.
   * @param previous The plane of the frame before: one more proposal.
   */
  fit(cloud: PointCloud, random: () => number, previous?: GroundPlane): GroundFit {
    const points = this.#gather(cloud);
    const fallen: GroundFit = { plane: this.mounting, other: null, fold: null, confidence: 0 };
    if (points.count < this.#options.minPoints) return fallen;
    const found = this.#first(random, previous);
    if (!found) return fallen;
    const [seen, on] = this.#census(found);
    if (on < this.#options.minPoints) return fallen;
    const main = planeOfDisparities(this.view, found, on / seen);
    const confidence = (inliers: number) =>
      Math.min(1, inliers / 0.5) * (1 - Math.exp(-on / (4 * this.#options.minPoints)));
    const bent = this.#second(found, random);
    if (bent) return { ...bent, confidence: confidence(bent.share) };
    return { plane: main, other: null, fold: null, confidence: confidence(main.inliers) };
  }

  /** Every other point of the lattice that may be ground. */
  #gather(cloud: PointCloud): DisparityPoints {
    const { columns, rows, disparity, sigma } = cloud;
    const capacity = (columns + 1 >> 1) * (rows + 1 >> 1);
    if (this.#points.u.length < capacity) this.#points = new DisparityPoints(capacity);
    const points = this.#points;
    points.count = 0;
    const { cx, cy, fx, baseline } = this.view;
    // The highest that a horizon can lie: nothing over it is ground.
    const { centre, down } = this.#prior;
    const steep = fx * baseline / this.mounting.height * Math.tan(this.#options.maxTilt);
    const top = -(centre + steep) / down;
    for (let row = 0; row < rows; row += 2) {
      const v = cloud.pixelOf(row) - cy;
      if (v < top) continue;
      for (let column = row >> 1 & 1; column < columns; column += 2) {
        const k = row * columns + column;
        const d = disparity[k]!;
        if (d > 0) points.add(cloud.pixelOf(column) - cx, v, d, sigma[k]! * sigma[k]!);
      }
    }
    this.#stride = Math.max(1, Math.floor(points.count / SCORED));
    return points;
  }

  /** The best single plane, refined. */
  #first(random: () => number, previous?: GroundPlane): DisparityPlane | null {
    const best: { plane: DisparityPlane; score: number }[] = [];
    const propose = (plane: DisparityPlane) => {
      const cost = this.#priorCost(plane);
      if (cost === null) return;
      const score = this.#score(plane) - cost;
      best.push({ plane, score });
      best.sort((a, b) => b.score - a.score);
      if (best.length > REFINED) best.pop();
    };
    propose(this.#prior);
    if (previous) propose(disparityPlane(this.view, previous));
    const points = this.#points;
    const draw = () => Math.floor(random() * points.count);
    for (let n = 0; n < this.#options.proposals; n++) {
      const plane = planeThrough(points, draw(), draw(), draw());
      if (plane) propose(plane);
    }
    let winner: DisparityPlane | null = null, most = 0;
    for (const { plane } of best) {
      const refined = this.#refine(plane, this.#prior, this.#precision);
      const cost = refined && this.#priorCost(refined);
      if (!refined || cost === null) continue;
      const score = this.#score(refined) - cost!;
      if (score > most) [winner, most] = [refined, score];
    }
    return winner;
  }

  /** A bend of the ground that explains more than the plane alone; null where there is none. */
  #second(
    first: DisparityPlane,
    random: () => number,
  ): (Pick<GroundFit, "plane" | "other" | "fold"> & { share: number }) | null {
    const points = this.#points;
    // What the first plane leaves, in a row at the front of a list of its own.
    const rest: number[] = [];
    for (let k = 0; k < points.count; k++) {
      const ground = this.#ground(first, k);
      if (ground < LEAST && points.d[k]! < LEAST) continue;
      if (!(this.#offset(first, k) < 1)) rest.push(k);
    }
    if (rest.length < Math.max(this.#options.minPoints, FOLD_GAIN * points.count)) return null;
    const own = planeOfDisparities(this.view, first, 0);
    const alone = this.#score(first);
    let best: { second: DisparityPlane; fold: Fold; score: number } | null = null;
    const weigh = (second: DisparityPlane, fold: Fold) => {
      const score = this.#score(first, second, fold);
      if (score > alone + FOLD_GAIN && (!best || score > best.score)) {
        best = { second, fold, score };
      }
    };
    const draw = () => rest[Math.floor(random() * rest.length)]!;
    for (let n = 0; n < this.#options.proposals; n++) {
      const second = planeThrough(points, draw(), draw(), draw());
      if (!second || !this.#bends(own, second)) continue;
      weigh(second, "valley");
      weigh(second, "ridge");
    }
    if (!best) return null;
    return this.#refineBent(first, best, alone);
  }

  #refineBent(
    first: DisparityPlane,
    { second, fold }: { second: DisparityPlane; fold: Fold },
    alone: number,
  ): (Pick<GroundFit, "plane" | "other" | "fold"> & { share: number }) | null {
    let one: DisparityPlane | null = first, two: DisparityPlane | null = second;
    for (let round = 0; round < 3; round++) {
      one = this.#refine(one, this.#prior, this.#precision, two, fold);
      if (!one) return null;
      two = this.#refine(two, undefined, undefined, one, fold);
      if (!two) return null;
    }
    const score = this.#score(one, two, fold);
    let near = planeOfDisparities(this.view, one, 0), far = planeOfDisparities(this.view, two, 0);
    if (score < alone + FOLD_GAIN || !this.#bends(near, two)) return null;
    const [seen, onOne, onTwo] = this.#census(one, two, fold);
    const least = Math.max(this.#options.minPoints, FOLD_GAIN * seen);
    if (onOne < least || onTwo < least) return null;
    near = { ...near, inliers: onOne / seen };
    far = { ...far, inliers: onTwo / seen };
    const share = (onOne + onTwo) / seen;
    // The robot stands on the plane that rules below the middle of the picture.
    const foot = this.view.height - 1 - this.view.cy;
    const swap = rules(two, one, fold, 0, foot) && this.#priorCost(two) !== null;
    return swap
      ? { plane: far, other: near, fold, share }
      : { plane: near, other: far, fold, share };
  }

  #bends(from: GroundPlane, plane: DisparityPlane): boolean {
    const { normal, height } = planeOfDisparities(this.view, plane, 0);
    const angle = angleBetween(from, { normal, height, inliers: 0 });
    return normal[1] < 0 && angle > FOLD_ANGLES[0] && angle < FOLD_ANGLES[1];
  }

  /** What is taken from a plane's score for being unlike the mounting's; null if it is too unlike. */
  #priorCost(plane: DisparityPlane): number | null {
    const { maxTilt, maxRise } = this.#options;
    const found = planeOfDisparities(this.view, plane, 0);
    const tilt = angleBetween(found, this.mounting) / maxTilt;
    const rise = (found.height - this.mounting.height) / maxRise;
    if (!(tilt <= 1 && Math.abs(rise) <= 1)) return null;
    return PRIOR_COST * (tilt * tilt + rise * rise) / 2;
  }

  #ground({ across, down, centre }: DisparityPlane, k: number): number {
    return across * this.#points.u[k]! + down * this.#points.v[k]! + centre;
  }

  /** Square of how far a point is off, in units of the reach. */
  #offset(plane: DisparityPlane, k: number): number {
    const ground = this.#ground(plane, k);
    const off = this.#points.d[k]! - ground;
    return off * off / (REACH * REACH * this.#spread(ground, k));
  }

  /** Variance of a disparity about the ground's: stereo's own, and that of uneven ground. */
  #spread(ground: number, k: number): number {
    const uneven = this.#options.roughness / this.mounting.height * ground;
    return this.#points.variance[k]! + uneven * uneven;
  }

  /** Points on the plane (less those under it) as a share of all that should be. */
  #score(one: DisparityPlane, two?: DisparityPlane, fold?: Fold): number {
    const { d, count } = this.#points;
    let score = 0, seen = 0;
    for (let k = 0; k < count; k += this.#stride) {
      let ground = this.#ground(one, k);
      if (two) {
        const other = this.#ground(two, k);
        ground = fold === "valley" ? Math.max(ground, other) : Math.min(ground, other);
      }
      seen++;
      if (ground < LEAST) continue;
      const off = d[k]! - ground;
      const share = off * off / (REACH * REACH * this.#spread(ground, k));
      if (share < 1) score += 1 - share;
      else if (off < 0) score -= UNDER_COST;
    }
    return score / Math.max(1, seen);
  }

  /** Least squares with Tukey's weights over the points where this plane rules. */
  #refine(
    start: DisparityPlane,
    prior?: DisparityPlane,
    precision?: readonly [number, number, number],
    other?: DisparityPlane,
    fold?: Fold,
  ): DisparityPlane | null {
    const { u, v, d, count } = this.#points;
    let plane = start;
    for (let round = 0; round < ROUNDS; round++) {
      const equations = new NormalEquations(prior, precision);
      // Wider at first: three noisy points may have missed the plane.
      const reach = REACH * Math.max(1, 2 - 0.4 * round);
      for (let k = 0; k < count; k++) {
        const ground = this.#ground(plane, k);
        if (ground < LEAST) continue;
        if (other && fold && !rules(plane, other, fold, u[k]!, v[k]!)) continue;
        const off = d[k]! - ground;
        const spread = this.#spread(ground, k);
        const share = off * off / (reach * reach * spread);
        if (share < 1) equations.add(u[k]!, v[k]!, d[k]!, (1 - share) * (1 - share) / spread);
      }
      const next = equations.solve();
      if (!next) return null;
      plane = next;
    }
    return plane;
  }

  /**
   * Whether all along the picture the second plane explains what a plane alone did not, where it rules:
   * ground goes on sideways, things that stand on it do not.
   */
  #fillsItsPart(
    alone: DisparityPlane,
    one: DisparityPlane,
    two: DisparityPlane,
    fold: Fold,
  ): boolean {
    const { u, v, count } = this.#points;
    const ruled = new Float64Array(FOLD_STRIPS), gained = new Float64Array(FOLD_STRIPS);
    for (let k = 0; k < count; k++) {
      if (!rules(two, one, fold, u[k]!, v[k]!) || this.#ground(two, k) < LEAST) continue;
      const share = (u[k]! + this.view.cx + 0.5) / this.view.width;
      const strip = Math.min(Math.floor(share * FOLD_STRIPS), FOLD_STRIPS - 1);
      ruled[strip]!++;
      if (this.#offset(two, k) < 1 && this.#offset(alone, k) >= 1) gained[strip]!++;
    }
    let strips = 0, filled = 0;
    for (let strip = 0; strip < FOLD_STRIPS; strip++) {
      if (ruled[strip]! < 8) continue;
      strips++;
      if (gained[strip]! > FOLD_NEW * ruled[strip]!) filled++;
    }
    return strips > 0 && filled >= FOLD_FILLED * strips;
  }

  /** Points that should be on the ground, those on the one and on the other plane, and where that rules. */
  #census(
    one: DisparityPlane,
    two?: DisparityPlane,
    fold?: Fold,
  ): [number, number, number, number] {
    const { u, v, count } = this.#points;
    let seen = 0, onOne = 0, onTwo = 0, ruled = 0;
    for (let k = 0; k < count; k++) {
      const first = !two || !fold || rules(one, two, fold, u[k]!, v[k]!);
      const ruling = first ? one : two;
      if (this.#ground(ruling, k) < LEAST) continue;
      seen++;
      if (!first) ruled++;
      if (this.#offset(ruling, k) >= 1) continue;
      if (first) onOne++;
      else onTwo++;
    }
    return [Math.max(1, seen), onOne, onTwo, ruled];
  }
}

/** Whether of two planes the first is the ground at a pixel, measured from the principal point. */
function rules(
  one: DisparityPlane,
  two: DisparityPlane,
  fold: Fold,
  u: number,
  v: number,
): boolean {
  const lead = (one.across - two.across) * u + (one.down - two.down) * v + one.centre - two.centre;
  return fold === "valley" ? lead >= 0 : lead <= 0;
}

/**
 * Disparity of the ground at every pixel: the nearer plane of a valley, the farther of a ridge. Coordinates
 * are pixels of the view; 0 and less where no ground is seen.
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
