import { DisparityPoints, NormalEquations } from "./disparity_fit.ts";
import { type DisparityPlane } from "./ground_plane.ts";

/** How the ground bends where two planes meet: it rises beyond (or beside), or it falls. */
export type Fold = "valley" | "ridge";

/** Two planes that are the ground together: the nearer of them where it folds to a valley, else the farther. */
export interface Bend {
  readonly one: DisparityPlane;
  readonly two: DisparityPlane;
  readonly fold: Fold;
}

/** What is believed of a plane: its numbers, and one over the variance of each. */
export interface PlanePrior {
  readonly plane: DisparityPlane;
  readonly precision: readonly [across: number, down: number, centre: number];
}

/** Points at most this many standard deviations off lie on the plane. */
const REACH = 2.5;
/** What a point under the ground costs, where one on it counts 1: nothing is seen through the ground. */
const UNDER_COST = 1;
/** Points that planes are scored on. */
const SCORED = 1200;
const ROUNDS = 6;
/** Ground beyond this disparity (pixels) is as good as at infinity. */
const LEAST = 0.8;

/** Points that may be ground, and how well planes explain them. */
export class GroundPoints extends DisparityPoints {
  /** The ground's unevenness as a share of the eye's height over it. */
  readonly #uneven: number;

  /** @param roughness Standard deviation of the ground's height over a plane, metres; `height` of the eye. */
  constructor(capacity: number, roughness: number, height: number) {
    super(capacity);
    this.#uneven = roughness / height;
  }

  /** Disparity of a plane at point `k`. */
  ground({ across, down, centre }: DisparityPlane, k: number): number {
    return across * this.u[k]! + down * this.v[k]! + centre;
  }

  /** Whether point `k` should be on the plane at all: the plane is neither sky there nor too far. */
  faces(plane: DisparityPlane, k: number): boolean {
    return this.ground(plane, k) >= LEAST;
  }

  /** Whether point `k` lies on the plane. */
  liesOn(plane: DisparityPlane, k: number): boolean {
    const ground = this.ground(plane, k);
    const off = this.d[k]! - ground;
    return off * off < REACH * REACH * this.#spread(ground, k);
  }

  /**
   * Points on the ground less those under it, a near miss counting less, as a share of all: the score of
   * MSAC (Torr and Zisserman 2000) but for the points under it.
   */
  score(one: DisparityPlane, two?: DisparityPlane, fold?: Fold): number {
    const { d, count } = this;
    const stride = Math.max(1, Math.floor(count / SCORED));
    let score = 0, seen = 0;
    for (let k = 0; k < count; k += stride) {
      let ground = this.ground(one, k);
      if (two) {
        const other = this.ground(two, k);
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

  /**
   * Least squares with Tukey's weights from a first guess on.
   *
   * @param beside The other plane where there are two: only points count where this one rules.
   * @returns Null where the points do not span a plane.
   */
  refine(
    start: DisparityPlane,
    prior?: PlanePrior,
    beside?: { readonly other: DisparityPlane; readonly fold: Fold },
  ): DisparityPlane | null {
    const { u, v, d, count } = this;
    let plane = start;
    for (let round = 0; round < ROUNDS; round++) {
      const equations = new NormalEquations(prior?.plane, prior?.precision);
      // Wider at first: three noisy points may have missed the plane.
      const reach = REACH * Math.max(1, 2 - 0.4 * round);
      for (let k = 0; k < count; k++) {
        const ground = this.ground(plane, k);
        if (ground < LEAST) continue;
        if (beside && !rules(plane, beside.other, beside.fold, u[k]!, v[k]!)) continue;
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

  /** Points that should be on a plane, and those that are. */
  census(plane: DisparityPlane): { seen: number; on: number } {
    let seen = 0, on = 0;
    for (let k = 0; k < this.count; k++) {
      if (!this.faces(plane, k)) continue;
      seen++;
      if (this.liesOn(plane, k)) on++;
    }
    return { seen, on };
  }

  /** Points that should be on the ground, those on the one and on the other plane, and where the other rules. */
  censusOf(
    { one, two, fold }: Bend,
  ): { seen: number; onOne: number; onTwo: number; ruled: number } {
    let seen = 0, onOne = 0, onTwo = 0, ruled = 0;
    for (let k = 0; k < this.count; k++) {
      const first = rules(one, two, fold, this.u[k]!, this.v[k]!);
      const plane = first ? one : two;
      if (!this.faces(plane, k)) continue;
      seen++;
      if (!first) ruled++;
      if (!this.liesOn(plane, k)) continue;
      if (first) onOne++;
      else onTwo++;
    }
    return { seen, onOne, onTwo, ruled };
  }

  /** Variance of a disparity about the ground's: stereo's own, and that of uneven ground. */
  #spread(ground: number, k: number): number {
    const uneven = this.#uneven * ground;
    return this.variance[k]! + uneven * uneven;
  }
}

/** Whether of two planes the first is the ground at a pixel, measured from the principal point. */
export function rules(
  one: DisparityPlane,
  two: DisparityPlane,
  fold: Fold,
  u: number,
  v: number,
): boolean {
  const lead = (one.across - two.across) * u + (one.down - two.down) * v + one.centre - two.centre;
  return fold === "valley" ? lead >= 0 : lead <= 0;
}
