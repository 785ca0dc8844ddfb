import { type PinholeView } from "./camera_view.ts";
import { trueDisparity } from "./far_ground.ts";
import { disparityPlane, type GroundPlane } from "./ground_plane.ts";
import { type DisparityPicture } from "./point_cloud.ts";

/** Pixels to each side of a foot whose disparities are looked at. */
const ASIDE = 4;
const ABOVE = 1;
/** Matches that are less sure count for nothing; so many have to be surer. */
const LEAST_SURE = 0.2;
const LEAST_COUNT = 5;
/** Deviations of their median, and of the disparity of the far ground's plane, pixels. */
const SEEN = 0.15;
const LAID = 0.3;
/** No window is taken to be farther away, metres. */
const FARTHEST = 150;

/**
 * How far away what windows show at their feet is: by the median of the disparities there, where stereo has any, and
 * by the plane of the ground, each weighing as it is sure. Beyond the range in which stereo can label it still tells
 * how far ground goes up a slope, where the near plane alone is off by an octave.
 */
export class WindowRanges {
  readonly #view: PinholeView;
  readonly #sorted = new Float64Array((2 * ASIDE + 1) * (2 * ABOVE + 1));

  constructor(view: PinholeView) {
    this.#view = view;
  }

  /**
   * Metres over the ground to what lies at these pixels, from below the eye.
   *
   * @param plane Of the ground.
   */
  of(
    picture: DisparityPicture,
    plane: GroundPlane,
    u: ArrayLike<number>,
    v: ArrayLike<number>,
  ): Float32Array<ArrayBuffer> {
    const { fx, fy, baseline, cx, cy } = this.#view;
    const { across, down, centre } = disparityPlane(this.#view, plane);
    const [nx, ny, nz] = plane.normal;
    const [seenWeight, laidWeight] = [1 / SEEN ** 2, 1 / LAID ** 2];
    const ranges = new Float32Array(u.length);
    for (let k = 0; k < ranges.length; k++) {
      const x = u[k]! - cx, y = v[k]! - cy;
      const laid = across * x + down * y + centre;
      const seen = this.#seen(picture, Math.round(u[k]!), Math.round(v[k]!));
      const d = seen === null
        ? laid
        : (seenWeight * seen + laidWeight * laid) / (seenWeight + laidWeight);
      const z = fx * baseline / Math.max(d, fx * baseline / FARTHEST);
      // Along the ground: what the line of sight goes down is none of it.
      const [px, py] = [x / fx * z, y / fy * z];
      const up = nx * px + ny * py + nz * z;
      ranges[k] = Math.min(FARTHEST, Math.sqrt(px * px + py * py + z * z - up * up));
    }
    return ranges;
  }

  /** Median of the disparities around a pixel; null where too few are sure. */
  #seen({ disparity, confidence }: DisparityPicture, u: number, v: number): number | null {
    const { width, height } = this.#view;
    const sorted = this.#sorted;
    let count = 0;
    for (let y = Math.max(0, v - ABOVE); y <= Math.min(height - 1, v + ABOVE); y++) {
      const row = y * width;
      for (let x = Math.max(0, u - ASIDE); x <= Math.min(width - 1, u + ASIDE); x++) {
        if (confidence[row + x]! > LEAST_SURE) sorted[count++] = disparity[row + x]!;
      }
    }
    if (count < LEAST_COUNT) return null;
    return trueDisparity(sorted.subarray(0, count).sort()[count >> 1]!);
  }
}
