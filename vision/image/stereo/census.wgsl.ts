import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { unrolled } from "../../kernel/unrolled.ts";
import { MARGIN_X, MARGIN_Y } from "./geometry.ts";

/** Bits of a census, from the lowest on. */
export const CENSUS_BITS = 31;

/** Bit of a pixel that has something to match around it. */
export const TEXTURED = 2 ** 31;

/** Difference of brightness that is one: about half a step of a picture of eight bits a channel. */
export const DIFFERENCE = 8;

/** Fewest different pairs of a textured pixel, of every other pair that its census compares. */
export const FEWEST_DIFFERENT = 3;

/**
 * Offsets `(right, down)` of the half of a window of 9 x 7 pixels that comes before its centre. Each is
 * compared with its mirror image about the centre, which no noise of the centre itself can spoil.
 */
export const CENSUS_OFFSETS: readonly (readonly [number, number])[] = Array.from(
  { length: CENSUS_BITS },
  (_, i) => [i % 9 - MARGIN_X, Math.floor(i / 9) - MARGIN_Y] as const,
);

/** The numbers of `row` of the window of four pixels, from `x` to the right of the first, as a `vec4`. */
function four(row: number, x: number): string {
  return `vec4u(${unrolled(4, (i) => `r${row}_${x + i >> 2}[${x + i & 3}]`, ", ")})`;
}

/**
 * Census of every pixel: which of the pixels around are darker than those opposite, a bit each. Zabih
 * and Woodfill, ECCV 1994; by symmetric pairs: Spangenberg, Langner, Rojas, CAIP 2013. One lane four
 * pixels of a row of either picture: 21 `vec4` read, one written. The highest bit says whether there is anything
 * to match.
 */
export const censusKernel = defineLaneKernel({
  name: "stereo census",
  bindings: { brightness: read("vec4u"), census: write("vec4u") },
  params: { width: "u32", height: "u32" },
  body: `  let quads = p.width / 4u;
  let stride = quads + ${2 * MARGIN_X / 4}u;
  let row = lane / quads;
  let eye = row / p.height;
  let first = (row + eye * ${2 * MARGIN_Y}u) * stride + lane % quads;
${
    unrolled(7, (row) =>
      unrolled(3, (i) =>
        `  let r${row}_${i} = brightness[first + ${row}u * stride + ${i}u];`))
  }
  var bits = vec4u(0u);
  var different = vec4u(0u);
${
    CENSUS_OFFSETS.map(([x, y], bit) => {
      const [a, b] = [
        four(MARGIN_Y + y, MARGIN_X + x),
        four(MARGIN_Y - y, MARGIN_X - x),
      ];
      const compare = `  bits |= select(vec4u(0u), vec4u(${2 ** bit}u), ${a} < ${b});`;
      if (bit % 2) return compare;
      return `${compare}
  {
    let apart = max(${a}, ${b}) - min(${a}, ${b});
    different += select(vec4u(0u), vec4u(1u), apart >= vec4u(${DIFFERENCE}u));
  }`;
    }).join("\n")
  }
  let textured = different >= vec4u(${FEWEST_DIFFERENT}u);
  census[lane] = bits | select(vec4u(0u), vec4u(${TEXTURED}u), textured);`,
});
