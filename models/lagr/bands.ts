import { type PinholeView } from "./camera_view.ts";

/** Pixels of a context window: as high as what stands on a place and the ground before it need. */
export const WINDOW = { width: 12, height: 25 } as const;

/** Row of a window, and of every band, where the ground at the band's distance lies. */
export const FOOT_ROW = 12;

/** One band of the pyramid: the levelled picture around the ground at one distance, in one scale. */
export interface Band {
  /** Ahead along the ground from below the eye, metres; `Infinity` for the band of the horizon. */
  distance: number;
  /** Output pixels for each pixel of the picture. */
  scale: number;
  /** Pixels. */
  width: number;
  height: number;
  /** Row where the ground at `distance` lies. */
  footRow: number;
}

/** Which distances have a band, and how large things are in all of them. */
export interface BandOptions {
  /** Distance that the nearest band covers, metres. */
  readonly near: number;
  /** Distance of the last band but that of the horizon, metres. */
  readonly far: number;
  /** Distance of a band over that of the one before it: nothing is further off scale than its root. */
  readonly ratio: number;
  /** Output pixels for each metre that stands upright at a band's distance. */
  readonly pixelsPerMetre: number;
}

/**
 * From 5 to 100 m in steps of a fourth of an octave, so that a thing is 9 per cent off scale at most; a metre
 * is 5 pixels high, so that a window shows 2.6 m over the place and 2.4 m across.
 */
export const BANDS: BandOptions = { near: 5, far: 100, ratio: 2 ** (1 / 4), pixelsPerMetre: 5 };

/** All bands side by side in one image, so that a net sees them in one pass. */
export interface BandLayout extends BandOptions {
  /** From the nearest to the horizon. */
  readonly bands: readonly Band[];
  /** First column of each band in the image. */
  readonly offsets: readonly number[];
  /** Pixels of the whole image. */
  readonly width: number;
  readonly height: number;
}

/** A window: the band and the window's first column in it. */
export interface WindowPlace {
  readonly band: number;
  readonly column: number;
}

/**
 * The bands of a camera. In a picture whose horizon is level, ground at distance `d` lies `f h / d` below the
 * horizon, and a metre there is `f / d` pixels; so with `scale = pixelsPerMetre d / f` a metre has the
 * same height in every band, and the horizon lies `pixelsPerMetre h` above the foot row of each. A
 * band is as wide as the picture, and by a window less one column wider, so that each of its columns is
 * the middle of a window.
 *
 * @throws {RangeError} If the distances do not rise or a number is not above 0.
 *
 * @example
 * ```ts
 * import { bandLayout } from "./bands.ts";
 * const eye = { width: 320, height: 240, fx: 190, fy: 190, cx: 159.5, cy: 119.5, baseline: 0.12 };
 * const { bands } = bandLayout(eye);
 * bands.at(-2)!.distance; // 100
 * bands.at(-2)!.scale; // 5 px/m * 100 m / 190 px = 2.63
 * ```
 */
export function bandLayout(
  view: Pick<PinholeView, "width" | "fx">,
  options: Partial<BandOptions> = {},
): BandLayout {
  const { near, far, ratio, pixelsPerMetre } = { ...BANDS, ...options };
  if (!(near > 0 && far > near && far < Infinity)) {
    throw new RangeError(
      `Cannot lay out bands from ${near} m to ${far} m: wanted 0 < near < far, both finite`,
    );
  }
  if (!(ratio > 1 && ratio < Infinity)) {
    throw new RangeError(`Cannot lay out bands in steps of ${ratio}: wanted a ratio above 1`);
  }
  if (!(pixelsPerMetre > 0 && pixelsPerMetre < Infinity)) {
    throw new RangeError(
      `Cannot draw a metre with ${pixelsPerMetre} pixels: wanted a number above 0`,
    );
  }
  const band = (distance: number): Band => {
    const scale = pixelsPerMetre * Math.min(distance, far) / view.fx;
    const width = Math.ceil(scale * view.width) + WINDOW.width - 1;
    return { distance, scale, width, height: WINDOW.height, footRow: FOOT_ROW };
  };
  // The nearest may lie half a step beyond `near` and still cover it.
  const steps = Math.ceil(Math.log(far / near) / Math.log(ratio) - 0.5);
  const distances = Array.from({ length: steps + 1 }, (_, i) => far * ratio ** (i - steps));
  const bands = [...distances, Infinity].map(band);
  let width = 0;
  const offsets = bands.map((each) => {
    const offset = width;
    width += each.width;
    return offset;
  });
  return {
    near,
    far,
    ratio,
    pixelsPerMetre,
    bands,
    offsets,
    width,
    height: WINDOW.height,
  };
}

/** The bands that are looked at: all but the horizon's, whose windows have no place on the ground. */
export function seenBands(view: Pick<PinholeView, "width" | "fx">): BandLayout {
  const layout = bandLayout(view);
  // It is the last, so that the others' windows keep their numbers.
  const width = layout.offsets.at(-1)!;
  return {
    ...layout,
    width,
    bands: layout.bands.slice(0, -1),
    offsets: layout.offsets.slice(0, -1),
  };
}

/** Windows of a band. */
export function windowsOf(band: Band): number {
  return band.width - WINDOW.width + 1;
}

/** Column of a band, between pixels, that lies straight ahead. */
export function middleOf(band: Band): number {
  return (band.width - 1) / 2;
}

/**
 * Number of a window among those of the whole image, which is the column of its features. The image has
 * some more, which lie across two bands and mean nothing.
 */
export function windowIndex({ offsets }: BandLayout, { band, column }: WindowPlace): number {
  return offsets[band]! + column;
}

/** The window of that number; null for one that lies across two bands. */
export function windowNumbered(layout: BandLayout, index: number): WindowPlace | null {
  const { bands, offsets } = layout;
  for (let band = bands.length - 1; band >= 0; band--) {
    const column = index - offsets[band]!;
    if (column >= 0) return column < windowsOf(bands[band]!) ? { band, column } : null;
  }
  return null;
}

/** Number of the band whose distance is nearest by ratio; null where none is so near. */
export function bandAt({ bands, near, ratio }: BandLayout, distance: number): number | null {
  const root = Math.sqrt(ratio);
  if (!(distance > 0) || distance < near / root) return null;
  const found = bands.findIndex((band) => distance <= band.distance * root);
  return found < 0 ? null : found;
}
