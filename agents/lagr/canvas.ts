import { textOutline, textWidth } from "../../sim/streets/signs/outline.ts";
import { Raster } from "../../sim/streets/signs/raster.ts";
import type { Colour } from "./class_colours.ts";

/** A picture, rows from the top, four bytes a pixel. */
export interface RgbaPicture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array<ArrayBuffer>;
}

/** A rectangle of pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line of text, drawn once: how much of each pixel its letters cover, and its dark rim. */
export interface Lettering {
  readonly width: number;
  readonly height: number;
  readonly ink: Uint8Array;
  readonly rim: Uint8Array;
}

/** Room around letters for their rim, pixels. */
const RIM = 1;

/**
 * Draws a line of text to be set into pictures.
 *
 * @param size Of an em, pixels.
 * @throws {RangeError} If the lettering has no such character.
 */
export function lettering(text: string, size: number): Lettering {
  const width = Math.ceil(textWidth(text, size)) + 2 * RIM;
  const height = Math.ceil(0.95 * size) + 2 * RIM;
  const raster = new Raster(width, height);
  const baseline = RIM + Math.round(0.74 * size);
  raster.fill(textOutline(text, 0, 0, size), { x: RIM, y: baseline, pixels: 1 }, [1, 1, 1]);
  const ink = Uint8Array.from({ length: width * height }, (_, k) => raster.data[4 * k]!);
  const rim = new Uint8Array(ink.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let v = Math.max(0, y - RIM); v <= Math.min(height - 1, y + RIM); v++) {
        for (let u = Math.max(0, x - RIM); u <= Math.min(width - 1, x + RIM); u++) {
          rim[y * width + x] = Math.max(rim[y * width + x]!, ink[v * width + u]!);
        }
      }
    }
  }
  return { width, height, ink, rim };
}

const DARK: Colour = [12, 14, 18];

/**
 * A picture that is painted on, again and again, in the same memory. Pixel `k` covers `k` to `k + 1`; whatever
 * lies outside the clip is left out.
 */
export class Canvas implements RgbaPicture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array<ArrayBuffer>;
  #clip: Box;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.rgba = new Uint8Array(4 * width * height);
    this.#clip = { x: 0, y: 0, width, height };
  }

  /** Paints nowhere but there from now on; everywhere where no box is given. */
  clip(box: Box = { x: 0, y: 0, width: this.width, height: this.height }): void {
    const [x, y] = [Math.max(0, box.x), Math.max(0, box.y)];
    const right = Math.min(this.width, box.x + box.width);
    const bottom = Math.min(this.height, box.y + box.height);
    this.#clip = { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) };
  }

  /** Lays a colour over one pixel. */
  blend(x: number, y: number, colour: Colour, alpha: number): void {
    const { x: left, y: top, width, height } = this.#clip;
    if (x < left || y < top || x >= left + width || y >= top + height) return;
    const { rgba } = this;
    const at = 4 * (y * this.width + x);
    rgba[at] = rgba[at]! + alpha * (colour[0] - rgba[at]!) + 0.5;
    rgba[at + 1] = rgba[at + 1]! + alpha * (colour[1] - rgba[at + 1]!) + 0.5;
    rgba[at + 2] = rgba[at + 2]! + alpha * (colour[2] - rgba[at + 2]!) + 0.5;
    rgba[at + 3] = 255;
  }

  /** Lays a colour over part of a column, its first and last pixel by the share of them that is covered. */
  column(x: number, top: number, bottom: number, colour: Colour, alpha: number): void {
    const first = Math.max(this.#clip.y, Math.floor(top));
    const end = Math.min(this.#clip.y + this.#clip.height, Math.ceil(bottom));
    for (let y = first; y < end; y++) {
      const covered = Math.min(bottom, y + 1) - Math.max(top, y);
      if (covered > 0) this.blend(x, y, colour, alpha * Math.min(1, covered));
    }
  }

  /** Paints a filled circle about a point. */
  disc(x: number, y: number, radius: number, colour: Colour, alpha = 1): void {
    for (let v = Math.floor(y - radius - 1); v <= y + radius + 1; v++) {
      for (let u = Math.floor(x - radius - 1); u <= x + radius + 1; u++) {
        const away = Math.sqrt((u + 0.5 - x) ** 2 + (v + 0.5 - y) ** 2);
        const covered = Math.min(1, radius + 0.5 - away);
        if (covered > 0) this.blend(u, v, colour, alpha * covered);
      }
    }
  }

  /** Paints a circle's line, a pixel thick. */
  circle(x: number, y: number, radius: number, colour: Colour, alpha = 1): void {
    const steps = Math.ceil(2 * Math.PI * radius);
    for (let k = 0; k < steps; k++) {
      const angle = 2 * Math.PI * k / steps;
      const [u, v] = [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
      this.blend(Math.floor(u), Math.floor(v), colour, alpha);
    }
  }

  /** Paints a line of that thickness between two points. */
  line(
    [x0, y0]: readonly [number, number],
    [x1, y1]: readonly [number, number],
    thick: number,
    colour: Colour,
    alpha = 1,
  ): void {
    const [dx, dy] = [x1 - x0, y1 - y0];
    const square = dx * dx + dy * dy;
    const reach = thick / 2 + 1;
    const [left, right] = x0 < x1 ? [x0, x1] : [x1, x0];
    const [top, bottom] = y0 < y1 ? [y0, y1] : [y1, y0];
    const { x, y, width, height } = this.#clip;
    const lastRow = Math.min(y + height - 1, bottom + reach);
    const lastColumn = Math.min(x + width - 1, right + reach);
    const firstColumn = Math.max(x, left - reach);
    for (let v = Math.max(y, Math.floor(top - reach)); v <= lastRow; v++) {
      // Where the line crosses the row, and how far to both sides it may be met.
      const middle = dy === 0 ? (x0 + x1) / 2 : x0 + (v + 0.5 - y0) * dx / dy;
      const wide = dy === 0 ? Infinity : reach * Math.sqrt(square) / Math.abs(dy);
      const last = Math.min(lastColumn, middle + wide);
      for (let u = Math.floor(Math.max(firstColumn, middle - wide)); u <= last; u++) {
        const [px, py] = [u + 0.5 - x0, v + 0.5 - y0];
        const along = square > 0 ? Math.max(0, Math.min(1, (px * dx + py * dy) / square)) : 0;
        const away = Math.sqrt((px - along * dx) ** 2 + (py - along * dy) ** 2);
        const covered = Math.min(1, thick / 2 + 0.5 - away);
        if (covered > 0) this.blend(u, v, colour, alpha * covered);
      }
    }
  }

  /** Sets text with its upper left corner at a whole pixel, rimmed in dark so that it reads on any ground. */
  write({ width, height, ink, rim }: Lettering, x: number, y: number, colour: Colour): void {
    for (let v = 0; v < height; v++) {
      for (let u = 0; u < width; u++) {
        const k = v * width + u;
        if (rim[k] === 0) continue;
        this.blend(x + u, y + v, DARK, 0.75 * rim[k]! / 255);
        this.blend(x + u, y + v, colour, ink[k]! / 255);
      }
    }
  }
}
