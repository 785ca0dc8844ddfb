import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

/**
 * `size` numbers of a longer row, from `start` on: one lane four of them, which need not begin at a
 * multiple of four.
 */
export const takeRange = defineLaneKernel({
  name: "take a range",
  bindings: { x: read("f32"), y: write("vec4f") },
  params: { start: "u32" },
  body: `  let at = p.start + 4u * lane;
  let last = arrayLength(&x) - 1u;
  y[lane] = vec4f(x[at], x[min(at + 1u, last)], x[min(at + 2u, last)], x[min(at + 3u, last)]);`,
});

/** Writes `size` numbers into a longer row, from `start` on, and nothing beside them: one lane four. */
export const putRange = defineLaneKernel({
  name: "put a range",
  bindings: { x: read("vec4f"), y: write("f32") },
  params: { start: "u32", size: "u32" },
  body: `  let value = x[lane];
  let count = min(4u, p.size - 4u * lane);
  let at = p.start + 4u * lane;
  y[at] = value.x;
  if (count > 1u) { y[at + 1u] = value.y; }
  if (count > 2u) { y[at + 2u] = value.z; }
  if (count > 3u) { y[at + 3u] = value.w; }`,
});

/** {@link takeRange} of whole `vec4`s, which `start` counts too: a load in place of four. */
export const takeAligned = defineLaneKernel({
  name: "take an aligned range",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: { start: "u32" },
  body: "  y[lane] = x[p.start + lane];",
});

/** {@link putRange} of whole `vec4`s, which `start` counts too: a store in place of four. */
export const putAligned = defineLaneKernel({
  name: "put an aligned range",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: { start: "u32" },
  body: "  y[p.start + lane] = x[lane];",
});

/** Zeros in `size` numbers of a longer row, from `start` on: one lane four. */
export const clearRange = defineLaneKernel({
  name: "clear a range",
  bindings: { y: write("f32") },
  params: { start: "u32", size: "u32" },
  body: `  let end = min(4u * lane + 4u, p.size);
  for (var i = 4u * lane; i < end; i++) { y[p.start + i] = 0.0; }`,
});
