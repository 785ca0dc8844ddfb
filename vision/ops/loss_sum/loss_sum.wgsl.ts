import { defineKernel, defineLaneKernel, read, write } from "../../kernel/kernel.ts";

/** Thins pairs out: each lane adds up every `lanes`-th. */
export const thinPairs = defineLaneKernel({
  name: "loss parts",
  bindings: { pairs: read("vec2f"), parts: write("vec2f") },
  params: { count: "u32" },
  body: `  var sum = vec2f(0.0);
  for (var i = lane; i < p.count; i += p.lanes) { sum += pairs[i]; }
  parts[lane] = sum;`,
});

/** One workgroup adds the pairs up in a fixed order; a mean is 0 where nothing counts. */
export const sumPairs = defineKernel({
  name: "loss sum",
  bindings: { pairs: read("vec2f"), loss: write("f32"), total: write("f32") },
  params: { count: "u32", mean: "u32" },
  functions: "var<workgroup> sums: array<vec2f, 64>;",
  body: `  var mine = vec2f(0.0);
  for (var i = local.x; i < p.count; i += 64u) { mine += pairs[i]; }
  sums[local.x] = mine;
  workgroupBarrier();
  if (local.x == 0u) {
    var sum = vec2f(0.0);
    for (var i = 0u; i < 64u; i++) { sum += sums[i]; }
    if (p.mean == 0u) {
      loss[0] = sum.x;
      total[0] = 1.0;
      return;
    }
    loss[0] = select(0.0, sum.x / sum.y, sum.y > 0.0);
    total[0] = sum.y;
  }`,
});
