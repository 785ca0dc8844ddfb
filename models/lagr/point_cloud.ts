import { type PinholeView } from "./camera_view.ts";

/** Disparity and confidence of a frame, row after row from the top: what stereo says. */
export interface DisparityPicture {
  /** Pixels; 0 where invalid. */
  readonly disparity: ArrayLike<number>;
  /** `0..1`. */
  readonly confidence: ArrayLike<number>;
}

/** How a picture of disparities becomes points. */
export interface PointCloudOptions {
  /** Every how many pixels, along rows and columns, one point is taken. */
  readonly step?: number;
  /** Less sure disparities are left out, `0..1`. */
  readonly minConfidence?: number;
  /** Farther points are left out, metres along the optical axis. */
  readonly maxDepth?: number;
  /** Nearer ones too. */
  readonly minDepth?: number;
  /** Standard deviation of a disparity with confidence 1, pixels. */
  readonly disparitySigma?: number;
}

/** Usual values of `PointCloudOptions`. */
export const POINT_CLOUD = {
  step: 2,
  minConfidence: 0.3,
  maxDepth: 14,
  minDepth: 0.4,
  disparitySigma: 0.12,
} as const satisfies Required<PointCloudOptions>;

/**
 * Points of a frame on a lattice of pixels, in the left camera's optical frame. The arrays are laid out by
 * lattice, row after row, and written anew by each frame.
 *
 * @example
 * ```ts
 * import { PointCloud } from "./point_cloud.ts";
 * const view = { width: 4, height: 2, fx: 100, fy: 100, cx: 1.5, cy: 0.5, baseline: 0.12 };
 * const cloud = new PointCloud(view, { step: 1 });
 * cloud.update({ disparity: new Float32Array(8).fill(3), confidence: new Float32Array(8).fill(1) });
 * cloud.z[0]; // 100 px * 0.12 m / 3 px = 4 m
 * ```
 */
export class PointCloud {
  readonly view: PinholeView;
  readonly step: number;
  /** Lattice: column `i` stands at pixel `firstPixel + i step`, rows likewise. */
  readonly columns: number;
  readonly rows: number;
  readonly firstPixel: number;
  /** Standard deviation of the surest disparities, pixels. */
  readonly sureSigma: number;
  /** Disparity in pixels; 0 where there is no point. */
  readonly disparity: Float32Array;
  /** Standard deviation of the disparity, pixels: that of a sure one over its confidence. */
  readonly sigma: Float32Array;
  /** Metres along the optical axis, `fx baseline / disparity`; 0 where there is no point. */
  readonly z: Float32Array;
  /** Points of the last frame. */
  count = 0;
  readonly #options: Required<PointCloudOptions>;

  /** @throws {RangeError} If an option is out of its range. */
  constructor(view: PinholeView, options: PointCloudOptions = {}) {
    const { step, minConfidence, maxDepth, minDepth, disparitySigma } = this.#options = {
      ...POINT_CLOUD,
      ...options,
    };
    if (!Number.isInteger(step) || step < 1 || step > Math.min(view.width, view.height)) {
      throw new RangeError(`Cannot take every ${step}th pixel: wanted a whole number from 1 on`);
    }
    if (!(minConfidence > 0 && minConfidence <= 1)) {
      throw new RangeError(
        `Cannot want confidence ${minConfidence}: wanted more than 0, at most 1`,
      );
    }
    if (!(minDepth > 0 && maxDepth > minDepth)) {
      throw new RangeError(
        `Cannot take points from ${minDepth} m to ${maxDepth} m: wanted 0 < minDepth < maxDepth`,
      );
    }
    if (!(disparitySigma > 0)) {
      throw new RangeError(`Cannot trust disparities to ${disparitySigma} px: wanted more than 0`);
    }
    this.view = view;
    this.sureSigma = disparitySigma;
    this.step = step;
    this.firstPixel = step >> 1;
    const along = (size: number) => Math.floor((size - 1 - this.firstPixel) / step) + 1;
    this.columns = along(view.width);
    this.rows = along(view.height);
    const size = this.columns * this.rows;
    this.disparity = new Float32Array(size);
    this.sigma = new Float32Array(size);
    this.z = new Float32Array(size);
  }

  /**
   * Takes the points of a frame.
   *
   * @throws {RangeError} If the picture is not as large as the view.
   */
  update({ disparity, confidence }: DisparityPicture): this {
    const { view, step, columns, rows, firstPixel, sigma, z, disparity: own } = this;
    const { minConfidence, maxDepth, minDepth, disparitySigma } = this.#options;
    const pixels = view.width * view.height;
    if (disparity.length !== pixels || confidence.length !== pixels) {
      throw new RangeError(
        `Cannot take points of ${disparity.length} disparities and ${confidence.length} ` +
          `confidences: wanted ${view.width} x ${view.height} of each`,
      );
    }
    const scale = view.fx * view.baseline;
    const least = scale / maxDepth, most = scale / minDepth;
    let count = 0;
    for (let row = 0, k = 0; row < rows; row++) {
      let pixel = (firstPixel + row * step) * view.width + firstPixel;
      for (let column = 0; column < columns; column++, k++, pixel += step) {
        const d = disparity[pixel]!, trust = confidence[pixel]!;
        // Comparisons with NaN are false: such pixels are left out too.
        if (d >= least && d <= most && trust >= minConfidence) {
          own[k] = d;
          z[k] = scale / d;
          sigma[k] = disparitySigma / Math.min(trust, 1);
          count++;
        } else {
          own[k] = 0;
          z[k] = 0;
          sigma[k] = 0;
        }
      }
    }
    this.count = count;
    return this;
  }

  /** Point `k` in the optical frame, metres; null where there is none. */
  point(k: number): [x: number, y: number, z: number] | null {
    if (this.z[k] === 0) return null;
    const u = this.pixelOf(k % this.columns), v = this.pixelOf(Math.floor(k / this.columns));
    return this.pointAt(u, v, this.disparity[k]!);
  }

  /** What is seen at a pixel with a disparity, in the optical frame, metres. */
  pointAt(u: number, v: number, disparity: number): [x: number, y: number, z: number] {
    const { fx, fy, cx, cy, baseline } = this.view;
    const z = fx * baseline / disparity;
    return [(u - cx) / fx * z, (v - cy) / fy * z, z];
  }

  /** Pixel of a column or row of the lattice. */
  pixelOf(index: number): number {
    return this.firstPixel + index * this.step;
  }
}
