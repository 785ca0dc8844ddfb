import type { WindowGeometry } from "./window_geometry.ts";

/**
 * Calls `visit` for each window of each channel, in the order of the result, with the places of its
 * pixels in the image, row by row; padding has none.
 */
export function eachWindow(
  { n, c, h, w, oh, ow, kh, kw, strideY, strideX, top, left }: WindowGeometry,
  visit: (output: number, taps: readonly number[]) => void,
): void {
  let output = 0;
  for (let plane = 0; plane < n * c; plane++) {
    for (let oy = 0; oy < oh; oy++) {
      for (let ox = 0; ox < ow; ox++) {
        const taps: number[] = [];
        for (let ky = 0; ky < kh; ky++) {
          for (let kx = 0; kx < kw; kx++) {
            const [y, x] = [oy * strideY + ky - top, ox * strideX + kx - left];
            if (y >= 0 && y < h && x >= 0 && x < w) taps.push((plane * h + y) * w + x);
          }
        }
        visit(output++, taps);
      }
    }
  }
}
