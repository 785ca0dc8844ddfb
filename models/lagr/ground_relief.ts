import { disparityPlane, type GroundPlane } from "./ground_plane.ts";
import { type GroundFit } from "./ground_fit.ts";
import { type PointCloud } from "./point_cloud.ts";

/** How relief is sought. */
export interface GroundReliefOptions {
  /** Width of a strip of columns, pixels. */
  readonly strip?: number;
  /** Steepest rise and fall against the plane that is still ground, rise over run. */
  readonly rise?: number;
  readonly fall?: number;
}

/** Usual values of `GroundReliefOptions`. */
export const GROUND_RELIEF = {
  strip: 16,
  rise: 0.12,
  fall: 0.4,
} as const satisfies Required<GroundReliefOptions>;

/** Rings around the robot, each that many times as far as the one before, metres. */
const FIRST_RING = 1.4;
const RING_RATIO = 2 ** 0.25;
const RINGS = 14;
/** Heights are counted in steps of 4 cm from -0.8 m on. */
const LOWEST = -0.8;
const HEIGHT_STEP = 0.04;
const HEIGHT_STEPS = 48;
/** Share of a cell's points under what is taken for its ground, and where a normal law has that share. */
const QUANTILE = 0.3;
const QUANTILE_SIGMAS = 0.524;
/** Deviation of a usual disparity, in those of a sure one. */
const TYPICAL = 1.4;
/** Points that a cell needs. */
const LEAST_POINTS = 5;
/** Ground stands over its plane by at most this share of its distance: near by, the plane knows best. */
const HIGHEST = 0.03;
/** Share of a cell's points that lie together where there is ground: what stands up is spread out. */
const TOGETHER = 0.75;

/**
 * Points of a frame over the ground: how far along it, how high; and the ground's own relief over its
 * plane, ring by ring outwards in each strip of columns. Relief that rises or falls gently belongs to the
 * ground; what stands up steeply does not.
 */
export class GroundRelief {
  /** Metres along the plane from below the eye, by lattice of the cloud; 0 where there is no point. */
  readonly distance: Float32Array;
  /** Metres over the ground, its relief taken off. */
  readonly height: Float32Array;
  /** Standard deviation of that height, metres. */
  readonly sigma: Float32Array;
  readonly strips: number;
  readonly #strip: number;
  readonly #rise: number;
  readonly #fall: number;
  readonly #counts: Uint16Array;
  readonly #found: Float32Array;
  readonly #weight: Float32Array;
  readonly #relief: Float32Array;

  /** @throws {RangeError} If strips are no whole number of pixels wide. */
  constructor(cloud: PointCloud, options: GroundReliefOptions = {}) {
    const { strip, rise, fall } = { ...GROUND_RELIEF, ...options };
    if (!Number.isInteger(strip) || strip < 1) {
      throw new RangeError(
        `Cannot make strips of ${strip} pixels: wanted a whole number from 1 on`,
      );
    }
    this.#strip = strip;
    this.#rise = rise;
    this.#fall = fall;
    this.strips = Math.ceil(cloud.view.width / strip);
    const size = cloud.columns * cloud.rows;
    this.distance = new Float32Array(size);
    this.height = new Float32Array(size);
    this.sigma = new Float32Array(size);
    const cells = this.strips * RINGS;
    this.#counts = new Uint16Array(cells * HEIGHT_STEPS);
    this.#found = new Float32Array(cells);
    this.#weight = new Float32Array(cells);
    this.#relief = new Float32Array(cells);
  }

  /** Measures the points of a frame over its ground. */
  update(cloud: PointCloud, fit: GroundFit): this {
    this.#measure(cloud, fit);
    this.#count(cloud);
    for (let strip = 0; strip < this.strips; strip++) this.#march(strip, cloud, fit.plane);
    this.#smooth();
    this.#takeOff(cloud);
    return this;
  }

  /** Height of the ground over its plane, metres, at a column of the picture and a distance. */
  reliefAt(u: number, distance: number): number {
    const s = Math.min(Math.max((u + 0.5) / this.#strip - 0.5, 0), this.strips - 1);
    const r = Math.min(Math.max(ringOf(distance), 0), RINGS - 1);
    const s0 = Math.min(Math.floor(s), this.strips - 2), r0 = Math.min(Math.floor(r), RINGS - 2);
    const fs = s - s0, fr = r - r0;
    const at = s0 * RINGS + r0;
    const relief = this.#relief;
    return (relief[at]! * (1 - fr) + relief[at + 1]! * fr) * (1 - fs) +
      (relief[at + RINGS]! * (1 - fr) + relief[at + RINGS + 1]! * fr) * fs;
  }

  /** Heights over the plane(s), distances, and how sure the heights are. */
  #measure(cloud: PointCloud, { plane, other, fold }: GroundFit): void {
    const { view, columns, rows, disparity, z } = cloud;
    const [nx, ny, nz] = plane.normal;
    const one = disparityPlane(view, plane), two = other ? disparityPlane(view, other) : one;
    const otherHeight = other ? other.height : plane.height;
    for (let row = 0, k = 0; row < rows; row++) {
      const v = cloud.pixelOf(row) - view.cy, y = v / view.fy;
      for (let column = 0; column < columns; column++, k++) {
        const d = disparity[k]!;
        if (d === 0) {
          this.distance[k] = 0;
          continue;
        }
        const u = cloud.pixelOf(column) - view.cx, x = u / view.fx;
        let ground = one.across * u + one.down * v + one.centre;
        let height = plane.height;
        if (other) {
          const second = two.across * u + two.down * v + two.centre;
          if (fold === "valley" ? second > ground : second < ground) {
            ground = second;
            height = otherHeight;
          }
        }
        const depth = z[k]!;
        // d = f b / z and ground = f b (height - over) / (height z)
        this.height[k] = height * (1 - ground / d);
        this.sigma[k] = height * Math.abs(ground) / (d * d) * cloud.sigma[k]!;
        const up = nx * x + ny * y + nz;
        this.distance[k] = depth * Math.sqrt(Math.max(x * x + y * y + 1 - up * up, 0));
      }
    }
  }

  #count(cloud: PointCloud): void {
    const { columns, rows } = cloud;
    this.#counts.fill(0);
    for (let row = 0, k = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, k++) {
        const distance = this.distance[k]!;
        if (distance === 0) continue;
        const step = Math.floor((this.height[k]! - LOWEST) / HEIGHT_STEP);
        if (step < 0 || step >= HEIGHT_STEPS) continue;
        const ring = Math.round(ringOf(distance));
        if (ring < 0 || ring >= RINGS) continue;
        const strip = Math.floor(cloud.pixelOf(column) / this.#strip);
        this.#counts[(strip * RINGS + ring) * HEIGHT_STEPS + step]!++;
      }
    }
  }

  /** Follows the ground of a strip outwards. */
  #march(strip: number, cloud: PointCloud, plane: GroundPlane): void {
    const { fx, baseline } = cloud.view;
    let ground = 0, at = 0;
    for (let ring = 0; ring < RINGS; ring++) {
      const cell = strip * RINGS + ring;
      const distance = FIRST_RING * RING_RATIO ** ring;
      this.#found[cell] = ground;
      this.#weight[cell] = 0.25;
      const low = this.#lowQuantile(cell);
      if (low === null) continue;
      const sigma = plane.height * distance / (fx * baseline) * TYPICAL * cloud.sureSigma;
      const seen = low.height + QUANTILE_SIGMAS * sigma;
      const run = distance - at;
      const highest = Math.min(ground + this.#rise * run, HIGHEST * distance);
      const lowest = ground - this.#fall * run;
      // What the steepest rise does not explain, nor noise, is none of the ground's.
      if (seen > highest + sigma + 0.02) continue;
      if (this.#between(cell, seen, 2.5 * sigma + 0.03) < TOGETHER * low.count) continue;
      ground = Math.min(Math.max(seen, lowest), highest);
      at = distance;
      this.#found[cell] = ground;
      this.#weight[cell] = low.count;
    }
  }

  #lowQuantile(cell: number): { height: number; count: number } | null {
    const from = cell * HEIGHT_STEPS;
    let count = 0;
    for (let step = 0; step < HEIGHT_STEPS; step++) count += this.#counts[from + step]!;
    if (count < LEAST_POINTS) return null;
    let left = QUANTILE * count;
    for (let step = 0; step < HEIGHT_STEPS; step++) {
      const here = this.#counts[from + step]!;
      if (left <= here) return { height: LOWEST + HEIGHT_STEP * (step + left / here), count };
      left -= here;
    }
    return null;
  }

  /** Points of a cell at most so far from a height. */
  #between(cell: number, height: number, reach: number): number {
    const step = (at: number) =>
      Math.min(Math.max(Math.floor((at - LOWEST) / HEIGHT_STEP), 0), HEIGHT_STEPS - 1);
    const last = step(height + reach);
    let count = 0;
    for (let k = step(height - reach); k <= last; k++) {
      count += this.#counts[cell * HEIGHT_STEPS + k]!;
    }
    return count;
  }

  /** Each cell with its neighbours, by the points that they rest on. */
  #smooth(): void {
    for (let strip = 0; strip < this.strips; strip++) {
      for (let ring = 0; ring < RINGS; ring++) {
        let sum = 0, weights = 0;
        for (let ds = -1; ds <= 1; ds++) {
          for (let dr = -1; dr <= 1; dr++) {
            const s = strip + ds, r = ring + dr;
            if (s < 0 || s >= this.strips || r < 0 || r >= RINGS) continue;
            const cell = s * RINGS + r;
            const weight = this.#weight[cell]! * (ds === 0 ? 2 : 1) * (dr === 0 ? 2 : 1);
            sum += weight * this.#found[cell]!;
            weights += weight;
          }
        }
        this.#relief[strip * RINGS + ring] = sum / weights;
      }
    }
  }

  #takeOff(cloud: PointCloud): void {
    const { columns, rows } = cloud;
    for (let row = 0, k = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, k++) {
        const distance = this.distance[k]!;
        if (distance > 0) this.height[k]! -= this.reliefAt(cloud.pixelOf(column), distance);
      }
    }
  }
}

/** Ring of a distance, with a fraction. */
function ringOf(distance: number): number {
  return Math.log(distance / FIRST_RING) / Math.log(RING_RATIO);
}
