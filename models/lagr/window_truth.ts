import { type BandLayout } from "./bands.ts";
import { type PinholeView } from "./camera_view.ts";
import { belowHorizon, type HorizonLine } from "./horizon.ts";

/** What a pixel shows: nothing to drive on or into; ground; what stands on it; what lies flat and is no way. */
export const SEEN = { none: 0, ground: 1, obstacle: 2, flat: 3 } as const;
export type SeenKind = typeof SEEN[keyof typeof SEEN];

/** What the left eye's picture truly shows, pixel by pixel, rows from the top. */
export interface SeenPicture {
  /** Of `SEEN`. */
  readonly kinds: Uint8Array;
  /** Metres along the optical axis. */
  readonly depth: Float32Array;
  /** Metres over the ground under the point. */
  readonly height: Float32Array;
}

/** What a window's place truly is. */
export type Truth = "ground" | "obstacle" | "unknown";

/** A window's truth, and how far away it is: metres from the eye; NaN where it is unknown. */
export interface WindowTruth {
  readonly truth: Truth;
  readonly distance: number;
}

/** Up to here over the ground a point of an obstacle is its foot, metres, and half a pixel more. */
const FOOT = 0.5;
/** The share of a window's columns that makes it an obstacle. */
const MOST = 0.5;

const UNKNOWN: WindowTruth = { truth: "unknown", distance: NaN };

/**
 * Tells what a window's foot shows, from what the left eye's picture truly shows there.
 *
 * A window stands for a cell of the ground: half way to the bands before and behind it, half way to the windows
 * beside it. In the picture that is a rectangle around its footline pixel, one pixel at least. It is an
 * obstacle where at least half of the rectangle's columns show the foot of one, a point no more than half a
 * metre over the ground: then it stands there, or little nearer. Water is an obstacle without height. It is ground
 * where all of the rectangle is. All others are unknown: what shows an obstacle higher up says nothing of
 * the ground that it hides, and that is far behind it; nor does sky, or a bit of an obstacle beside ground.
 *
 * How far it is away is measured to what is seen, not taken from the band: on hills the two differ, and to
 * see far is to be right about what is far.
 */
export class WindowJudge {
  readonly #view: PinholeView;
  readonly #layout: BandLayout;

  constructor(view: PinholeView, layout: BandLayout) {
    this.#view = view;
    this.#layout = layout;
  }

  /**
   * The truth of a window.
   *
   * @param horizon Where the ground ends that its foot was laid on.
   * @param band Number of its band.
   * @param u Its footline pixel, `v` likewise.
   */
  judge(
    seen: SeenPicture,
    horizon: HorizonLine,
    band: number,
    u: number,
    v: number,
  ): WindowTruth {
    const { width, height, fx, fy, cx, cy } = this.#view;
    const root = Math.sqrt(this.#layout.ratio);
    const below = Math.max(0, belowHorizon(horizon, u, v));
    const aside = 0.5 / this.#layout.bands[band]!.scale;
    const clamped = (x: number, size: number) => Math.min(Math.max(Math.round(x), 0), size - 1);
    // Rounded inwards: a pixel counts where its middle lies in the rectangle.
    const left = clamped(Math.min(u, u - aside + 0.5), width);
    const right = clamped(Math.max(u, u + aside - 0.5), width);
    const top = clamped(Math.min(v, v - below * (1 - 1 / root) + 0.5), height);
    const bottom = clamped(Math.max(v, v + below * (root - 1) - 0.5), height);
    let clear = true, ground = 0, groundSum = 0, points = 0, pointSum = 0, columns = 0;
    for (let column = left; column <= right; column++) {
      const before = points;
      for (let row = top; row <= bottom; row++) {
        const k = row * width + column;
        const kind = seen.kinds[k]!;
        if (kind !== SEEN.ground) clear = false;
        if (kind === SEEN.none) continue;
        const away = seen.depth[k]! * Math.hypot((column - cx) / fx, (row - cy) / fy, 1);
        if (kind === SEEN.ground) {
          ground++;
          groundSum += away;
          continue;
        }
        if (kind === SEEN.obstacle && seen.height[k]! > FOOT + away / (2 * fy)) continue;
        points++;
        pointSum += away;
      }
      if (points > before) columns++;
    }
    if (columns >= MOST * (right - left + 1)) {
      return { truth: "obstacle", distance: pointSum / points };
    }
    return clear ? { truth: "ground", distance: groundSum / ground } : UNKNOWN;
  }
}
