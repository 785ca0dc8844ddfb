import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

const SIZES = { plane: "u32", groups: "u32", channels: "u32" } as const;

const PLACE = `  let quad = lane / p.plane % p.groups;
  let at = lane / p.plane / p.groups * p.plane + lane % p.plane;
  let used = vec4u(0u, 1u, 2u, 3u) + 4u * quad < vec4u(p.channels);`;

/** `v = x - mean` where a pixel counts, 0 elsewhere; one lane four channels of a pixel. */
export const subtractKernel = defineLaneKernel({
  name: "subtractive norm",
  bindings: { x: read("vec4f"), own: read("vec2f"), around: read("vec2f"), v: write("vec4f") },
  params: SIZES,
  body: `${PLACE}
  let value = x[lane] - around[at].x;
  v[lane] = select(vec4f(0.0), value, used & vec4<bool>(own[at].y > 0.0));`,
});

/** The gradient of the mean of each pixel, over its weight: `sum_i dv_i / (c weight)`; one lane a pixel. */
export const meanGradientKernel = defineLaneKernel({
  name: "subtractive norm gradient of the mean",
  bindings: { dv: read("vec4f"), own: read("vec2f"), around: read("vec2f"), dmean: write("f32") },
  params: SIZES,
  body: `  let base = lane / p.plane * p.groups * p.plane + lane % p.plane;
  var sum = vec4f(0.0);
  for (var g = 0u; g < p.groups; g++) { sum += dv[base + g * p.plane]; }
  let all = sum.x + sum.y + sum.z + sum.w;
  let weight = around[lane].y * f32(p.channels);
  dmean[lane] = select(0.0, all / weight, own[lane].y > 0.0);`,
});

/** `dx = dv - spread(dmean)` where a pixel counts; one lane four channels of a pixel. */
export const subtractGradientKernel = defineLaneKernel({
  name: "subtractive norm gradient",
  bindings: { dv: read("vec4f"), own: read("vec2f"), spread: read("f32"), dx: write("vec4f") },
  params: SIZES,
  body: `${PLACE}
  let value = dv[lane] - spread[at];
  dx[lane] = select(vec4f(0.0), value, used & vec4<bool>(own[at].y > 0.0));`,
});
