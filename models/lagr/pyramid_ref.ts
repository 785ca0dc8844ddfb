import { gaussianWindow } from "../../vision/mod.ts";
import { type BandLayout } from "./bands.ts";
import { type PinholeView } from "./camera_view.ts";
import { type GroundPlane } from "./ground_plane.ts";
import { inPicture, pictureOf } from "./levelling.ts";
import { footprintOf, levelOf, NORMALISATION } from "./pyramid.ts";

/** A picture in f64, three numbers a pixel. */
export interface ReferencePicture {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** What is sampled, `[height, width, 4]`, and what comes of it, `[3, height, width]`. */
export interface ReferencePyramid {
  readonly sampled: Float64Array<ArrayBuffer>;
  readonly atlas: Float64Array<ArrayBuffer>;
}

/**
 * The pyramid in f64, the slow and obvious way.
 *
 * @param picture Light: linear red, green, blue.
 */
export function pyramidReference(
  picture: ReferencePicture,
  view: PinholeView,
  layout: BandLayout,
  plane: GroundPlane,
): ReferencePyramid {
  const { width, height, bands, offsets } = layout;
  const halvings = [picture];
  const deepest = Math.max(1, ...bands.map(({ scale }) => levelOf(scale)));
  while (halvings.length <= deepest) halvings.push(halved(halvings.at(-1)!));
  const sampled = new Float64Array(height * width * 4);
  bands.forEach((band, b) => {
    const { scale } = band;
    const level = halvings[levelOf(scale)]!;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < band.width; column++) {
        if (Math.abs(column - (band.width - 1) / 2) > scale * view.width / 2) continue;
        const at = pictureOf(view, layout, plane, b, column, row);
        if (!at || !inPicture(view, ...at)) continue;
        const size = 2 ** levelOf(scale);
        const [u, v] = at.map((x) => (x + 0.5) / size) as [number, number];
        const light = squareMean(level, u, v, footprintOf(scale));
        sampled.set([...yuv(light.map(encoded)), 1], (row * width + offsets[b]! + column) * 4);
      }
    }
  });
  return { sampled, atlas: normalised(sampled, layout, chromaOf(halvings[deepest]!)) };
}

function halved({ width, height, data }: ReferencePicture): ReferencePicture {
  const [w, h] = [Math.floor(width / 2), Math.floor(height / 2)];
  const half = Float64Array.from({ length: w * h * 3 }, (_, i) => {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % w, Math.floor(i / 3 / w)];
    let sum = 0;
    for (const [dx, dy] of [[0, 0], [1, 0], [0, 1], [1, 1]] as const) {
      sum += data[((2 * y + dy) * width + 2 * x + dx) * 3 + c]!;
    }
    return sum / 4;
  });
  return { width: w, height: h, data: half };
}

/** Mean over a square; the picture goes on beyond its border as it is there. Corners at whole numbers. */
function squareMean(picture: ReferencePicture, u: number, v: number, side: number): number[] {
  const sums = [0, 0, 0];
  const share = (middle: number, i: number) =>
    Math.max(0, Math.min(middle + side / 2, i + 1) - Math.max(middle - side / 2, i));
  const clamped = (i: number, size: number) => Math.min(Math.max(i, 0), size - 1);
  for (let j = Math.floor(v - side / 2) - 1; j <= v + side / 2 + 1; j++) {
    for (let i = Math.floor(u - side / 2) - 1; i <= u + side / 2 + 1; i++) {
      const at = clamped(j, picture.height) * picture.width + clamped(i, picture.width);
      const weight = share(u, i) * share(v, j) / side ** 2;
      for (let c = 0; c < 3; c++) sums[c]! += weight * picture.data[at * 3 + c]!;
    }
  }
  return sums;
}

/** IEC 61966-2-1. */
function encoded(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}

/** ITU-R BT.601. */
function yuv([r, g, b]: readonly number[]): [number, number, number] {
  const y = 0.299 * r! + 0.587 * g! + 0.114 * b!;
  return [y, 0.492 * (b! - y), 0.877 * (r! - y)];
}

/** Mean and deviation of U and of V. */
function chromaOf({ width, height, data }: ReferencePicture) {
  const colours = Array.from(
    { length: width * height },
    (_, i) => yuv([0, 1, 2].map((c) => encoded(data[3 * i + c]!))),
  );
  return [1, 2].map((c) => {
    const mean = colours.reduce((sum, colour) => sum + colour[c]!, 0) / colours.length;
    const square = colours.reduce((sum, colour) => sum + (colour[c]! - mean) ** 2, 0);
    const deviation = Math.sqrt(square / colours.length);
    return { mean, deviation: Math.max(NORMALISATION.leastChroma, deviation) };
  });
}

function normalised(
  sampled: Float64Array,
  { width, height, bands, offsets }: BandLayout,
  chroma: readonly { mean: number; deviation: number }[],
): Float64Array<ArrayBuffer> {
  const { taps, leastContrast } = NORMALISATION;
  const window = gaussianWindow(taps);
  const half = (taps - 1) / 2;
  const atlas = new Float64Array(3 * height * width);
  bands.forEach((band, b) => {
    const counts = (row: number, column: number) =>
      row >= 0 && row < height && column >= 0 && column < band.width &&
      sampled[(row * width + offsets[b]! + column) * 4 + 3]! > 0;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < band.width; column++) {
        if (!counts(row, column)) continue;
        const terms: { weight: number; y: number }[] = [];
        for (let p = -half; p <= half; p++) {
          for (let q = -half; q <= half; q++) {
            if (!counts(row + p, column + q)) continue;
            const at = (row + p) * width + offsets[b]! + column + q;
            terms.push({ weight: window[p + half]! * window[q + half]!, y: sampled[at * 4]! });
          }
        }
        const total = terms.reduce((sum, { weight }) => sum + weight, 0);
        const mean = terms.reduce((sum, { weight, y }) => sum + weight * y, 0) / total;
        const square = terms.reduce((sum, { weight, y }) => sum + weight * (y - mean) ** 2, 0);
        const deviation = Math.sqrt(square / total);
        const pixel = row * width + offsets[b]! + column;
        atlas[pixel] = (sampled[4 * pixel]! - mean) / Math.max(leastContrast, deviation);
        chroma.forEach(({ mean, deviation }, c) => {
          const value = sampled[4 * pixel + 1 + c]!;
          atlas[(c + 1) * height * width + pixel] = (value - mean) / deviation;
        });
      }
    }
  });
  return atlas;
}
