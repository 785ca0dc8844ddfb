import type { RefArray } from "../../autograd/op.ts";

/** One term of a mean over a neighbourhood: what it is taken of and how much it weighs. */
export interface Term {
  /** Pixel in its place among all pixels of all images. */
  readonly pixel: number;
  /** Share of the pixel in the mean; all shares sum to 1. */
  readonly share: number;
}

/** Whether each pixel of images `[n, c, h, w]` counts. */
export function validPixels(x: RefArray, mask: RefArray | null): boolean[] {
  const [n, , h, w] = x.shape as [number, number, number, number];
  return Array.from(
    { length: n * h * w },
    (_, i) => !mask || mask.data[i % mask.data.length]! > 0,
  );
}

/** For each pixel, those of its neighbourhood that count. */
export function neighbourhoods(x: RefArray, window: RefArray, valid: readonly boolean[]): Term[][] {
  const [, , h, w] = x.shape as [number, number, number, number];
  const taps = window.data.length;
  const radius = (taps - 1) / 2;
  return valid.map((_, at) => {
    const [image, row, column] = [Math.floor(at / (h * w)), Math.floor(at / w) % h, at % w];
    const terms: { pixel: number; share: number }[] = [];
    for (let p = 0; p < taps; p++) {
      for (let q = 0; q < taps; q++) {
        const [y, z] = [row + p - radius, column + q - radius];
        if (y < 0 || y >= h || z < 0 || z >= w) continue;
        const pixel = (image * h + y) * w + z;
        if (valid[pixel]) terms.push({ pixel, share: window.data[p]! * window.data[q]! });
      }
    }
    const total = terms.reduce((sum, { share }) => sum + share, 0);
    return total > 0 ? terms.map(({ pixel, share }) => ({ pixel, share: share / total })) : [];
  });
}

/** Place of channel `c` of a pixel. */
export function channelPlace(x: RefArray, pixel: number, c: number): number {
  const [, channels, h, w] = x.shape as [number, number, number, number];
  return (Math.floor(pixel / (h * w)) * channels + c) * h * w + pixel % (h * w);
}

/** For each pixel, the sum over its channels of what `term` says of a place. */
export function overChannels(x: RefArray, term: (at: number) => number): number[] {
  const [n, channels, h, w] = x.shape as [number, number, number, number];
  return Array.from({ length: n * h * w }, (_, pixel) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += term(channelPlace(x, pixel, c));
    return sum;
  });
}

/** The numbers of images from what `number` says of the place, pixel and channel of each. */
export function fromPixels(
  x: RefArray,
  number: (at: number, pixel: number) => number,
): RefArray {
  const [n, channels, h, w] = x.shape as [number, number, number, number];
  const data = new Float64Array(x.data.length);
  for (let pixel = 0; pixel < n * h * w; pixel++) {
    for (let c = 0; c < channels; c++) {
      const at = channelPlace(x, pixel, c);
      data[at] = number(at, pixel);
    }
  }
  return { shape: x.shape, data };
}
