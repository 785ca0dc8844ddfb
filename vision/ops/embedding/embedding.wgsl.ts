import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

/** `count` indices into a table of `rows` rows of `width` numbers, which `quads` lanes of four cover. */
const SIZES = { count: "u32", rows: "u32", width: "u32", quads: "u32" } as const;

/** Slots of sorted indices whose gradients are added up by one lane, before the sums are. */
export const RUN = 32;

/** Four numbers from `start + feature` on, those of the row that exist. */
const LOAD_WGSL = (array: string) => `
fn load(start: u32, feature: u32) -> vec4f {
  var v = vec4f(0.0);
  for (var j = 0u; j < min(4u, p.width - feature); j++) { v[j] = ${array}[start + feature + j]; }
  return v;
}`;

const STORE_WGSL = (array: string) => `
fn store(to: u32, feature: u32, v: vec4f) {
  for (var j = 0u; j < min(4u, p.width - feature); j++) { ${array}[to + feature + j] = v[j]; }
}`;

/** `y[i] = table[indices[i]]`, one lane four features of one index; 0 where there is no such row. */
export const embeddingForward = defineLaneKernel({
  name: "embedding",
  bindings: { table: read("f32"), indices: read("u32"), y: write("f32") },
  params: SIZES,
  functions: LOAD_WGSL("table") + STORE_WGSL("y"),
  body: `  let i = lane / p.quads;
  let feature = lane % p.quads * 4u;
  let row = indices[i];
  var v = vec4f(0.0);
  if (row < p.rows) { v = load(row * p.width, feature); }
  store(i * p.width, feature, v);`,
});

/** Gradient of a small table: one lane four features of one row, which looks through all indices. */
export const embeddingScan = defineLaneKernel({
  name: "embedding gradient",
  bindings: { dy: read("f32"), indices: read("u32"), dtable: write("f32") },
  params: SIZES,
  functions: LOAD_WGSL("dy") + STORE_WGSL("dtable"),
  body: `  let row = lane / p.quads;
  let feature = lane % p.quads * 4u;
  var sum = vec4f(0.0);
  for (var i = 0u; i < p.count; i++) {
    if (indices[i] == row) { sum += load(i * p.width, feature); }
  }
  store(row * p.width, feature, sum);`,
});

/** Puts the gradient of the table to 0, four numbers a lane. */
export const embeddingClear = defineLaneKernel({
  name: "embedding clear",
  bindings: { dtable: write("vec4f") },
  params: {},
  body: "  dtable[lane] = vec4f(0.0);",
});

/** Whether the sorted slot begins its row. */
const BEGINS_WGSL = `
fn begins(slot: u32) -> bool { return slot == 0u || sorted[slot - 1u].x != sorted[slot].x; }`;

/**
 * First sums of a large table: of each row's occurrences within ${RUN} slots, in their order, put down where
 * the first of them stands. One lane four features of one slot.
 */
export const embeddingRuns = defineLaneKernel({
  name: "embedding gradient of runs",
  bindings: { dy: read("f32"), sorted: read("vec2u"), partial: write("f32") },
  params: SIZES,
  functions: LOAD_WGSL("dy") + STORE_WGSL("partial") + BEGINS_WGSL,
  body: `  let slot = lane / p.quads;
  let feature = lane % p.quads * 4u;
  let row = sorted[slot].x;
  if (row >= p.rows || !(slot % ${RUN}u == 0u || begins(slot))) { return; }
  let end = min(p.count, (slot / ${RUN}u + 1u) * ${RUN}u);
  var sum = vec4f(0.0);
  for (var i = slot; i < end; i++) {
    let pair = sorted[i];
    if (pair.x != row) { break; }
    sum += load(pair.y * p.width, feature);
  }
  store(slot * p.width, feature, sum);`,
});

/** Adds the sums of {@link embeddingRuns} up by row, in their order; one lane four features of one slot. */
export const embeddingRows = defineLaneKernel({
  name: "embedding gradient of rows",
  bindings: { partial: read("f32"), sorted: read("vec2u"), dtable: write("f32") },
  params: SIZES,
  functions: LOAD_WGSL("partial") + STORE_WGSL("dtable") + BEGINS_WGSL,
  body: `  let slot = lane / p.quads;
  let feature = lane % p.quads * 4u;
  let row = sorted[slot].x;
  if (row >= p.rows || !begins(slot)) { return; }
  var sum = load(slot * p.width, feature);
  for (var i = (slot / ${RUN}u + 1u) * ${RUN}u; i < p.count; i += ${RUN}u) {
    if (sorted[i].x != row) { break; }
    sum += load(i * p.width, feature);
  }
  store(row * p.width, feature, sum);`,
});
