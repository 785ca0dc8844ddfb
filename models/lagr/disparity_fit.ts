import { type DisparityPlane } from "./ground_plane.ts";

/**
 * Disparities that a plane is fitted to, in arrays that are used again for each frame. Coordinates are
 * pixels from the principal point.
 */
export class DisparityPoints {
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly d: Float64Array;
  /** Variance of each disparity, pixels^2. */
  readonly variance: Float64Array;
  count = 0;

  constructor(capacity: number) {
    this.u = new Float64Array(capacity);
    this.v = new Float64Array(capacity);
    this.d = new Float64Array(capacity);
    this.variance = new Float64Array(capacity);
  }

  add(u: number, v: number, d: number, variance: number): void {
    const k = this.count++;
    this.u[k] = u;
    this.v[k] = v;
    this.d[k] = d;
    this.variance[k] = variance;
  }
}

/**
 * Normal equations of `d = across u + down v + centre`, weighted; solved by Cholesky's method.
 * The matrix is symmetric: `[uu, uv, u; uv, vv, v; u, v, 1]`.
 */
export class NormalEquations {
  #uu = 0;
  #uv = 0;
  #u = 0;
  #vv = 0;
  #v = 0;
  #one = 0;
  #ud = 0;
  #vd = 0;
  #d = 0;

  /** Starts from what is believed: each number known to one over the root of its precision. */
  constructor(
    prior?: DisparityPlane,
    precision: readonly [across: number, down: number, centre: number] = [0, 0, 0],
  ) {
    if (!prior) return;
    [this.#uu, this.#vv, this.#one] = precision;
    this.#ud = this.#uu * prior.across;
    this.#vd = this.#vv * prior.down;
    this.#d = this.#one * prior.centre;
  }

  add(u: number, v: number, d: number, weight: number): void {
    const wu = weight * u, wv = weight * v;
    this.#uu += wu * u;
    this.#uv += wu * v;
    this.#u += wu;
    this.#vv += wv * v;
    this.#v += wv;
    this.#one += weight;
    this.#ud += wu * d;
    this.#vd += wv * d;
    this.#d += weight * d;
  }

  /** Null where the points lie on a line, or are too few. */
  solve(): DisparityPlane | null {
    // Around the middle of the points, so that what is left has two unknowns.
    const one = this.#one;
    if (!(one > 0)) return null;
    const mu = this.#u / one, mv = this.#v / one, md = this.#d / one;
    const uu = this.#uu - this.#u * mu, uv = this.#uv - this.#u * mv, vv = this.#vv - this.#v * mv;
    const ud = this.#ud - this.#u * md, vd = this.#vd - this.#v * md;
    const determinant = uu * vv - uv * uv;
    if (!(determinant > 1e-9 * uu * vv)) return null;
    const across = (ud * vv - vd * uv) / determinant;
    const down = (vd * uu - ud * uv) / determinant;
    return { across, down, centre: md - across * mu - down * mv };
  }
}

/** The plane through three of the points; null where they lie on a line. */
export function planeThrough(
  { u, v, d }: DisparityPoints,
  i: number,
  j: number,
  k: number,
): DisparityPlane | null {
  const u1 = u[j]! - u[i]!, v1 = v[j]! - v[i]!, d1 = d[j]! - d[i]!;
  const u2 = u[k]! - u[i]!, v2 = v[k]! - v[i]!, d2 = d[k]! - d[i]!;
  const area = u1 * v2 - u2 * v1;
  // Thin triangles say little, whatever they say.
  if (!(Math.abs(area) > 0.05 * (u1 * u1 + v1 * v1 + u2 * u2 + v2 * v2))) return null;
  const across = (d1 * v2 - d2 * v1) / area;
  const down = (u1 * d2 - u2 * d1) / area;
  return { across, down, centre: d[i]! - across * u[i]! - down * v[i]! };
}
