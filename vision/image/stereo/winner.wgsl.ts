import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { kernelFamily } from "../../kernel/kernel_family.ts";
import { unrolled } from "../../kernel/unrolled.ts";
import { BLOCK, LEAD, NONE } from "./geometry.ts";

/** What a winner kernel is made for. */
export interface WinnerSizes {
  /** Paths whose costs are summed, an even number. */
  readonly paths: number;
  readonly candidates: number;
}

/**
 * Best disparity of every pixel of the left picture: the costs of all paths summed, the least of them, and
 * how much less it is than the best that is not its neighbour: confidence `(other - best) / other`. Between whole
 * pixels the sums are taken to rise equally steeply to both sides, as counts of unlike bits do.
 *
 * Of all pixels that meet in one pixel of the right picture, the one with the least sum gets it (`claims`,
 * sum and candidate in one number); the others are hidden there. One lane a pixel: reads all its costs once.
 */
export const winnerKernel = kernelFamily(({ paths, candidates }: WinnerSizes) => {
  const blocks = candidates / BLOCK;
  return defineLaneKernel({
    name: `stereo winner of ${paths} x ${candidates}`,
    bindings: { gathered: read("vec4u"), found: write("vec2f"), claims: write("atomic<u32>") },
    params: { width: "u32" },
    functions: `
const NOTHING = vec4u(0xffffffffu);
fn least(v: vec4u) -> u32 { return min(min(v.x, v.y), min(v.z, v.w)); }
// The sum of a key where its place is that one, else 0.
fn sumAt(place: u32, places: vec4u, keys: vec4u) -> vec4u {
  return select(vec4u(0u), keys >> vec4u(8u), places == vec4u(place));
}`,
    body: `  let mask = vec4u(0x00ff00ffu);
  var best = NOTHING;
${
      unrolled(blocks, (b) =>
        `${sums(b, paths, blocks)}
${keys(b).map((key, i) => `  let key${b}_${i} = ${key};`).join("\n")}
${unrolled(4, (i) => `  best = min(best, key${b}_${i});`)}`)
    }
  let winner = least(best);
  let place = winner & 255u;
  var others = NOTHING;
  var sumsBefore = vec4u(0u);
  var sumsAfter = vec4u(0u);
${
      unrolled(blocks, (b) =>
        unrolled(4, (i) =>
          `  {
    // 0, 1, 2 for the candidate before, at and after the winner's.
    let places = (key${b}_${i} & vec4u(255u)) + 1u - place;
    others = min(others, select(key${b}_${i}, NOTHING, places <= vec4u(2u)));
    sumsBefore |= sumAt(0u, places, key${b}_${i});
    sumsAfter |= sumAt(2u, places, key${b}_${i});
  }`))
    }
  let middle = f32(winner >> 8u);
  let before = f32(sumsBefore.x | sumsBefore.y | sumsBefore.z | sumsBefore.w);
  let after = f32(sumsAfter.x | sumsAfter.y | sumsAfter.z | sumsAfter.w);
  // Less than a half, so that rounding gives the winner back.
  let slope = max(max(before, after) - middle, 1.0);
  let vertex = clamp(0.5 * (before - after) / slope, -0.49, 0.49);
  let inside = place > 0u && place < ${candidates - 1}u;
  let disparity = select(${NONE}.0, f32(place) - ${LEAD}.0 + vertex, inside);
  let other = f32(least(others) >> 8u);
  found[lane] = vec2f(disparity, (other - middle) / max(other, 1.0));
  let x = i32(lane % p.width);
  let there = x - i32(place) + ${LEAD};
  if (there >= 0 && there < i32(p.width)) {
    atomicMin(&claims[u32(i32(lane) - x + there)], winner);
  }`,
  });
});

/** Costs of all paths summed: of each word of a block, bytes 0 and 2 (`even`), and 1 and 3 (`odd`). */
function sums(block: number, paths: number, blocks: number): string {
  const cost = (path: number) => `gathered[(${path}u * p.lanes + lane) * ${blocks}u + ${block}u]`;
  // A cost is less than 128, so the sum of two fits into its byte.
  const pairs = unrolled(
    paths / 2,
    (pair) => `  let pair${block}_${pair} = ${cost(2 * pair)} + ${cost(2 * pair + 1)};`,
  );
  const sum = (shift: string) =>
    unrolled(paths / 2, (pair) => `(pair${block}_${pair}${shift} & mask)`, " + ");
  return `${pairs}
  let even${block} = ${sum("")};
  let odd${block} = ${sum(" >> vec4u(8u)")};`;
}

/** Sums with their candidates below them: the least key is the least sum, of equal ones the farthest. */
function keys(block: number): readonly string[] {
  const places = (first: number) =>
    `vec4u(${unrolled(4, (i) => `${BLOCK * block + 4 * i + first}u`, ", ")})`;
  return [
    `((even${block} & vec4u(65535u)) << vec4u(8u)) | ${places(0)}`,
    `((odd${block} & vec4u(65535u)) << vec4u(8u)) | ${places(1)}`,
    `((even${block} >> vec4u(16u)) << vec4u(8u)) | ${places(2)}`,
    `((odd${block} >> vec4u(16u)) << vec4u(8u)) | ${places(3)}`,
  ];
}
