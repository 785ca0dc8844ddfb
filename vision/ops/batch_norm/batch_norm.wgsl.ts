import { defineKernel, defineLaneKernel, read, write } from "../../kernel/kernel.ts";

/** How the numbers of four channels lie: together in images, one by one in rows of features. */
export type Arrangement = "image" | "rows";

/** `images` of `plane` pixels in `groups` of four channels; rows of features are one image of all rows. */
const SIZES = { plane: "u32", groups: "u32", channels: "u32" } as const;

/** WGSL by arrangement: element type, place of four channels of a pixel, how they are read and written. */
const ARRANGED = {
  image: {
    element: "vec4f",
    place: "(image * p.groups + quad) * p.plane + pixel",
    load: (from: string) => `${from}[at]`,
    store: (to: string, value: string) => `${to}[at] = ${value};`,
  },
  rows: {
    element: "f32",
    place: "pixel * p.channels + quad * 4u",
    load: (from: string) =>
      `select(vec4f(0.0), vec4f(${from}[at], ${from}[at + 1u], ${from}[at + 2u], ` +
      `${from}[at + 3u]), used)`,
    store: (to: string, value: string) =>
      `let out = ${value};
  for (var j = 0u; j < 4u; j++) { if (used[j]) { ${to}[at + j] = out[j]; } }`,
  },
} as const;

const USED = "let used = vec4u(0u, 1u, 2u, 3u) + 4u * quad < vec4u(p.channels);";

/** `pieces` lanes for each group of an image: `part` of `parts`, pixel by pixel. */
const PART = `  let piece = lane % p.pieces;
  let quad = lane / p.pieces % p.groups;
  let image = lane / p.pieces / p.groups;
  let slot = quad * p.parts + image * p.pieces + piece;
  ${USED}`;

/**
 * First pass of mean and variance: a part of the sum of `x` or, `centred`, of `(x - mean)^2`. One lane a
 * part of four channels: reads it once.
 */
function sums(arrangement: Arrangement) {
  const { element, place, load } = ARRANGED[arrangement];
  return defineLaneKernel({
    name: `batch norm sums, ${arrangement}`,
    bindings: { x: read(element), mean: read("vec4f"), partial: write("vec4f") },
    params: { ...SIZES, pieces: "u32", parts: "u32", centred: "u32" },
    body: `${PART}
  let centred = p.centred == 1u;
  let centre = select(vec4f(0.0), mean[quad], vec4<bool>(centred));
  var sum = vec4f(0.0);
  for (var pixel = piece; pixel < p.plane; pixel += p.pieces) {
    let at = ${place};
    let d = ${load("x")} - centre;
    sum += select(d, d * d, vec4<bool>(centred));
  }
  partial[slot] = sum;`,
  });
}

/** First pass of the gradients: parts of the sums of `dy` and of `dy (x - mean)`. Two reads a pixel. */
function gradientSums(arrangement: Arrangement) {
  const { element, place, load } = ARRANGED[arrangement];
  return defineLaneKernel({
    name: `batch norm gradient sums, ${arrangement}`,
    bindings: {
      x: read(element),
      dy: read(element),
      mean: read("vec4f"),
      partial: write("vec4f"),
    },
    params: { ...SIZES, pieces: "u32", parts: "u32" },
    body: `${PART}
  let centre = mean[quad];
  var sum = vec4f(0.0);
  var product = vec4f(0.0);
  for (var pixel = piece; pixel < p.plane; pixel += p.pieces) {
    let at = ${place};
    let d = ${load("dy")};
    sum += d;
    product += d * (${load("x")} - centre);
  }
  partial[2u * slot] = sum;
  partial[2u * slot + 1u] = product;`,
  });
}

/** Four channels of one pixel, `lane` by lane. */
const PIXEL = `  let pixel = lane % p.plane;
  let quad = lane / p.plane % p.groups;
  let image = lane / p.plane / p.groups;
  ${USED}`;

/**
 * `y = gamma (x - mean) / sqrt(variance + eps) + beta`, one lane four channels of a pixel. Memory: one
 * read, one write.
 */
function normalise(arrangement: Arrangement) {
  const { element, place, load, store } = ARRANGED[arrangement];
  return defineLaneKernel({
    name: `batch norm, ${arrangement}`,
    bindings: {
      x: read(element),
      mean: read("vec4f"),
      variance: read("vec4f"),
      gamma: read("vec4f"),
      beta: read("vec4f"),
      y: write(element),
    },
    params: { ...SIZES, eps: "f32", affine: "u32" },
    body: `${PIXEL}
  let at = ${place};
  var value = (${load("x")} - mean[quad]) * inverseSqrt(variance[quad] + p.eps);
  if (p.affine == 1u) { value = value * gamma[quad] + beta[quad]; }
  ${store("y", "select(vec4f(0.0), value, used)")}`,
  });
}

/**
 * `dx = gamma s (dy - share (dbeta + s (x - mean) dgamma))`, `s = 1 / sqrt(variance + eps)`; `share` is
 * `1 / count` where the statistics are those of the batch, 0 where they are given. Memory: two reads,
 * one write.
 */
function gradient(arrangement: Arrangement) {
  const { element, place, load, store } = ARRANGED[arrangement];
  return defineLaneKernel({
    name: `batch norm gradient, ${arrangement}`,
    bindings: {
      x: read(element),
      dy: read(element),
      mean: read("vec4f"),
      variance: read("vec4f"),
      gamma: read("vec4f"),
      dgamma: read("vec4f"),
      dbeta: read("vec4f"),
      dx: write(element),
    },
    params: { ...SIZES, eps: "f32", affine: "u32", share: "f32" },
    body: `${PIXEL}
  let at = ${place};
  let scale = inverseSqrt(variance[quad] + p.eps);
  var value = ${load("dy")};
  if (p.share > 0.0) {
    let hat = (${load("x")} - mean[quad]) * scale;
    value -= p.share * (dbeta[quad] + hat * dgamma[quad]);
  }
  value *= scale;
  if (p.affine == 1u) { value *= gamma[quad]; }
  ${store("dx", "select(vec4f(0.0), value, used)")}`,
  });
}

/** The kernels of an arrangement. */
function arranged(arrangement: Arrangement) {
  return {
    sums: sums(arrangement),
    gradientSums: gradientSums(arrangement),
    normalise: normalise(arrangement),
    gradient: gradient(arrangement),
  };
}

/** The kernels that see single numbers, by how those lie. */
export const KERNELS = { image: arranged("image"), rows: arranged("rows") } as const;

/**
 * Second pass, one workgroup four channels: adds the parts up in a fixed order and takes the running
 * number `momentum` of the way to the new one times `unbias`.
 */
export const statisticKernel = defineKernel({
  name: "batch norm statistic",
  bindings: { partial: read("vec4f"), statistic: write("vec4f"), running: write("vec4f") },
  params: { parts: "u32", count: "f32", momentum: "f32", unbias: "f32" },
  functions: "var<workgroup> shares: array<vec4f, 64>;",
  body: `  var share = vec4f(0.0);
  for (var i = local.x; i < p.parts; i += 64u) { share += partial[group.x * p.parts + i]; }
  shares[local.x] = share;
  workgroupBarrier();
  if (local.x == 0u) {
    var sum = vec4f(0.0);
    for (var i = 0u; i < 64u; i++) { sum += shares[i]; }
    let value = sum / p.count;
    statistic[group.x] = value;
    // Of a batch that is no number not even a share of 0 may go in.
    if (p.momentum > 0.0) {
      let before = running[group.x];
      running[group.x] = before + p.momentum * (p.unbias * value - before);
    }
  }`,
});

/** Second pass of the gradients: `dgamma` and `dbeta`, in a fixed order. */
export const gradientSumKernel = defineKernel({
  name: "batch norm gradient of scale and shift",
  bindings: {
    partial: read("vec4f"),
    variance: read("vec4f"),
    dgamma: write("vec4f"),
    dbeta: write("vec4f"),
  },
  params: { parts: "u32", eps: "f32" },
  functions: `var<workgroup> sums: array<vec4f, 64>;
var<workgroup> products: array<vec4f, 64>;`,
  body: `  var sum = vec4f(0.0);
  var product = vec4f(0.0);
  for (var i = local.x; i < p.parts; i += 64u) {
    let slot = 2u * (group.x * p.parts + i);
    sum += partial[slot];
    product += partial[slot + 1u];
  }
  sums[local.x] = sum;
  products[local.x] = product;
  workgroupBarrier();
  if (local.x == 0u) {
    for (var i = 1u; i < 64u; i++) {
      sum += sums[i];
      product += products[i];
    }
    dbeta[group.x] = sum;
    dgamma[group.x] = product * inverseSqrt(variance[group.x] + p.eps);
  }`,
});
