import { type LabelName } from "../../labels.ts";
import { type Arrow, TEXT_CAPITAL, type Tile, tileNamed } from "./atlas.ts";
import { PAINT, PICTURES, plateOutline } from "./pictures.ts";
import { type Contour } from "./outline.ts";
import { type Paint } from "./raster.ts";

/** What a sign is. */
export type SignKind =
  | "speed_limit"
  | "stop"
  | "yield"
  | "priority_road"
  | "no_entry"
  | "roundabout"
  | "keep_right"
  | "pedestrian_crossing"
  | "parking"
  | "bus_stop"
  | "curve_left"
  | "curve_right"
  | "signals_ahead"
  | "roundabout_ahead"
  | "chevron_left"
  | "chevron_right"
  | "place_name"
  | "direction"
  | "route"
  | "exit"
  | "shop";

/** A piece of a sign's face: a rectangle or polygon that shows a tile of the atlas. */
export interface FacePiece {
  /** Corners on the face, metres to the right of and above its middle, counter-clockwise. */
  readonly outline: Contour;
  /** The tile and the rectangle of the face that it fills, `left, bottom, right, top`. */
  readonly tile: Tile;
  readonly rect: readonly [number, number, number, number];
  /** sRGB; of tiles that are not painted, what is letter and what is ground. */
  readonly ink: Paint;
  readonly paper: Paint;
}

/** A sign: what it is and says, and where its face is. */
export interface Sign {
  readonly id: number;
  readonly kind: SignKind;
  /** What can be read on it, lines parted by a line feed; empty for pictures without text. */
  readonly text: string;
  /** Middle of its face. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Heading of the face's normal: towards those who read it. */
  readonly yaw: number;
  /** Metres. */
  readonly width: number;
  readonly height: number;
  readonly label: LabelName;
  readonly face: readonly FacePiece[];
}

/** A sign before it stands anywhere. */
export type SignDesign = Pick<Sign, "kind" | "text" | "width" | "height" | "label" | "face">;

/**
 * A sign that is one picture.
 *
 * @param size Metres across its plate.
 * @param text The figure of a `speed_limit`, km/h.
 * @throws {RangeError} If there is no such picture.
 *
 * @example
 * ```ts
 * import { pictureSign } from "./sign.ts";
 * pictureSign("speed_limit", 0.7, "50").face.length; // 1
 * pictureSign("stop", 0.8).text; // "STOP"
 * ```
 */
export function pictureSign(kind: SignKind, size: number, text = ""): SignDesign {
  const name = text === "" ? kind : `${kind} ${text}`;
  const picture = PICTURES[name];
  if (!picture) throw new RangeError(`Cannot make a sign "${name}": there is no such picture`);
  const half = size / 2;
  const outline = plateOutline(picture.plate).map((value) => value * half);
  const ys = outline.filter((_, i) => i % 2 === 1);
  const xs = outline.filter((_, i) => i % 2 === 0);
  return {
    kind,
    text: kind === "stop" ? "STOP" : kind === "parking" ? "P" : kind === "bus_stop" ? "H" : text,
    // Around the middle, so that the post and the box of the sign are where its drawing is.
    width: 2 * Math.max(...xs.map(Math.abs)),
    height: 2 * Math.max(...ys.map(Math.abs)),
    label: "traffic_sign",
    face: [{
      outline,
      tile: tileNamed(name),
      rect: [-half, -half, half, half],
      ink: PAINT.white,
      paper: picture.edge,
    }],
  };
}

/** A line of a board: tiles from left to right. */
export interface BoardLine {
  readonly arrow?: Arrow;
  readonly text: string;
  /** At the right edge. */
  readonly distance?: string;
}

/** Colours of boards. */
export const BOARDS = {
  place_name: { ink: PAINT.black, paper: PAINT.yellow },
  direction: { ink: PAINT.white, paper: PAINT.blue },
  route: { ink: PAINT.white, paper: PAINT.red },
  exit: { ink: PAINT.white, paper: PAINT.green },
} as const;

/**
 * A board with lines of text.
 *
 * @param capital Height of its capitals, metres.
 * @param colours Of letters and ground, where the kind has none.
 *
 * @example
 * ```ts
 * import { boardSign } from "./sign.ts";
 * const board = boardSign("direction", [{ arrow: "left", text: "Zennick", distance: "12" }], 0.2);
 * board.text; // "Zennick 12"
 * ```
 */
export function boardSign(
  kind: SignKind,
  lines: readonly BoardLine[],
  capital: number,
  colours: { readonly ink: Paint; readonly paper: Paint } = BOARDS[kind as keyof typeof BOARDS],
  label: LabelName = "traffic_sign",
): SignDesign {
  const row = capital / TEXT_CAPITAL;
  // Shops have no rim: their board is part of the front.
  const edge = kind === "shop" ? 0.01 : row * 0.12;
  const widthOf = ({ width, height }: Tile) => row * width / height;
  const tilesOf = ({ arrow, text, distance }: BoardLine) => ({
    arrow: arrow === undefined ? null : tileNamed(`arrow ${arrow}`),
    text: tileNamed(`text ${text}`),
    distance: distance === undefined ? null : tileNamed(`text ${distance}`),
  });
  const rows = lines.map(tilesOf);
  const inner = Math.max(
    ...rows.map(({ arrow, text, distance }) =>
      (arrow ? widthOf(arrow) : 0) + widthOf(text) + (distance ? widthOf(distance) : 0)
    ),
  );
  const width = inner + 2 * edge;
  const height = lines.length * row + 2 * edge;
  const { ink, paper } = colours;
  const face: FacePiece[] = [];
  const put = (tile: Tile, left: number, bottom: number, right: number, top: number, rim = false) =>
    face.push({
      outline: [left, bottom, right, bottom, right, top, left, top],
      tile,
      rect: [left, bottom, right, top],
      ink,
      paper: rim && kind !== "shop" ? ink : paper,
    });
  const blank = tileNamed("blank");
  rows.forEach((tiles, line) => {
    const top = height / 2 - edge - line * row;
    const bottom = top - row;
    let left = -inner / 2;
    if (tiles.arrow) {
      put(tiles.arrow, left, bottom, left += widthOf(tiles.arrow), top);
    }
    const end = inner / 2 - (tiles.distance ? widthOf(tiles.distance) : 0);
    const spare = end - left - widthOf(tiles.text);
    // A single text stands in the middle, others at the left.
    const before = tiles.arrow || tiles.distance ? 0 : spare / 2;
    if (before > 1e-6) put(blank, left, bottom, left += before, top);
    put(tiles.text, left, bottom, left += widthOf(tiles.text), top);
    if (end - left > 1e-6) put(blank, left, bottom, end, top);
    if (tiles.distance) put(tiles.distance, end, bottom, inner / 2, top);
  });
  const [x, y] = [width / 2, height / 2];
  put(blank, -x, -y, x, edge - y, true);
  put(blank, -x, y - edge, x, y, true);
  put(blank, -x, edge - y, edge - x, y - edge, true);
  put(blank, x - edge, edge - y, x, y - edge, true);
  return {
    kind,
    text: lines.map(({ text, distance }) => distance ? `${text} ${distance}` : text).join("\n"),
    width,
    height,
    label,
    face,
  };
}
