import { type BandLayout, middleOf, WINDOW, windowsOf } from "./bands.ts";
import { type PinholeView } from "./camera_view.ts";
import { type GroundPlane } from "./ground_plane.ts";
import { inPicture, levelRotation } from "./levelling.ts";

/** Windows of one band whose feet lie in the picture, from left to right; the arrays run along together. */
export interface BandFeet {
  /** Of the band, ahead, metres. */
  readonly distance: number;
  /** Numbers of the windows: `windowIndex`. */
  readonly windows: Uint32Array<ArrayBuffer>;
  /** Footline pixels in the left picture. */
  readonly u: Float32Array<ArrayBuffer>;
  readonly v: Float32Array<ArrayBuffer>;
  /** Radians to the left of the eye's heading. */
  readonly bearings: Float32Array<ArrayBuffer>;
  /** Metres along the ground from below the eye. */
  readonly distances: Float32Array<ArrayBuffer>;
}

/** Where all windows of a band stand, however the camera leans. */
interface BandGround {
  readonly distance: number;
  /** Number of its first window. */
  readonly first: number;
  /** Metres to the right for each metre ahead. */
  readonly slopes: Float64Array;
  readonly bearings: Float32Array<ArrayBuffer>;
  readonly distances: Float32Array<ArrayBuffer>;
}

/**
 * Where the windows of a pyramid have their feet: on the ground once and for all, in the picture as the camera
 * leans. What `footOf` and `groundOf` say of one window, for thousands of them in every frame.
 *
 * @example
 * ```ts
 * import { bandLayout } from "./bands.ts";
 * import { mountedPlane } from "./ground_plane.ts";
 * import { WindowFeet } from "./window_feet.ts";
 * const eye = { width: 320, height: 240, fx: 190, fy: 190, cx: 159.5, cy: 119.5, baseline: 0.12 };
 * const feet = new WindowFeet(eye, bandLayout(eye));
 * feet.stand(mountedPlane(1, 0)).at(-1)!.v[0]; // 119.5 + 190 * 1 m / 100 m = 121.4
 * ```
 */
export class WindowFeet {
  readonly #view: PinholeView;
  readonly #bands: readonly BandGround[];
  readonly #u: Float32Array<ArrayBuffer>;
  readonly #v: Float32Array<ArrayBuffer>;

  constructor(view: PinholeView, layout: BandLayout) {
    this.#view = view;
    this.#bands = layout.bands.flatMap((band, i) => {
      const { distance, scale } = band;
      if (distance === Infinity) return [];
      const middle = middleOf(band) - (WINDOW.width - 1) / 2;
      const slopes = Float64Array.from(
        { length: windowsOf(band) },
        (_, column) => (column - middle) / (scale * view.fx),
      );
      return [{
        distance,
        first: layout.offsets[i]!,
        slopes,
        bearings: Float32Array.from(slopes, (slope) => -Math.atan(slope)),
        distances: Float32Array.from(slopes, (slope) => distance * Math.hypot(1, slope)),
      }];
    });
    const most = Math.max(...this.#bands.map(({ slopes }) => slopes.length));
    this.#u = new Float32Array(most);
    this.#v = new Float32Array(most);
  }

  /**
   * Feet in the picture of a camera that stands so over the ground, by band from the nearest to the farthest; the
   * horizon's band is left out. The arrays are the caller's.
   *
   * @throws {RangeError} If the camera looks straight down at the plane.
   */
  stand(plane: GroundPlane): BandFeet[] {
    const view = this.#view;
    const { fx, fy, cx, cy } = view;
    const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = levelRotation(plane);
    return this.#bands.map(({ distance, first, slopes, bearings, distances }) => {
      // What is seen of a line on the ground is one piece.
      const fall = plane.height / distance;
      let from = 0, count = 0;
      for (let column = 0; column < slopes.length; column++) {
        const x = slopes[column]!;
        const z = r2 * x + r5 * fall + r8;
        if (!(z > 0)) continue;
        const u = fx * (r0 * x + r3 * fall + r6) / z + cx;
        const v = fy * (r1 * x + r4 * fall + r7) / z + cy;
        if (!inPicture(view, u, v)) continue;
        if (count === 0) from = column;
        this.#u[count] = u;
        this.#v[count] = v;
        count++;
      }
      return {
        distance,
        windows: Uint32Array.from({ length: count }, (_, k) => first + from + k),
        u: this.#u.slice(0, count),
        v: this.#v.slice(0, count),
        bearings: bearings.slice(from, from + count),
        distances: distances.slice(from, from + count),
      };
    });
  }
}
