import { GLYPH_OUTLINES } from "./glyph_outlines.ts";

/** A closed line: `x, y` of its corners in turn. The last joins the first. */
export type Contour = readonly number[];

/** Height of a capital letter, share of the em. */
export const CAPITAL_HEIGHT = 0.7;

/** Straight pieces that a curve of a letter is drawn in. */
const CURVE_PIECES = 4;

const glyphs = new Map<string, { advance: number; contours: readonly Contour[] }>();

/**
 * Width of a line of text, in the unit of its size.
 *
 * @param size Of an em.
 * @throws {RangeError} If the lettering has no such character.
 */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const character of text) width += glyphOf(character).advance;
  return width * size;
}

/**
 * Outlines of a line of text, y upwards, filled by the non-zero rule.
 *
 * @param x Where it starts; `y` is the height of its baseline.
 * @param size Of an em.
 * @throws {RangeError} If the lettering has no such character.
 *
 * @example
 * ```ts
 * import { textOutline } from "./outline.ts";
 * textOutline("50", 0, 0, 1.2).length; // 3: the 0 has a hole
 * ```
 */
export function textOutline(text: string, x: number, y: number, size: number): Contour[] {
  const contours: Contour[] = [];
  for (const character of text) {
    const glyph = glyphOf(character);
    for (const contour of glyph.contours) {
      contours.push(contour.map((value, i) => (i % 2 === 0 ? x : y) + size * value));
    }
    x += size * glyph.advance;
  }
  return contours;
}

function glyphOf(character: string): { advance: number; contours: readonly Contour[] } {
  const known = glyphs.get(character);
  if (known) return known;
  const baked = GLYPH_OUTLINES[character];
  if (!baked) {
    throw new RangeError(`Cannot letter ${JSON.stringify(character)}: wanted printable ASCII`);
  }
  const glyph = { advance: baked[0] / 1000, contours: contoursOf(baked[1]) };
  glyphs.set(character, glyph);
  return glyph;
}

/** Path data of thousandths, its quadratic curves split evenly by parameter. */
function contoursOf(path: string): Contour[] {
  const contours: number[][] = [];
  let contour: number[] = [];
  for (const [, command, rest] of path.matchAll(/([MLQZ])([^MLQZ]*)/g)) {
    const numbers = rest!.split(" ").map((word) => Number(word) / 1000);
    if (command === "M") contours.push(contour = []);
    if (command === "M" || command === "L") contour.push(numbers[0]!, numbers[1]!);
    if (command !== "Q") continue;
    const [cx, cy, x, y] = numbers as [number, number, number, number];
    const fromX = contour.at(-2)!, fromY = contour.at(-1)!;
    for (let k = 1; k <= CURVE_PIECES; k++) {
      const t = k / CURVE_PIECES;
      const a = (1 - t) * (1 - t), b = 2 * t * (1 - t), c = t * t;
      contour.push(a * fromX + b * cx + c * x, a * fromY + b * cy + c * y);
    }
  }
  return contours;
}
