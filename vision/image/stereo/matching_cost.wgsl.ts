import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { unrolled } from "../../kernel/unrolled.ts";
import { CENSUS_BITS, TEXTURED } from "./census.wgsl.ts";
import { BLOCK, LEAD } from "./geometry.ts";

/** `vec4`s of the right picture that four pixels meet at the disparities of a block. */
const MET = 6;

/**
 * Cost of every pixel of the left picture at every disparity: bits in which its census differs from that
 * of the pixel it would be in the right picture, all of them where that is outside. One lane four pixels
 * at a block of disparities: 7 `vec4` read, 4 written, a byte a cost.
 */
export const matchingCostKernel = defineLaneKernel({
  name: "stereo matching cost",
  bindings: { census: read("vec4u"), cost: write("vec4u") },
  params: { width: "u32", height: "u32", blocks: "u32" },
  body: `  let quads = p.width / 4u;
  let block = lane % p.blocks;
  let quad = lane / p.blocks;
  let x = 4 * i32(quad % quads);
  let width = i32(p.width);
  let compared = vec4u(${TEXTURED - 1}u);
  let own = census[quad] & compared;
  // Column of the first of what may be met, and its place among the right picture's.
  let base = x - ${BLOCK} * i32(block) - ${BLOCK};
  let right = i32(quads * p.height + quad / quads * quads);
${
    unrolled(
      MET,
      (i) =>
        `  let met${i} = census[right + clamp(base / 4 + ${i}, 0, i32(quads) - 1)] & compared;`,
    )
  }
${
    unrolled(4, (pixel) =>
      `  cost[(4u * quad + ${pixel}u) * p.blocks + block] = vec4u(
${
        unrolled(4, (word) => {
          const costs = unrolled(4, (byte) => {
            const column = BLOCK + LEAD + pixel - 4 * word - byte;
            const met = `met${column >> 2}[${column & 3}]`;
            const outside = `base + ${column} < 0 || base + ${column} >= width`;
            const bits = `countOneBits(own[${pixel}] ^ ${met})`;
            return `(select(${bits}, ${CENSUS_BITS}u, ${outside}) << ${8 * byte}u)`;
          }, " | ");
          return `    ${costs},`;
        })
      }
  );`)
  }`,
});
