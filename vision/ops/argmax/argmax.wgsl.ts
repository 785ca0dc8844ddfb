import { defineKernel, defineLaneKernel, LANES, read, write } from "../../kernel/kernel.ts";
import { TEAM_WGSL } from "../reduce/team.ts";

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

/** Index of the largest number of each row, a team of lanes a row. Of equal ones the first wins. */
export const argmaxRowsKernel = defineKernel({
  name: "argmax of rows",
  bindings: { x: read("f32"), y: write("u32") },
  params: { rows: "u32", length: "u32", team: "u32" },
  functions: `var<workgroup> values: array<f32, ${LANES}>;
var<workgroup> places: array<u32, ${LANES}>;`,
  body: `${TEAM_WGSL}
  let base = row * p.length;
  let length = select(0u, p.length, row < p.rows);
  var place = min(member, p.length - 1u);
  var best = -3.4028234e38;
  if (row < p.rows) { best = x[base + place]; }
  for (var j = member + p.team; j < length; j += p.team) {
    if (x[base + j] > best) {
      best = x[base + j];
      place = j;
    }
  }
  if (p.team > 1u) {
    values[local.x] = best;
    places[local.x] = place;
    workgroupBarrier();
    for (var i = first; i < first + p.team; i++) {
      if (values[i] > best || (values[i] == best && places[i] < place)) {
        best = values[i];
        place = places[i];
      }
    }
  }
  if (member == 0u && row < p.rows) { y[row] = place; }`,
});
