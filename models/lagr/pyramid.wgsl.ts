import { defineKernel, defineLaneKernel, read, texture, uniform, write } from "../../vision/mod.ts";
import { unrolled } from "../../vision/kernel/unrolled.ts";

/** How the camera stands over the ground; may change between replays. */
export const STANCE = {
  /** `levelFromCamera`, row after row. */
  r0: "f32",
  r1: "f32",
  r2: "f32",
  r3: "f32",
  r4: "f32",
  r5: "f32",
  r6: "f32",
  r7: "f32",
  r8: "f32",
  /** Of the eye over the plane, metres. */
  height: "f32",
} as const;

const COLOUR = `
// IEC 61966-2-1.
fn encoded(linear: vec3f) -> vec3f {
  let bright = 1.055 * pow(max(linear, vec3f(0.0031308)), vec3f(1.0 / 2.4)) - 0.055;
  return select(bright, 12.92 * linear, linear <= vec3f(0.0031308));
}
fn decoded(value: vec3f) -> vec3f {
  let bright = pow((value + 0.055) / 1.055, vec3f(2.4));
  return select(bright, value / 12.92, value <= vec3f(0.04045));
}
// Luma and colour differences of ITU-R BT.601.
fn yuv(rgb: vec3f) -> vec3f {
  let y = dot(rgb, vec3f(0.299, 0.587, 0.114));
  return vec3f(y, 0.492 * (rgb.b - y), 0.877 * (rgb.r - y));
}`;

/** The light of a pixel of the picture. */
const LIGHT = `${COLOUR}
fn light(at: vec2i) -> vec3f {
  let colour = textureLoad(source, at, 0).rgb;
  if (p.decode != 0u) { return decoded(colour); }
  return colour;
}`;

/** Light of each 2 x 2 pixels of the picture; one lane a pixel of the result. */
export const halvePictureKernel = defineLaneKernel({
  name: "pyramid halve picture",
  bindings: { source: texture("f32"), levels: write("vec4f") },
  params: { width: "u32", decode: "u32" },
  functions: LIGHT,
  body: `  let at = 2 * vec2i(i32(lane % p.width), i32(lane / p.width));
  let sum = light(at) + light(at + vec2i(1, 0)) + light(at + vec2i(0, 1)) + light(at + vec2i(1, 1));
  levels[lane] = vec4f(0.25 * sum, 0.0);`,
});

/** The same of one level of the pyramid's light, which lies before the next in one array. */
export const halveLevelKernel = defineLaneKernel({
  name: "pyramid halve level",
  bindings: { levels: write("vec4f") },
  params: { width: "u32", fromWidth: "u32", origin: "u32", to: "u32" },
  body: `  let at = p.origin + 2u * (lane / p.width * p.fromWidth + lane % p.width);
  levels[p.to + lane] = 0.25 *
    (levels[at] + levels[at + 1u] + levels[at + p.fromWidth] + levels[at + p.fromWidth + 1u]);`,
});

/** Lanes of {@link chromaKernel}. */
const CHROMA_LANES = 64;

/**
 * Mean of U and V of a level, and one over their deviations: `(mean U, mean V, 1 / deviation U, ...)`. One
 * workgroup: each lane adds up every 64th pixel, and the first adds those up.
 */
export const chromaKernel = defineKernel({
  name: "pyramid chroma",
  bindings: { levels: read("vec4f"), chroma: write("vec4f") },
  params: { origin: "u32", count: "u32", least: "f32" },
  workgroup: [CHROMA_LANES, 1, 1],
  functions: `${COLOUR}
var<workgroup> sums: array<vec4f, ${CHROMA_LANES}>;`,
  body: `  var sum = vec4f(0.0);
  for (var i = local.x; i < p.count; i += ${CHROMA_LANES}u) {
    let uv = yuv(encoded(levels[p.origin + i].rgb)).yz;
    sum += vec4f(uv, uv * uv);
  }
  sums[local.x] = sum;
  workgroupBarrier();
  if (local.x == 0u) {
    var total = vec4f(0.0);
    for (var i = 0u; i < ${CHROMA_LANES}u; i++) { total += sums[i]; }
    total /= f32(p.count);
    let deviation = sqrt(max(total.zw - total.xy * total.xy, vec2f(0.0)));
    chroma[0] = vec4f(total.xy, 1.0 / max(deviation, vec2f(p.least)));
  }`,
});

/** `vec4` of the table of bands for each band. */
export const QUADS_OF_BAND = 3;

/**
 * YUV of each pixel of all bands, and 1, or 0 outside the picture. The ray of the level camera is turned into the
 * real one; the light is the mean over a square of the size of the output pixel, but at least of one
 * pixel of its level, each of whose pixels counts by the area it shares with the square: bilinear where the
 * picture is enlarged. One lane a pixel: 4 to 9 pixels read.
 */
export const sampleKernel = defineLaneKernel({
  name: "pyramid sample",
  bindings: {
    source: texture("f32"),
    levels: read("vec4f"),
    bandOf: read("u32"),
    bands: read("vec4f"),
    sampled: write("vec4f"),
    stance: uniform(STANCE),
  },
  params: {
    width: "u32",
    footRow: "f32",
    decode: "u32",
    pictureWidth: "f32",
    pictureHeight: "f32",
    fx: "f32",
    fy: "f32",
    cx: "f32",
    cy: "f32",
  },
  functions: LIGHT,
  body: `  let column = lane % p.width;
  let row = f32(lane / p.width);
  let band = 3u * bandOf[column];
  let place = bands[band]; // first column, middle, ray of a pixel, 1 / distance
  let shrink = bands[band + 1u]; // pixels of a level's pixel, side of the square, whether a level
  let level = bands[band + 2u]; // first pixel, width, height; half the band's width
  sampled[lane] = vec4f(0.0);
  let across = f32(column) - place.x - place.y;
  if (abs(across) > level.w) { return; }
  let rayX = across * place.z;
  let rayY = stance.height * place.w + (row - p.footRow) * place.z;
  let x = stance.r0 * rayX + stance.r3 * rayY + stance.r6;
  let y = stance.r1 * rayX + stance.r4 * rayY + stance.r7;
  let z = stance.r2 * rayX + stance.r5 * rayY + stance.r8;
  if (z < 1e-3) { return; }
  let u = p.fx * x / z + p.cx + 0.5;
  let v = p.fy * y / z + p.cy + 0.5;
  if (u < 0.0 || v < 0.0 || u > p.pictureWidth || v > p.pictureHeight) { return; }
  let middle = vec2f(u, v) / shrink.x;
  let low = middle - 0.5 * shrink.y;
  let high = middle + 0.5 * shrink.y;
  let first = vec2i(floor(low));
  let last = vec2i(ceil(high)) - 1;
  let border = vec2i(level.yz) - 1;
  var sum = vec3f(0.0);
  for (var j = first.y; j <= last.y; j++) {
    let shareY = min(high.y, f32(j + 1)) - max(low.y, f32(j));
    let fromRow = clamp(j, 0, border.y);
    for (var i = first.x; i <= last.x; i++) {
      let share = shareY * (min(high.x, f32(i + 1)) - max(low.x, f32(i)));
      let fromColumn = clamp(i, 0, border.x);
      if (shrink.z == 0.0) {
        sum += share * light(vec2i(fromColumn, fromRow));
      } else {
        sum += share * levels[i32(level.x) + fromRow * i32(level.y) + fromColumn].rgb;
      }
    }
  }
  let mean = sum / (shrink.y * shrink.y);
  sampled[lane] = vec4f(yuv(encoded(mean)), 1.0);`,
});

/** Output pixels of one lane of the pass along rows, and of that along columns. */
export const RUN = { row: 8, column: 5 } as const;

/** A weighted sum of `name0`, `name1`, ... as WGSL. */
function weighted(weights: ArrayLike<number>, name: (tap: number) => string): string {
  return Array.from(weights, (weight, tap) => `${weight} * ${name(tap)}`).join(" + ");
}

/**
 * Weighted sums along the rows, of what counts: `(sum w, sum w Y, sum w Y^2)`. One lane a run of a row: reads it and
 * half a window on both sides. Between two bands lie more pixels that do not count than that.
 */
export function rowSumsKernel(weights: ArrayLike<number>) {
  const half = (weights.length - 1) / 2;
  return defineLaneKernel({
    name: "pyramid sums along rows",
    bindings: { sampled: read("vec4f"), sums: write("vec4f") },
    params: { width: "u32", runs: "u32" },
    body: `  let row = i32(lane / p.runs * p.width);
  let start = i32(lane % p.runs) * ${RUN.row};
  let end = i32(p.width) - 1;
${
      unrolled(RUN.row + 2 * half, (i) =>
        `  let at${i} = start + ${i - half};
  let s${i} = sampled[row + clamp(at${i}, 0, end)].xw;
  let v${i} = select(vec3f(0.0), vec3f(1.0, s${i}.x, s${i}.x * s${i}.x), s${i}.y > 0.0 && at${i} >= 0 && at${i} <= end);`)
    }
${
      unrolled(RUN.row, (o) =>
        `  if (start + ${o} <= end) {
    sums[row + start + ${o}] = vec4f(${weighted(weights, (tap) => `v${o + tap}`)}, 0.0);
  }`)
    }`,
  });
}

/**
 * Local contrast normalisation of Y, `(Y - m) / max(least, sigma)` with the mean and the deviation around the pixel,
 * and `(U - mean) / deviation`, V likewise; 0 outside the picture. One lane a run of a column.
 */
export function normaliseKernel(weights: ArrayLike<number>) {
  const half = (weights.length - 1) / 2;
  return defineLaneKernel({
    name: "pyramid normalise",
    bindings: {
      sampled: read("vec4f"),
      sums: read("vec4f"),
      chroma: read("vec4f"),
      atlas: write("vec4f"),
    },
    params: { width: "u32", height: "u32", least: "f32" },
    body: `  let column = lane % p.width;
  let start = i32(lane / p.width) * ${RUN.column};
  let end = i32(p.height) - 1;
${
      unrolled(RUN.column + 2 * half, (i) =>
        `  let at${i} = start + ${i - half};
  let r${i} = sums[u32(clamp(at${i}, 0, end)) * p.width + column].xyz;
  let v${i} = select(vec3f(0.0), r${i}, at${i} >= 0 && at${i} <= end);`)
    }
  let uv = chroma[0];
${
      unrolled(RUN.column, (o) =>
        `  if (start + ${o} <= end) {
    let i = u32(start + ${o}) * p.width + column;
    let own = sampled[i];
    let sum = ${weighted(weights, (tap) => `v${o + tap}`)};
    let mean = sum.yz / max(sum.x, 1e-6);
    let sigma = sqrt(max(mean.y - mean.x * mean.x, 0.0));
    let y = (own.x - mean.x) / max(sigma, p.least);
    atlas[i] = select(vec4f(0.0), vec4f(y, (own.yz - uv.xy) * uv.zw, 0.0), own.w > 0.0);
  }`)
    }`,
  });
}
