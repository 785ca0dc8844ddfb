import type { Picture } from "../model.ts";
import type { LabelledFrame } from "./labelled_frames.ts";

type Colour = readonly [number, number, number];

/** Screen pixels of a pixel. */
const SCALE = 2;
/** Screen pixels between pictures. */
const GAP = 6;
const LEGEND_HEIGHT = 24;
const PAPER: Colour = [255, 255, 255];
/** Pixels of no class. */
const NONE: Colour = [0, 0, 0];

/** How a sheet is laid out. */
export interface SheetOptions {
  /** Pixels of a frame. */
  readonly width: number;
  readonly height: number;
  /** Frames side by side. */
  readonly columns: number;
  /** sRGB colour of each channel. */
  readonly colours: readonly Colour[];
}

/**
 * Frames left to right and then down, each three times: the camera's picture, the net's labels, the truth. The
 * strip at the foot shows the colours of the channels in their order.
 */
export function contactSheet(
  frames: readonly LabelledFrame<unknown>[],
  { width: frameWidth, height: frameHeight, columns, colours }: SheetOptions,
): Picture {
  const [cellWidth, cellHeight] = [frameWidth * SCALE, frameHeight * SCALE];
  const blockWidth = 3 * (cellWidth + GAP);
  const width = columns * blockWidth - GAP;
  const height = Math.ceil(frames.length / columns) * (cellHeight + GAP) + LEGEND_HEIGHT;
  const rgba = new Uint8Array(width * height * 4);
  const fill = (x: number, y: number, w: number, h: number, [r, g, b]: Colour) => {
    for (let row = y; row < y + h; row++) {
      for (let column = x; column < x + w; column++) {
        rgba.set([r, g, b, 255], (row * width + column) * 4);
      }
    }
  };
  const draw = (x: number, y: number, colourAt: (pixel: number) => Colour) => {
    for (let pixel = 0; pixel < frameWidth * frameHeight; pixel++) {
      const column = pixel % frameWidth;
      const row = Math.floor(pixel / frameWidth);
      fill(x + column * SCALE, y + row * SCALE, SCALE, SCALE, colourAt(pixel));
    }
  };
  fill(0, 0, width, height, PAPER);
  frames.forEach(({ colour, predicted, truth }, k) => {
    const x = (k % columns) * blockWidth;
    const y = Math.floor(k / columns) * (cellHeight + GAP);
    draw(x, y, (pixel) => [...colour!.subarray(pixel * 4, pixel * 4 + 3)] as unknown as Colour);
    draw(x + cellWidth + GAP, y, (pixel) => colours[predicted[pixel]!] ?? NONE);
    draw(x + 2 * (cellWidth + GAP), y, (pixel) => colours[truth[pixel]!] ?? NONE);
  });
  const pitch = (width + GAP) / colours.length;
  colours.forEach((colour, channel) => {
    const from = Math.round(channel * pitch);
    const to = Math.round((channel + 1) * pitch) - GAP;
    fill(from, height - LEGEND_HEIGHT, to - from, LEGEND_HEIGHT, colour);
  });
  return { width, height, rgba };
}

/** Share of a picture's pixels that are of a channel. */
export function shareOf(truth: Uint8Array, channel: number): number {
  return truth.reduce((count, value) => count + (value === channel ? 1 : 0), 0) / truth.length;
}
