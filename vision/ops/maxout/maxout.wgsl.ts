import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { isNan } from "../../kernel/nan.wgsl.ts";

const PARAMS = {
  plane: "u32",
  groups: "u32",
  outGroups: "u32",
  channels: "u32",
  pieces: "u32",
} as const;

/**
 * One lane an output pixel of four channels, each of which goes through its own input channels; one byte
 * says which was the first largest. NaN is taken for the largest, so that a fault is seen where it begins.
 */
export const maxoutForward = defineLaneKernel({
  name: "maxout",
  bindings: { x: read("vec4f"), y: write("vec4f"), winners: write("u32") },
  params: PARAMS,
  body: `  let block = lane / p.plane;
  let pixel = lane - block * p.plane;
  let n = block / p.outGroups;
  let first = 4u * (block - n * p.outGroups);
  var best = vec4f(0.0);
  var winner = 0u;
  for (var l = 0u; l < min(4u, p.channels - first); l++) {
    let own = (first + l) * p.pieces;
    for (var i = 0u; i < p.pieces; i++) {
      let c = own + i;
      let value = x[(n * p.groups + c / 4u) * p.plane + pixel][c % 4u];
      if (i == 0u || value > best[l] || ${isNan("value", "f32")}) {
        best[l] = value;
        winner = (winner & ~(255u << (8u * l))) | (i << (8u * l));
      }
    }
  }
  y[lane] = best;
  winners[lane] = winner;`,
});

/** One lane an input pixel of four channels: its channels have at most four winners to ask. */
export const maxoutBackward = defineLaneKernel({
  name: "maxout gradient",
  bindings: { dy: read("vec4f"), winners: read("u32"), dx: write("vec4f") },
  params: PARAMS,
  body: `  let block = lane / p.plane;
  let pixel = lane - block * p.plane;
  let n = block / p.groups;
  let first = 4u * (block - n * p.groups);
  var value = vec4f(0.0);
  for (var l = 0u; l < min(4u, p.channels * p.pieces - first); l++) {
    let j = (first + l) / p.pieces;
    let at = (n * p.outGroups + j / 4u) * p.plane + pixel;
    let winner = (winners[at] >> (8u * (j % 4u))) & 255u;
    if (winner == first + l - j * p.pieces) { value[l] = dy[at][j % 4u]; }
  }
  dx[lane] = value;`,
});
