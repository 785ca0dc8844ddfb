import type { PinholeView } from "../../models/lagr/camera_view.ts";
import { footPixel, type HorizonLine, horizonRow } from "../../models/lagr/horizon.ts";
import type { FarReading } from "../../models/lagr/far_reading.ts";
import { STEREO_LABELS } from "../../models/lagr/stereo_labels.ts";
import { type Box, Canvas, lettering, type RgbaPicture } from "./canvas.ts";
import { CLASS_COLOURS, classOf, type Colour } from "./class_colours.ts";
import { standingShare } from "../../models/lagr/lagr_classes.ts";

/** Up to here stereo labels, metres: drawn as a line. */
export const STEREO_RANGE: number = STEREO_LABELS.farthest;

/** What the painted pictures are made of. */
export type LabelReading = Pick<
  FarReading,
  "bands" | "ground" | "plane" | "horizon" | "places"
>;

/** A part of the picture on the canvas: `scale` canvas pixels for each of the picture's. */
interface Pane {
  readonly box: Box;
  /** The picture's place, pixel edges at whole numbers, at the box's upper left corner. */
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

/** The lens: what lies about the horizon, so many times as large. */
const LENS = { scale: 3, margin: 4, above: 5, below: 18 } as const;
/** Share of a label over the picture, where it is in doubt and where it is sure. */
const DOUBTFUL = 0.38;
const SURE = 0.72;
/** Half the depth of a ring of places, as a ratio of distances. */
const HALF_RING = Math.sqrt(STEREO_LABELS.ratio);
const WHITE: Colour = [255, 255, 255];
const DARK: Colour = [12, 14, 18];
/** Pixels of a dash, and of a dash and its gap. */
const DASH = { long: 5, period: 8 } as const;
/** Distances that are named in the lens, metres. */
const NAMED = [STEREO_RANGE, 30, 60] as const;

/**
 * Paints labels over the left eye's picture: those of stereo, which end at its range, and those of the long-range
 * eye, which go on to the horizon. Horizon and stereo's range are drawn as lines. About the middle of the
 * horizon lies most of what is far away on few rows, so a lens over the sky shows it enlarged. Pictures are
 * painted over by the next call.
 */
export class LabelPainter {
  readonly #view: PinholeView;
  readonly #stereo: Canvas;
  readonly #far: Canvas;
  readonly #whole: Pane;
  readonly #lensBox: Box;
  readonly #names = NAMED.map((metres) => lettering(`${metres} m`, 9));
  readonly #magnified = lettering(`${LENS.scale}x`, 9);
  /** Of one column, from the nearest band to the farthest: row, class and share. */
  #rows = new Float64Array(0);
  #classes = new Uint8Array(0);
  #shares = new Float64Array(0);
  #next = new Int32Array(0);
  /** Five numbers of one place. */
  readonly #mixed = new Float64Array(5);

  /** @param view Of the left eye. */
  constructor(view: PinholeView) {
    const { width, height } = view;
    this.#view = view;
    this.#stereo = new Canvas(width, height);
    this.#far = new Canvas(width, height);
    this.#whole = { box: { x: 0, y: 0, width, height }, left: 0, top: 0, scale: 1 };
    this.#lensBox = {
      x: LENS.margin,
      y: LENS.margin,
      width: width - 2 * LENS.margin,
      height: LENS.scale * (LENS.above + LENS.below),
    };
  }

  /**
   * What stereo labelled.
   *
   * @param colour RGBA bytes of the left eye's picture that was looked at.
   * @throws {RangeError} If there are not as many as the view has pixels.
   */
  stereo(reading: LabelReading, colour: Uint8Array): RgbaPicture {
    return this.#paint(this.#stereo, reading, colour, (pane) => this.#places(pane, reading));
  }

  /** What the long-range eye labelled; otherwise as {@link stereo}. */
  far(reading: LabelReading, colour: Uint8Array): RgbaPicture {
    return this.#paint(this.#far, reading, colour, (pane) => this.#bands(pane, reading));
  }

  #paint(
    canvas: Canvas,
    reading: LabelReading,
    colour: Uint8Array,
    labels: (pane: Pane) => void,
  ): RgbaPicture {
    if (colour.length !== canvas.rgba.length) {
      throw new RangeError(
        `Cannot paint labels over ${colour.length} bytes: wanted ${canvas.rgba.length}, RGBA of ` +
          `${canvas.width} x ${canvas.height}`,
      );
    }
    canvas.clip();
    canvas.rgba.set(colour);
    for (let at = 3; at < canvas.rgba.length; at += 4) canvas.rgba[at] = 255;
    labels(this.#whole);
    this.#lines(canvas, this.#whole, reading);
    const lens = this.#lens(reading.horizon);
    outline(canvas, lens);
    enlarge(canvas, colour, this.#view.width, lens);
    canvas.clip(lens.box);
    labels(lens);
    this.#lines(canvas, lens, reading);
    this.#nameDistances(canvas, lens, reading);
    canvas.clip();
    frame(canvas, lens.box);
    return canvas;
  }

  /** The lens over the middle of the horizon, wherever that is. */
  #lens(horizon: HorizonLine): Pane {
    const { width, height } = this.#view;
    const row = horizonRow(horizon, (width - 1) / 2);
    const middle = Number.isFinite(row) ? row + 0.5 : height / 2;
    const tall = LENS.above + LENS.below;
    return {
      box: this.#lensBox,
      left: (width - this.#lensBox.width / LENS.scale) / 2,
      top: Math.max(0, Math.min(height - tall, middle - LENS.above)),
      scale: LENS.scale,
    };
  }

  #places({ box, left, top, scale }: Pane, { places, ground }: LabelReading): void {
    for (let i = 0; i < places.length; i++) {
      const { u, distance, label } = places[i]!;
      const beyond = footPixel(this.#view, ground.plane, distance * HALF_RING, u);
      const nearer = footPixel(this.#view, ground.plane, distance / HALF_RING, u);
      if (beyond === null || nearer === null) continue;
      const colour = CLASS_COLOURS[classOf(label)]!;
      const share = shareOf(label);
      // Half way to the next places in the column, and to the rings before and behind.
      const half = STEREO_LABELS.spacing / 2;
      const from = Math.max(0, Math.round((u + 0.5 - half - left) * scale));
      const to = Math.min(box.width, Math.round((u + 0.5 + half - left) * scale));
      const upper = box.y + Math.round((beyond + 0.5 - top) * scale);
      const lower = box.y + Math.round((nearer + 0.5 - top) * scale);
      for (let x = from; x < to; x++) {
        this.#stereo.column(box.x + x, upper, lower, colour, share);
      }
    }
  }

  #bands({ box, left, top, scale }: Pane, { bands, horizon }: LabelReading): void {
    if (this.#rows.length < bands.length) {
      this.#rows = new Float64Array(bands.length);
      this.#classes = new Uint8Array(bands.length);
      this.#shares = new Float64Array(bands.length);
      this.#next = new Int32Array(bands.length);
    }
    this.#next.fill(0);
    const [rows, classes, shares] = [this.#rows, this.#classes, this.#shares];
    for (let x = 0; x < box.width; x++) {
      const u = left + (x + 0.5) / scale - 0.5;
      const end = horizonRow(horizon, u);
      if (!Number.isFinite(end)) continue;
      const count = this.#column(bands, u, end);
      // Below the horizon rows go as the inverse of distance: half way between bands is the root.
      for (let i = 0; i < count; i++) {
        const here = rows[i]! - end;
        const nearer = i > 0 ? rows[i - 1]! - end : here * here / (rows[i + 1]! - end || here);
        const beyond = i + 1 < count ? rows[i + 1]! - end : here * here / nearer;
        const upper = box.y + Math.round((end + Math.sqrt(here * beyond) + 0.5 - top) * scale);
        const lower = box.y + Math.round((end + Math.sqrt(here * nearer) + 0.5 - top) * scale);
        this.#far.column(box.x + x, upper, lower, CLASS_COLOURS[classes[i]!]!, shares[i]!);
      }
    }
  }

  /** What the bands say of one column of the picture, interpolated between windows; how many say it. */
  #column(bands: LabelReading["bands"], u: number, horizon: number): number {
    const mixed = this.#mixed;
    let count = 0;
    for (let b = 0; b < bands.length; b++) {
      const band = bands[b]!;
      const windows = band.u.length;
      if (windows === 0) continue;
      // Columns come from left to right, as windows do.
      let k = this.#next[b]!;
      while (k + 1 < windows && band.u[k + 1]! <= u) k++;
      this.#next[b] = k;
      const other = k + 1 < windows && u > band.u[k]! ? k + 1 : k;
      const apart = band.u[other]! - band.u[k]!;
      const spacing = windows > 1 ? (band.u[windows - 1]! - band.u[0]!) / (windows - 1) : 2;
      if (other === k && Math.abs(u - band.u[k]!) > Math.max(1, spacing / 2)) continue;
      const t = apart > 0 ? (u - band.u[k]!) / apart : 0;
      const row = band.v[k]! + t * (band.v[other]! - band.v[k]!);
      if (!(row > horizon) || (count > 0 && row >= this.#rows[count - 1]!)) continue;
      for (let c = 0; c < 5; c++) {
        const [a, z] = [band.probabilities[5 * k + c]!, band.probabilities[5 * other + c]!];
        mixed[c] = a + t * (z - a);
      }
      this.#rows[count] = row;
      this.#classes[count] = classOf(mixed);
      this.#shares[count] = shareOf(mixed);
      count++;
    }
    return count;
  }

  /** The horizon, and where stereo's range ends on the ground. */
  #lines(
    canvas: Canvas,
    { box, left, top, scale }: Pane,
    { ground, horizon }: LabelReading,
  ): void {
    for (let x = 0; x < box.width; x++) {
      const u = left + (x + 0.5) / scale - 0.5;
      const end = box.y + (horizonRow(horizon, u) + 0.5 - top) * scale;
      canvas.column(box.x + x, end - 1, end, WHITE, 0.6);
      const range = footPixel(this.#view, ground.plane, STEREO_RANGE, u);
      if (range === null || x % DASH.period >= DASH.long) continue;
      const y = box.y + (range + 0.5 - top) * scale;
      canvas.column(box.x + x, y - 1, y + 2, DARK, 0.5);
      canvas.column(box.x + x, y - 0.5, y + 0.8, WHITE, 1);
    }
  }

  #nameDistances(
    canvas: Canvas,
    { box, left, top, scale }: Pane,
    { ground, plane }: LabelReading,
  ): void {
    const u = left + 6 / scale;
    for (let i = 0; i < NAMED.length; i++) {
      const metres = NAMED[i]!;
      const laid = metres <= STEREO_RANGE ? ground.plane : plane;
      const row = footPixel(this.#view, laid, metres, u);
      if (row === null) continue;
      const y = Math.round(box.y + (row + 0.5 - top) * scale);
      const name = this.#names[i]!;
      canvas.column(box.x + 1, y, y + 1, WHITE, 1);
      canvas.column(box.x + 2, y, y + 1, WHITE, 1);
      canvas.column(box.x + 3, y, y + 1, WHITE, 1);
      canvas.write(name, box.x + 5, y - (name.height >> 1), WHITE);
    }
    const { width } = this.#magnified;
    canvas.write(this.#magnified, box.x + box.width - width - 2, box.y + 1, WHITE);
  }
}

/** How strongly a label is painted: as far as it is decided what stands and what does not. */
function shareOf(probabilities: ArrayLike<number>): number {
  const decided = Math.abs(2 * standingShare(probabilities) - 1);
  return DOUBTFUL + (SURE - DOUBTFUL) * Math.min(1, decided);
}

/** Lays part of the picture, enlarged, over the canvas. */
function enlarge(canvas: Canvas, colour: Uint8Array, width: number, pane: Pane): void {
  const { box, left, top, scale } = pane;
  const { rgba } = canvas;
  const rows = colour.length / 4 / width;
  for (let y = 0; y < box.height; y++) {
    const v = Math.min(rows - 1, Math.floor(top + (y + 0.5) / scale));
    for (let x = 0; x < box.width; x++) {
      const u = Math.min(width - 1, Math.floor(left + (x + 0.5) / scale));
      const [from, to] = [4 * (v * width + u), 4 * ((box.y + y) * canvas.width + box.x + x)];
      rgba[to] = colour[from]!;
      rgba[to + 1] = colour[from + 1]!;
      rgba[to + 2] = colour[from + 2]!;
    }
  }
}

/** Marks what the lens enlarges. */
function outline(canvas: Canvas, { box, left, top, scale }: Pane): void {
  const [x, y] = [Math.round(left), Math.round(top)];
  const [width, height] = [Math.round(box.width / scale), Math.round(box.height / scale)];
  for (let u = x; u < x + width; u++) {
    canvas.blend(u, y, WHITE, 0.55);
    canvas.blend(u, y + height - 1, WHITE, 0.55);
  }
  for (let v = y + 1; v < y + height - 1; v++) {
    canvas.blend(x, v, WHITE, 0.55);
    canvas.blend(x + width - 1, v, WHITE, 0.55);
  }
}

/** A light line around a box, and a dark one around that. */
function frame(canvas: Canvas, { x, y, width, height }: Box): void {
  for (let out = 1; out <= 2; out++) {
    const colour = out === 1 ? WHITE : DARK;
    for (let u = x - out; u < x + width + out; u++) {
      canvas.blend(u, y - out, colour, 0.85);
      canvas.blend(u, y + height + out - 1, colour, 0.85);
    }
    for (let v = y - out + 1; v < y + height + out - 1; v++) {
      canvas.blend(x - out, v, colour, 0.85);
      canvas.blend(x + width + out - 1, v, colour, 0.85);
    }
  }
}
