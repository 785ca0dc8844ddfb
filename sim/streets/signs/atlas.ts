import { head, stroke } from "./figures.ts";
import { CAPITAL_HEIGHT, type Contour, textOutline, textWidth } from "./outline.ts";
import { PICTURES } from "./pictures.ts";
import { Raster } from "./raster.ts";
import { TEXTS } from "./texts.ts";

/** Width of the atlas, pixels. */
export const ATLAS_WIDTH = 2048;
/** Height of the atlas, pixels. */
export const ATLAS_HEIGHT = 1024;

const PICTURE_PIXELS = 128;
/** Height of a line of text; its capitals take `TEXT_CAPITAL` of it. */
const TEXT_PIXELS = 64;

/** Height of the capitals of a text tile, share of the tile's height. */
export const TEXT_CAPITAL = 0.56;
/** Height of the foot of its letters, share of the tile's height. */
export const TEXT_BASELINE = 0.24;

/** Ways that arrow tiles point. */
export const ARROWS = ["left", "ahead", "right", "exit"] as const;
/** One of {@link ARROWS}. */
export type Arrow = typeof ARROWS[number];

/** A rectangle of the atlas, pixels from its top left corner. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Whether its colours are the sign's; else it is white ink on black, and the sign has the colours. */
  readonly painted: boolean;
  /** Outlines that it was drawn from, in pixels right and up from its lower left corner. */
  readonly outlines: readonly Contour[];
}

/** Every tile by its name: `stop`, `speed_limit 50`, `text Zennick`, `arrow left`, `blank`. */
export const TILES: ReadonlyMap<string, Tile> = layOut();

/**
 * The tile of that name.
 *
 * @throws {RangeError} If there is none.
 */
export function tileNamed(name: string): Tile {
  const tile = TILES.get(name);
  if (!tile) throw new RangeError(`Cannot put "${name}" on a sign: the atlas has no such tile`);
  return tile;
}

/** A level of the atlas: RGBA bytes in sRGB, rows from the top. */
export interface AtlasLevel {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Draws all signs' pictures and texts, and halves them down to one pixel: mip levels, the finest first. */
export function drawAtlas(): AtlasLevel[] {
  const raster = new Raster(ATLAS_WIDTH, ATLAS_HEIGHT);
  for (const [name, tile] of TILES) {
    const { x, y, width, height } = tile;
    const picture = PICTURES[name];
    if (picture) {
      raster.clear(x, y, width, height, picture.edge);
      const half = width / 2;
      const view = { x: x + half, y: y + half, pixels: half };
      for (const { paint, contours } of picture.layers) raster.fill(contours, view, paint);
    } else {
      raster.clear(x, y, width, height, [0, 0, 0]);
      raster.fill(tile.outlines, { x, y: y + height, pixels: 1 }, [1, 1, 1]);
    }
  }
  const levels: AtlasLevel[] = [raster];
  for (let finer = raster as AtlasLevel; finer.width > 1 || finer.height > 1;) {
    finer = halved(finer);
    levels.push(finer);
  }
  return levels;
}

/** Pictures in rows from the top, texts below, each in the first row that has room. */
function layOut(): Map<string, Tile> {
  const tiles = new Map<string, Tile>();
  let x = 0, y = 0;
  const next = (width: number, height: number) => {
    if (x + width > ATLAS_WIDTH) x = 0, y += height;
    const place = { x, y, width, height };
    x += width;
    return place;
  };
  for (const name of Object.keys(PICTURES)) {
    tiles.set(name, { ...next(PICTURE_PIXELS, PICTURE_PIXELS), painted: true, outlines: [] });
  }
  y += PICTURE_PIXELS, x = 0;
  const add = (name: string, width: number, outlines: readonly Contour[]) =>
    tiles.set(name, { ...next(width, TEXT_PIXELS), painted: false, outlines });
  add("blank", TEXT_PIXELS, []);
  for (const arrow of ARROWS) add(`arrow ${arrow}`, TEXT_PIXELS, arrowOutline(arrow));
  const size = TEXT_PIXELS * TEXT_CAPITAL / CAPITAL_HEIGHT;
  for (const text of TEXTS) {
    // Whole pixels, and as much air on both sides.
    const width = Math.ceil(textWidth(text, size)) + 8;
    const left = (width - textWidth(text, size)) / 2;
    add(`text ${text}`, width, textOutline(text, left, TEXT_PIXELS * TEXT_BASELINE, size));
  }
  if (y + TEXT_PIXELS > ATLAS_HEIGHT) {
    throw new RangeError(
      `Cannot lay out the signs in ${ATLAS_HEIGHT} rows: they take ${y + TEXT_PIXELS}`,
    );
  }
  return tiles;
}

function arrowOutline(arrow: Arrow): Contour[] {
  const yaw = { left: Math.PI, ahead: Math.PI / 2, right: 0, exit: Math.PI / 4 }[arrow];
  const middle = TEXT_PIXELS / 2;
  const reach = TEXT_PIXELS * 0.36;
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  const at = (along: number) => [middle + along * cos, middle + along * sin];
  const [tipX, tipY] = at(reach) as [number, number];
  return [
    stroke([...at(-reach), ...at(reach * 0.2)], TEXT_PIXELS * 0.15),
    head(tipX, tipY, yaw, reach * 1.0, TEXT_PIXELS * 0.52),
  ];
}

function halved({ width, height, data }: AtlasLevel): AtlasLevel {
  const [columns, rows] = [Math.max(1, width >> 1), Math.max(1, height >> 1)];
  const half = new Uint8Array(columns * rows * 4);
  const right = width > 1 ? 4 : 0;
  const below = height > 1 ? 4 * width : 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = 4 * (Math.min(2 * row, height - 1) * width + Math.min(2 * column, width - 1));
      const to = 4 * (row * columns + column);
      for (let channel = 0; channel < 4; channel++) {
        const at = from + channel;
        half[to + channel] =
          (data[at]! + data[at + right]! + data[at + below]! + data[at + right + below]! + 2) >> 2;
      }
    }
  }
  return { width: columns, height: rows, data: half };
}
