import { CLASS_LEGEND } from "../agents/lagr/class_colours.ts";
import type { View } from "../agents/session/protocol.ts";
import type { Picture } from "../models/model.ts";
import { textOutline, textWidth } from "../sim/streets/signs/outline.ts";
import { type Paint, Raster } from "../sim/streets/signs/raster.ts";

/** Each pixel of a picture becomes a square of so many. */
const SCALE = 2;
const MARGIN = 24;
const GAP = 14;
const CAPTION = 52;
const SIZE = 34;
const PAPER: Paint = [1, 1, 1];
const INK: Paint = [0.15, 0.16, 0.18];
const PANEL: Paint = [0.157, 0.173, 0.196];
const LIGHT: Paint = [0.95, 0.96, 0.97];
const ROWS: readonly (readonly (readonly [View["name"], string])[])[] = [
  [
    ["camera", "camera: the left eye of two"],
    ["stereo_labels", "what stereo labels: it ends at 12 m"],
    ["far_labels", "what it learned from that: to the horizon"],
  ],
  [
    ["map", "map: the horizon on the rim"],
    ["plan", "plan: true to scale"],
  ],
];
/** Beside the five classes: colour, and whether it is a line, solid or dashed, or a dot. */
const SIGNS: readonly (readonly [string, Paint, "solid" | "dashed" | "dot"])[] = [
  ["range of stereo", [1, 1, 1], "dashed"],
  ["way planned", [1, 1, 1], "solid"],
  ["way come", [0.235, 0.51, 0.92], "solid"],
  ["goal", [0.92, 0.235, 0.863], "dot"],
  ["obstacle, by stereo", [1, 0.784, 0.157], "dot"],
  ["costly ground", [0.69, 0.157, 0.173], "dot"],
  ["best directions", [0.275, 0.882, 0.471], "dot"],
];

/**
 * One moment of the robot that sees far as one picture: its five views with captions, and what their colours
 * mean.
 *
 * @param words What moment it is: a line or two.
 * @throws {RangeError} If a view is missing.
 */
export function driveSheet(views: readonly View[], words: readonly string[]): Picture {
  const rows = ROWS.map((row) =>
    row.map(([name, caption]) => {
      const view = views.find((one) => one.name === name);
      if (!view) throw new RangeError(`Cannot draw a sheet without ${name}: wanted a look before`);
      return { view, caption };
    })
  );
  const widthOf = (row: typeof rows[number]) =>
    row.reduce((sum, { view }) => sum + SCALE * view.width + GAP, -GAP);
  const tallest = rows.map((row) => Math.max(...row.map(({ view }) => SCALE * view.height)));
  const width = 2 * MARGIN + Math.max(...rows.map(widthOf));
  const height = 2 * MARGIN + tallest.reduce((sum, tall) => sum + tall + CAPTION, 0);
  const sheet = new Raster(width, height);
  sheet.clear(0, 0, width, height, PAPER);
  let top = MARGIN;
  rows.forEach((row, i) => {
    let left = MARGIN;
    for (const { view, caption } of row) {
      paste(sheet, view, left, top);
      write(sheet, caption, [left, top + tallest[i]! + SIZE + 2], SCALE * view.width, INK);
      left += SCALE * view.width + GAP;
    }
    if (i === rows.length - 1) {
      legend(sheet, { left, top, width: width - MARGIN - left, height: tallest[i]! }, words);
    }
    top += tallest[i]! + CAPTION;
  });
  return { width, height, rgba: sheet.data };
}

/** Sets a line of text, smaller where it were wider than there is room. */
function write(
  sheet: Raster,
  text: string,
  [x, y]: readonly [number, number],
  room: number,
  paint: Paint,
): void {
  const size = SIZE * Math.min(1, room / textWidth(text, SIZE));
  sheet.fill(textOutline(text, 0, 0, size), { x, y, pixels: 1 }, paint);
}

/** Two columns on a dark panel: the classes, and lines and dots; below them the moment. */
function legend(
  sheet: Raster,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
  words: readonly string[],
): void {
  sheet.clear(left, top, width, height, PANEL);
  const line = 50;
  const first = top + 22;
  const second = left + Math.round(width / 2) - 20;
  CLASS_LEGEND.forEach(({ name, colour }, k) => {
    const paint = colour.map((value) => value / 255) as [number, number, number];
    sheet.clear(left + 28, first + k * line + 8, 30, 30, paint);
    const at = [left + 76, first + k * line + 34] as const;
    write(sheet, name.replaceAll("_", " "), at, second - at[0] - 20, LIGHT);
  });
  SIGNS.forEach(([name, paint, kind], k) => {
    const middle = first + k * line + 23;
    if (kind === "dot") sheet.clear(second + 14, middle - 12, 24, 24, paint);
    for (let x = 0; kind !== "dot" && x < 52; x += 20) {
      const dash = kind === "dashed" ? 12 : 20;
      sheet.clear(second + x, middle - 3, Math.min(dash, 52 - x), 6, paint);
    }
    const at = [second + 70, first + k * line + 34] as const;
    write(sheet, name, at, left + width - at[0] - 20, LIGHT);
  });
  words.forEach((text, k) => {
    const y = top + height - 26 - (words.length - 1 - k) * 44;
    write(sheet, text, [left + 28, y], width - 56, LIGHT);
  });
}

/** Pixels enlarged; where a picture is clear the paper stays. */
function paste(sheet: Raster, { width, height, bytes }: View, left: number, top: number): void {
  for (let y = 0; y < SCALE * height; y++) {
    for (let x = 0; x < SCALE * width; x++) {
      const from = 4 * (Math.floor(y / SCALE) * width + Math.floor(x / SCALE));
      if (bytes[from + 3] === 0) continue;
      const to = 4 * ((top + y) * sheet.width + left + x);
      sheet.data.set(bytes.subarray(from, from + 4), to);
    }
  }
}
