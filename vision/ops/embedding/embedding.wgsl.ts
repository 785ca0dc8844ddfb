import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

/** `count` indices into a table of `rows` rows of `width` numbers, which `quads` lanes of four cover. */
const SIZES = { count: "u32", rows: "u32", width: "u32", quads: "u32" } as const;

/** Stands for no further occurrence. */
const NONE = "0xffffffffu";

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

/** Of each index: where it occurs next, and whether it occurred before. */
export const embeddingLinks = defineLaneKernel({
  name: "embedding links",
  bindings: { indices: read("u32"), links: write("vec2u") },
  params: { count: "u32" },
  body: `  let row = indices[lane];
  var link = vec2u(${NONE}, 0u);
  for (var i = lane; i > 0u; i--) {
    if (indices[i - 1u] == row) {
      link.y = 1u;
      break;
    }
  }
  for (var i = lane + 1u; i < p.count; i++) {
    if (indices[i] == row) {
      link.x = i;
      break;
    }
  }
  links[lane] = link;`,
});

/** Puts the gradient of the table to 0, four numbers a lane. */
export const embeddingClear = defineLaneKernel({
  name: "embedding clear",
  bindings: { dtable: write("vec4f") },
  params: {},
  body: "  dtable[lane] = vec4f(0.0);",
});

/** Gradient of a large table: the first occurrence of an index adds up all, one lane four features. */
export const embeddingGather = defineLaneKernel({
  name: "embedding gradient of occurrences",
  bindings: {
    dy: read("f32"),
    indices: read("u32"),
    links: read("vec2u"),
    dtable: write("f32"),
  },
  params: SIZES,
  functions: LOAD_WGSL("dy") + STORE_WGSL("dtable"),
  body: `  var i = lane / p.quads;
  let feature = lane % p.quads * 4u;
  let row = indices[i];
  if (row >= p.rows || links[i].y == 1u) { return; }
  var sum = vec4f(0.0);
  while (i != ${NONE}) {
    sum += load(i * p.width, feature);
    i = links[i].x;
  }
  store(row * p.width, feature, sum);`,
});
