import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { kernelFamily } from "../../kernel/kernel_family.ts";
import { unrolled } from "../../kernel/unrolled.ts";
import { BLOCK, DIRECTIONS, type StereoSizes } from "./geometry.ts";

/**
 * Costs gathered along straight paths: `L(p, d) = C(p, d) + min(L(q, d), L(q, d +- 1) + P1,
 * min L(q) + P2) - min L(q)`, `q` the pixel before `p`. Hirschmueller, PAMI 2008, equation 13.
 *
 * One lane walks one path and holds the costs of all disparities in registers. Along a row there are as
 * many paths as rows; else as many as columns, and one that leaves the picture by the side comes in again
 * on the other side as a new one. Loops turn on the lane, never on a uniform alone: lavapipe would compile
 * the kernel anew at every run.
 */
export const aggregateKernel = kernelFamily(({ width, height, candidates }: StereoSizes) => {
  const groups = candidates / 4;
  const blocks = candidates / BLOCK;
  const last = groups - 1;
  return defineLaneKernel({
    name: `stereo aggregate ${width}x${height}x${candidates}`,
    bindings: { cost: read("vec4u"), gathered: write("vec4u") },
    params: { p1: "u32", p2: "u32" },
    functions: `
fn bytes(word: u32) -> vec4u {
  return vec4u(word, word >> 8u, word >> 16u, word >> 24u) & vec4u(255u);
}
fn word(b: vec4u) -> u32 { return b.x | (b.y << 8u) | (b.z << 16u) | (b.w << 24u); }
fn least(v: vec4u) -> u32 { return min(min(v.x, v.y), min(v.z, v.w)); }`,
    body: `  let alongRow = lane < ${2 * height}u;
  let other = lane - ${2 * height}u;
  let line = i32(select(other % ${width}u, lane % ${height}u, alongRow));
  let direction = select(2u + other / ${width}u, lane / ${height}u, alongRow);
  let dx = i32(0x${stepBits(0)}u >> (2u * direction) & 3u) - 1;
  let dy = i32(0x${stepBits(1)}u >> (2u * direction) & 3u) - 1;
  var x = select(line, select(0, ${width - 1}, dx < 0), alongRow);
  var y = select(select(0, ${height - 1}, dy < 0), line, alongRow);
  let steps = select(${height}u, ${width}u, alongRow);
  let volume = direction * ${width * height}u;
  var fresh = true;
${unrolled(groups, (g) => `  var l${g} = vec4u(0u);`)}
  for (var step = 0u; step < steps; step++) {
    let at = u32(y * ${width} + x);
    // A new path owes nothing to what came before: all that is left of it is 0.
    let p2 = vec4u(select(p.p2, 0u, fresh));
    let p1 = vec4u(p.p1);
${unrolled(blocks, (b) => `    let c${b} = cost[at * ${blocks}u + ${b}u];`)}
${
      unrolled(groups, (g) => {
        const lower = g === 0 ? "255u" : `l${g - 1}.w`;
        const upper = g === last ? "255u" : `l${g + 1}.x`;
        const beside = `min(vec4u(${lower}, l${g}.xyz), vec4u(l${g}.yzw, ${upper}))`;
        return `    let n${g} = min(min(l${g}, ${beside} + p1), p2) + bytes(c${g >> 2}[${g & 3}]);`;
      })
    }
${
      unrolled(
        blocks,
        (b) =>
          `    gathered[(volume + at) * ${blocks}u + ${b}u] = vec4u(${
            unrolled(4, (i) => `word(n${4 * b + i})`, ", ")
          });`,
      )
    }
    var lows = n0;
${unrolled(last, (g) => `    lows = min(lows, n${g + 1});`)}
    let low = vec4u(least(lows));
${unrolled(groups, (g) => `    l${g} = n${g} - low;`)}
    x += dx;
    y += dy;
    fresh = x < 0 || x >= ${width};
    x = select(select(x, ${width - 1}, x < 0), 0, x >= ${width});
  }`,
  });
});

/** One step of every direction along an axis plus 1, two bits each, as hexadecimal. */
function stepBits(axis: 0 | 1): string {
  return DIRECTIONS.reduce((bits, step, i) => bits | (step[axis] + 1) << 2 * i, 0).toString(16);
}
