import { type Contour } from "./outline.ts";

/** sRGB, `0..1`. */
export type Paint = readonly [number, number, number];

/** Where a unit square of drawing coordinates lies on a raster: x right, y up, `pixels` to the unit. */
export interface View {
  /** Pixel coordinates of the origin; pixel `(0, 0)` covers `0..1`, rows go down. */
  readonly x: number;
  readonly y: number;
  readonly pixels: number;
}

/** A picture of sRGB bytes that outlines are filled into, each pixel by the share of it that they cover. */
export class Raster {
  readonly width: number;
  readonly height: number;
  /** RGBA, rows from the top. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Signed area that edges add to a pixel, and to all to its right: see `#edge`. */
  readonly #cover: Float32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.data = new Uint8Array(width * height * 4);
    this.#cover = new Float32Array((width + 2) * height);
  }

  /** Paints a rectangle of whole pixels. */
  clear(x: number, y: number, width: number, height: number, paint: Paint): void {
    const [red, green, blue] = paint.map((value) => Math.round(255 * value));
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) {
        const at = 4 * (row * this.width + column);
        this.data[at] = red!;
        this.data[at + 1] = green!;
        this.data[at + 2] = blue!;
        this.data[at + 3] = 255;
      }
    }
  }

  /** Fills outlines by the non-zero rule, for contours that do not cross; clipped to the raster. */
  fill(contours: readonly Contour[], view: View, paint: Paint): void {
    let left = this.width, right = 0, top = this.height, bottom = 0;
    for (const contour of contours) {
      let x0 = view.x + view.pixels * contour.at(-2)!;
      let y0 = view.y - view.pixels * contour.at(-1)!;
      for (let i = 0; i < contour.length; i += 2) {
        const x1 = view.x + view.pixels * contour[i]!;
        const y1 = view.y - view.pixels * contour[i + 1]!;
        this.#edge(x0, y0, x1, y1);
        left = Math.min(left, x1), right = Math.max(right, x1);
        top = Math.min(top, y1), bottom = Math.max(bottom, y1);
        x0 = x1, y0 = y1;
      }
    }
    const firstRow = Math.max(0, Math.floor(top)), rows = Math.min(this.height, Math.ceil(bottom));
    const first = Math.max(0, Math.floor(left)), last = Math.min(this.width, Math.ceil(right) + 1);
    for (let row = firstRow; row < rows; row++) {
      let sum = 0;
      for (let column = first; column <= last; column++) {
        const at = row * (this.width + 2) + column;
        sum += this.#cover[at]!;
        this.#cover[at] = 0;
        if (column < this.width) this.#blend(4 * (row * this.width + column), sum, paint);
      }
    }
  }

  #blend(at: number, sum: number, paint: Paint): void {
    const share = Math.min(1, Math.abs(sum));
    if (share < 1 / 512) return;
    for (let channel = 0; channel < 3; channel++) {
      const old = this.data[at + channel]!;
      this.data[at + channel] = Math.round(old + share * (255 * paint[channel]! - old));
    }
    this.data[at + 3] = 255;
  }

  /**
   * Cuts an edge at rows and columns. A piece of height `h` within a pixel covers what lies to its
   * right: `h (1 - m)` of that pixel, `m` the piece's mean x within it, and `h` of all further ones.
   * So `h (1 - m)` and `h m` go to that pixel and the next, and a running sum gives the area.
   */
  #edge(x0: number, y0: number, x1: number, y1: number): void {
    if (y0 === y1) return;
    const sign = y1 > y0 ? 1 : -1;
    if (sign < 0) [x0, y0, x1, y1] = [x1, y1, x0, y0];
    const slope = (x1 - x0) / (y1 - y0);
    const lastRow = Math.min(this.height, Math.ceil(y1));
    for (let row = Math.max(0, Math.floor(y0)); row < lastRow; row++) {
      const from = Math.max(y0, row), to = Math.min(y1, row + 1);
      let x = this.#within(x0 + slope * (from - y0));
      const end = this.#within(x0 + slope * (to - y0));
      const height = sign * (to - from);
      const run = Math.abs(end - x);
      const step = end > x ? 1 : -1;
      for (;;) {
        const column = step > 0 ? Math.floor(x) : Math.ceil(x) - 1;
        const border = step > 0 ? column + 1 : column;
        const stop = step > 0 ? Math.min(end, border) : Math.max(end, border);
        const piece = run > 0 ? height * Math.abs(stop - x) / run : height;
        const pixel = Math.max(0, column);
        const mean = (x + stop) / 2 - pixel;
        const at = row * (this.width + 2) + pixel;
        this.#cover[at] = this.#cover[at]! + piece * (1 - mean);
        this.#cover[at + 1] = this.#cover[at + 1]! + piece * mean;
        if (stop === end) break;
        x = stop;
      }
    }
  }

  #within(x: number): number {
    return Math.max(0, Math.min(this.width, x));
  }
}
