import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

/**
 * Channel of the largest value, looked up in `labels`, one lane four neighbouring pixels, which
 * share one word of the result. Of equal values the first channel wins.
 */
export const argmaxKernel = defineLaneKernel({
  name: "argmax",
  bindings: { x: read("vec4f"), labels: read("u32"), y: write("u32") },
  params: { plane: "u32", groups: "u32", channels: "u32", pixels: "u32" },
  body: `  var word = 0u;
  for (var j = 0u; j < 4u; j++) {
    let i = lane * 4u + j;
    if (i >= p.pixels) { break; }
    let base = i / p.plane * p.groups * p.plane + i % p.plane;
    var best = x[base].x;
    var channel = 0u;
    for (var g = 0u; g < p.groups; g++) {
      let v = x[base + g * p.plane];
      for (var l = 0u; l < min(4u, p.channels - g * 4u); l++) {
        if (v[l] > best) {
          best = v[l];
          channel = g * 4u + l;
        }
      }
    }
    word |= (labels[channel] & 255u) << (j * 8u);
  }
  y[lane] = word;`,
});
