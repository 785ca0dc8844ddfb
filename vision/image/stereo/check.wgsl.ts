import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { unrolled } from "../../kernel/unrolled.ts";
import { TEXTURED } from "./census.wgsl.ts";
import { LEAD, NONE } from "./geometry.ts";

/** Sets every claim free: a number that any sum is less than. One lane four pixels. */
export const freeClaimsKernel = defineLaneKernel({
  name: "stereo free claims",
  bindings: { claims: write("vec4u") },
  params: {},
  body: `  claims[lane] = vec4u(0xffffffffu);`,
});

/**
 * Keeps a disparity where the pixel of the right picture that it leads to was got by one within 1 of it,
 * where there is something to match, and where it is sure enough. One lane a pixel.
 */
export const checkKernel = defineLaneKernel({
  name: "stereo check",
  bindings: {
    found: read("vec2f"),
    claims: read("u32"),
    census: read("u32"),
    checked: write("f32"),
  },
  params: { width: "u32", leastConfidence: "f32" },
  body: `  let answer = found[lane];
  let x = i32(lane % p.width);
  let there = x - i32(floor(answer.x + 0.5));
  let inside = answer.x > ${NONE}.0 && there >= 0 && there < i32(p.width);
  let got = claims[u32(i32(lane) - x + clamp(there, 0, i32(p.width) - 1))];
  let other = f32(got & 255u) - ${LEAD}.0;
  let sound = inside && got != 0xffffffffu && abs(other - answer.x) <= 1.5 &&
    census[lane] >= ${TEXTURED}u;
  checked[lane] = select(${NONE}.0, answer.x, sound && answer.y >= p.leastConfidence);`,
});

/** The places of a window of `2 reach + 1` columns for four pixels, of `a`, `b`, `c` before, at and after. */
function window(reach: number): readonly string[] {
  return Array.from({ length: 2 * reach + 1 }, (_, k) => {
    const column = (i: number) => 4 - reach + k + i;
    return `vec4f(${unrolled(4, (i) => `${"abc"[column(i) >> 2]}[${column(i) & 3}]`, ", ")})`;
  });
}

/** Reads `a`, `b`, `c`: four disparities before, at and after the lane's in a row; none outside. */
const ROW = `    let row = y + dy;
    let start = clamp(row, 0, i32(p.height) - 1) * quads;
    let inside = row >= 0 && row < i32(p.height);
    let a = select(nothing, checked[u32(start + max(quad - 1, 0))], inside && quad > 0);
    let b = select(nothing, checked[u32(start + quad)], inside);
    let c = select(nothing, checked[u32(start + min(quad + 1, quads - 1))], inside && quad + 1 < quads);`;

/** Comparisons that leave the median of nine numbers in the fifth (Smith, Xcell 23, 1996). */
const MEDIAN_OF_NINE = [
  [1, 2],
  [4, 5],
  [7, 8],
  [0, 1],
  [3, 4],
  [6, 7],
  [1, 2],
  [4, 5],
  [7, 8],
  [0, 3],
  [5, 8],
  [4, 7],
  [3, 6],
  [1, 4],
  [2, 5],
  [4, 7],
  [4, 2],
  [6, 4],
  [4, 2],
] as const;

/**
 * Median of the 3 x 3 disparities around each, itself in place of those that there are none of. One lane
 * four pixels of a row: 9 `vec4` read, one written.
 */
export const medianKernel = defineLaneKernel({
  name: "stereo median",
  bindings: { checked: read("vec4f"), medians: write("vec4f") },
  params: { width: "u32", height: "u32" },
  body: `  let quads = i32(p.width / 4u);
  let quad = i32(lane) % quads;
  let y = i32(lane) / quads;
  let nothing = vec4f(${NONE}.0);
  let own = checked[lane];
${unrolled(9, (i) => `  var v${i} = own;`)}
${
    unrolled(3, (row) =>
      `  {
    let dy = ${row - 1};
${ROW}
${
        window(1).map((four, k) => `    v${3 * row + k} = select(own, ${four}, ${four} > nothing);`)
          .join("\n")
      }
  }`)
  }
${
    MEDIAN_OF_NINE.map(([low, high], i) =>
      `  let t${i} = min(v${low}, v${high});
  v${high} = max(v${low}, v${high});
  v${low} = t${i};`
    ).join("\n")
  }
  medians[lane] = select(nothing, v4, own > nothing);`,
});

/** Pixels to each side over which support is counted. */
export const SUPPORT_REACH = 4;

/**
 * Drops small patches that stand alone: keeps a disparity where enough of the 9 x 9 around (itself
 * among them) are within 1 of it. What is left is clamped to 0, with its confidence beside it. One lane four
 * pixels of a row: 27 `vec4` read, two written.
 */
export const supportKernel = defineLaneKernel({
  name: "stereo support",
  bindings: {
    checked: read("vec4f"),
    found: read("vec4f"),
    disparity: write("vec4f"),
    confidence: write("vec4f"),
  },
  params: { width: "u32", height: "u32", fewest: "u32" },
  body: `  let quads = i32(p.width / 4u);
  let quad = i32(lane) % quads;
  let y = i32(lane) / quads;
  let nothing = vec4f(${NONE}.0);
  let own = checked[lane];
  var count = vec4u(0u);
  for (var dy = -${SUPPORT_REACH}; dy <= ${SUPPORT_REACH}; dy++) {
${ROW}
${
    window(SUPPORT_REACH).map((four) =>
      `    count += select(vec4u(0u), vec4u(1u), abs(${four} - own) <= vec4f(1.0));`
    ).join("\n")
  }
  }
  let kept = (own > nothing) & (count >= vec4u(p.fewest));
  let first = found[2u * lane];
  let second = found[2u * lane + 1u];
  let sure = vec4f(first.y, first.w, second.y, second.w);
  disparity[lane] = select(vec4f(0.0), max(own, vec4f(0.0)), kept);
  confidence[lane] = select(vec4f(0.0), clamp(sure, vec4f(0.0), vec4f(1.0)), kept);`,
});
