import { defineKernel, defineLaneKernel, LANES, read, write } from "../../kernel/kernel.ts";

const SIZES = { plane: "u32", groups: "u32", channels: "u32" } as const;

/**
 * First pass of the sums over an image: of deviations `sqrt(x)` and of pixels that count, or of pairs as
 * they are. `p.parts` lanes an image.
 */
export const imagePartsKernel = defineLaneKernel({
  name: "divisive norm sums",
  bindings: { pairs: read("vec2f"), own: read("vec2f"), partial: write("vec2f") },
  params: { plane: "u32", parts: "u32", deviations: "u32" },
  body: `  let base = lane / p.parts * p.plane;
  var sum = vec2f(0.0);
  for (var pixel = lane % p.parts; pixel < p.plane; pixel += p.parts) {
    let pair = pairs[base + pixel];
    let counts = own[base + pixel].y;
    sum += select(pair, vec2f(sqrt(max(pair.x, 0.0)) * counts, counts), vec2<bool>(p.deviations == 1u));
  }
  partial[lane] = sum;`,
});

/**
 * Second pass, one workgroup an image: `(mean, count)` of the deviations, or the sums of pairs as they are,
 * in a fixed order.
 */
export const imageSumKernel = defineKernel({
  name: "divisive norm sum",
  bindings: { partial: read("vec2f"), sums: write("vec2f") },
  params: { parts: "u32", deviations: "u32" },
  functions: `var<workgroup> shares: array<vec2f, ${LANES}>;`,
  body: `  var share = vec2f(0.0);
  for (var i = local.x; i < p.parts; i += ${LANES}u) {
    share += partial[group.x * p.parts + i];
  }
  shares[local.x] = share;
  workgroupBarrier();
  if (local.x > 0u) { return; }
  var sum = vec2f(0.0);
  for (var i = 0u; i < min(p.parts, ${LANES}u); i++) { sum += shares[i]; }
  if (p.deviations == 1u) { sum.x = select(0.0, sum.x / sum.y, sum.y > 0.0); }
  sums[group.x] = sum;`,
});

/** `y = v / max(c, sigma)` where a pixel counts and that is not 0; one lane four channels of a pixel. */
export const divideKernel = defineLaneKernel({
  name: "divisive norm",
  bindings: {
    v: read("vec4f"),
    own: read("vec2f"),
    around: read("vec2f"),
    level: read("vec2f"),
    y: write("vec4f"),
  },
  params: SIZES,
  body: `  let image = lane / p.plane / p.groups;
  let at = image * p.plane + lane % p.plane;
  let divisor = max(level[image].x, sqrt(max(around[at].x, 0.0)));
  y[lane] = select(vec4f(0.0), v[lane] / divisor, vec4<bool>(own[at].y > 0.0 && divisor > 0.0));`,
});

/**
 * The gradient of the divisor of each pixel, `-sum_i dy_i v_i / max(c, sigma)^2`: first where it goes to
 * `sigma`, second where it goes to `c`. One lane a pixel.
 */
export const divisorGradientKernel = defineLaneKernel({
  name: "divisive norm gradient of the divisor",
  bindings: {
    v: read("vec4f"),
    dy: read("vec4f"),
    own: read("vec2f"),
    around: read("vec2f"),
    level: read("vec2f"),
    ddivisor: write("vec2f"),
  },
  params: SIZES,
  body: `  let image = lane / p.plane;
  let base = image * p.groups * p.plane + lane % p.plane;
  var sum = 0.0;
  for (var g = 0u; g < p.groups; g++) {
    sum += dot(v[base + g * p.plane], dy[base + g * p.plane]);
  }
  let sigma = sqrt(max(around[lane].x, 0.0));
  let divisor = max(level[image].x, sigma);
  let d = select(0.0, -(sum / divisor) / divisor, own[lane].y > 0.0 && divisor > 0.0);
  ddivisor[lane] = select(vec2f(0.0, d), vec2f(d, 0.0), sigma > level[image].x);`,
});

/**
 * The gradient of the mean square of each pixel, over its weight: `(dsigma + dc / count) / (2 sigma)`, over
 * channels and weight. One lane a pixel.
 */
export const squareGradientKernel = defineLaneKernel({
  name: "divisive norm gradient of the squares",
  bindings: {
    ddivisor: read("vec2f"),
    sums: read("vec2f"),
    own: read("vec2f"),
    around: read("vec2f"),
    level: read("vec2f"),
    dsquare: write("f32"),
  },
  params: SIZES,
  body: `  let image = lane / p.plane;
  let sigma = sqrt(max(around[lane].x, 0.0));
  let dsigma = ddivisor[lane].x + sums[image].y / level[image].y;
  let value = dsigma / (2.0 * sigma * around[lane].y * f32(p.channels));
  dsquare[lane] = select(0.0, value, own[lane].y > 0.0 && sigma > 0.0);`,
});

/** `dv = dy / max(c, sigma) + 2 v spread(dsquare)` where a pixel counts; one lane four channels. */
export const divideGradientKernel = defineLaneKernel({
  name: "divisive norm gradient",
  bindings: {
    v: read("vec4f"),
    dy: read("vec4f"),
    own: read("vec2f"),
    around: read("vec2f"),
    level: read("vec2f"),
    spread: read("f32"),
    dv: write("vec4f"),
  },
  params: SIZES,
  body: `  let image = lane / p.plane / p.groups;
  let at = image * p.plane + lane % p.plane;
  let divisor = max(level[image].x, sqrt(max(around[at].x, 0.0)));
  let value = dy[lane] / divisor + 2.0 * v[lane] * spread[at];
  dv[lane] = select(vec4f(0.0), value, vec4<bool>(own[at].y > 0.0 && divisor > 0.0));`,
});
