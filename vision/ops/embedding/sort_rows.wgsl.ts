import { defineKernel, defineLaneKernel, LANES, read, write } from "../../kernel/kernel.ts";

/** Bits of the row that one pass sorts by. */
export const DIGIT_BITS = 4;
const DIGITS = 2 ** DIGIT_BITS;

/** `count` pairs in `chunks` pieces of `size`, of which each lane takes one. */
const CHUNKS = { count: "u32", size: "u32", shift: "u32" } as const;

const DIGIT_WGSL = `
fn digit(row: u32) -> u32 { return (row >> p.shift) & ${DIGITS - 1}u; }`;

/** Pairs of a row and where it is looked up; what is no row is put behind all of them. */
export const pairsKernel = defineLaneKernel({
  name: "rows to sort",
  bindings: { indices: read("u32"), pairs: write("vec2u") },
  params: { rows: "u32" },
  body: "  pairs[lane] = vec2u(min(indices[lane], p.rows), lane);",
});

/** How often each digit occurs in each chunk, digit by digit. */
export const countKernel = defineLaneKernel({
  name: "digits of rows",
  bindings: { pairs: read("vec2u"), places: write("u32") },
  params: CHUNKS,
  functions: DIGIT_WGSL,
  body: `  var counts: array<u32, ${DIGITS}>;
  let end = min(p.count, (lane + 1u) * p.size);
  for (var i = lane * p.size; i < end; i++) { counts[digit(pairs[i].x)]++; }
  for (var d = 0u; d < ${DIGITS}u; d++) { places[d * p.lanes + lane] = counts[d]; }`,
});

/** Counts to the sums of all counts before them, by one workgroup. */
export const placesKernel = defineKernel({
  name: "places of rows",
  bindings: { places: write("u32") },
  params: { entries: "u32" },
  functions: `var<workgroup> starts: array<u32, ${LANES}>;`,
  body: `  let size = (p.entries + ${LANES - 1}u) / ${LANES}u;
  let end = min(p.entries, (local.x + 1u) * size);
  var sum = 0u;
  for (var i = local.x * size; i < end; i++) { sum += places[i]; }
  starts[local.x] = sum;
  workgroupBarrier();
  var start = 0u;
  for (var i = 0u; i < local.x; i++) { start += starts[i]; }
  for (var i = local.x * size; i < end; i++) {
    let count = places[i];
    places[i] = start;
    start += count;
  }`,
});

/** Each chunk puts its pairs where they belong by their digit, those of one digit in their order. */
export const placeKernel = defineLaneKernel({
  name: "sort rows",
  bindings: { pairs: read("vec2u"), places: read("u32"), sorted: write("vec2u") },
  params: CHUNKS,
  functions: DIGIT_WGSL,
  body: `  var next: array<u32, ${DIGITS}>;
  for (var d = 0u; d < ${DIGITS}u; d++) { next[d] = places[d * p.lanes + lane]; }
  let end = min(p.count, (lane + 1u) * p.size);
  for (var i = lane * p.size; i < end; i++) {
    let pair = pairs[i];
    let d = digit(pair.x);
    sorted[next[d]] = pair;
    next[d]++;
  }`,
});
