import { defineLaneKernel, type Kernel, read, write } from "../../kernel/kernel.ts";
import { unrolled } from "../../kernel/unrolled.ts";

/** Neighbouring pixels of a row that one lane computes: they share each weight that is loaded. */
export const PIXELS = 4;

const SIZES = {
  quads: "i32",
  h: "i32",
  w: "i32",
  oh: "i32",
  ow: "i32",
  kh: "i32",
  kw: "i32",
  strideY: "i32",
  strideX: "i32",
  top: "i32",
  left: "i32",
  dilationY: "i32",
  dilationX: "i32",
} as const;

/** Row tile, row, channels and image of a lane, for rows of `columns` pixels. */
const place = (columns: string, rows: string) => /* wgsl */ `
  let tiles = (p.${columns} + ${PIXELS - 1}) / ${PIXELS};
  let line = i32(lane) / tiles;
  let x0 = (i32(lane) - line * tiles) * ${PIXELS};
  let plane = line / p.${rows};
  let row = line - plane * p.${rows};
  let quad = plane % p.quads;`;

/**
 * Lays kernels `[c, 1, kh, kw]` out as `[c / 4][tap]` of four channels, and the bias behind them. One
 * lane a `vec4`.
 */
export const depthwisePack = defineLaneKernel({
  name: "depthwise pack",
  bindings: { weight: read("f32"), bias: read("f32"), packed: write("vec4f") },
  params: { channels: "u32", taps: "u32", hasBias: "u32" },
  body: /* wgsl */ `
  let quads = (p.channels + 3u) / 4u;
  let weights = quads * p.taps;
  let isBias = lane >= weights;
  let quad = select(lane / p.taps, lane - weights, isBias);
  let tap = lane - quad * p.taps;
  var four = vec4f(0.0);
  for (var i = 0u; i < min(4u, p.channels - quad * 4u); i++) {
    let c = quad * 4u + i;
    if (!isBias) { four[i] = weight[c * p.taps + tap]; }
    else if (p.hasBias == 1u) { four[i] = bias[c]; }
  }
  packed[lane] = four;`,
});

/**
 * `y[c, oy, ox] = act(b[c] + sum_{ky,kx} w[c, ky, kx] x[c, oy s + ky d - p, ox s + kx d - p])`, a lane
 * four pixels of four channels: one weight and four pixels are read for each tap.
 */
export const depthwiseForward = defineLaneKernel({
  name: "depthwise_conv2d",
  bindings: { x: read("vec4f"), w: read("vec4f"), y: write("vec4f") },
  params: { ...SIZES, relu: "u32" },
  body: /* wgsl */ `${place("ow", "oh")}
  let taps = p.kh * p.kw;
  let b = w[p.quads * taps + quad];
  ${unrolled(PIXELS, (t) => `var c${t} = b;`)}
  for (var ky = 0; ky < p.kh; ky++) {
    let iy = row * p.strideY + ky * p.dilationY - p.top;
    if (iy < 0 || iy >= p.h) { continue; }
    let source = (plane * p.h + iy) * p.w;
    for (var kx = 0; kx < p.kw; kx++) {
      let four = w[quad * taps + ky * p.kw + kx];
      let ix = x0 * p.strideX + kx * p.dilationX - p.left;
      ${
    unrolled(PIXELS, (t) =>
      /* wgsl */ `{
        let at = ix + ${t} * p.strideX;
        c${t} = fma(four, select(vec4f(0.0), x[source + clamp(at, 0, p.w - 1)], at >= 0 && at < p.w), c${t});
      }`)
  }
    }
  }
  let to = (plane * p.oh + row) * p.ow + x0;
  ${
    unrolled(PIXELS, (t) =>
      `if (x0 + ${t} < p.ow) {
    y[to + ${t}] = select(c${t}, vec4f(0.0), (c${t} < vec4f(0.0)) & vec4<bool>(p.relu == 1u));
  }`)
  }`,
});

/**
 * `dx[c, iy, ix] = sum_{ky,kx} w[c, ky, kx] dz[c, (iy + p - ky d) / s, (ix + p - kx d) / s]` over the taps
 * whose quotients are whole and inside, as a gather: no two lanes write one place.
 */
export const depthwiseGradInput = defineLaneKernel({
  name: "depthwise_conv2d input gradient",
  bindings: { dz: read("vec4f"), w: read("vec4f"), dx: write("vec4f") },
  params: SIZES,
  body: /* wgsl */ `${place("w", "h")}
  let taps = p.kh * p.kw;
  ${unrolled(PIXELS, (t) => `var c${t} = vec4f(0.0);`)}
  for (var ky = 0; ky < p.kh; ky++) {
    let aheadY = row + p.top - ky * p.dilationY;
    let oy = aheadY / p.strideY;
    if (oy * p.strideY != aheadY || oy < 0 || oy >= p.oh) { continue; }
    let source = (plane * p.oh + oy) * p.ow;
    for (var kx = 0; kx < p.kw; kx++) {
      let four = w[quad * taps + ky * p.kw + kx];
      let ahead = x0 + p.left - kx * p.dilationX;
      ${
    unrolled(PIXELS, (t) =>
      /* wgsl */ `{
        let ox = (ahead + ${t}) / p.strideX;
        let counts = ox * p.strideX == ahead + ${t} && ox >= 0 && ox < p.ow;
        c${t} = fma(four, select(vec4f(0.0), dz[source + clamp(ox, 0, p.ow - 1)], counts), c${t});
      }`)
  }
    }
  }
  let to = (plane * p.h + row) * p.w + x0;
  ${unrolled(PIXELS, (t) => `if (x0 + ${t} < p.w) { dx[to + ${t}] = c${t}; }`)}`,
});

/**
 * `partial[part][c / 4][tap] = sum over the part's rows of x[c, oy s + ky d - p, ox s + kx d - p] dz[c, oy, ox]`.
 * One lane for a part, four channels and a tap; parts are runs of rows of all images.
 */
export const depthwiseGradWeight = defineLaneKernel({
  name: "depthwise_conv2d weight gradient",
  bindings: { x: read("vec4f"), dz: read("vec4f"), partial: write("vec4f") },
  params: { ...SIZES, rows: "i32", rowsPerPart: "i32" },
  body: /* wgsl */ `
  let taps = p.kh * p.kw;
  let line = i32(lane) / taps;
  let tap = i32(lane) - line * taps;
  let part = line / p.quads;
  let quad = line - part * p.quads;
  let ky = tap / p.kw;
  let kx = tap - ky * p.kw;
  var sum = vec4f(0.0);
  for (var r = part * p.rowsPerPart; r < min((part + 1) * p.rowsPerPart, p.rows); r++) {
    let image = r / p.oh;
    let oy = r - image * p.oh;
    let iy = oy * p.strideY + ky * p.dilationY - p.top;
    if (iy < 0 || iy >= p.h) { continue; }
    let source = ((image * p.quads + quad) * p.h + iy) * p.w;
    let to = ((image * p.quads + quad) * p.oh + oy) * p.ow;
    for (var ox = 0; ox < p.ow; ox++) {
      let ix = ox * p.strideX + kx * p.dilationX - p.left;
      if (ix >= 0 && ix < p.w) { sum = fma(x[source + ix], dz[to + ox], sum); }
    }
  }
  partial[lane] = sum;`,
});

/** Adds the parts of all uses of the same weights up, in order: `dw[c, 0, ky, kx]`. A lane four channels of a tap. */
export function depthwiseGradWeightSum(uses: number): Kernel {
  const partials = Array.from({ length: uses }, (_, use) => `partial${use}`);
  return defineLaneKernel({
    name: "depthwise_conv2d weight gradient sum",
    bindings: {
      ...Object.fromEntries(partials.map((name) => [name, read("vec4f")])),
      dw: write("f32"),
    },
    params: {
      channels: "u32",
      taps: "u32",
      ...Object.fromEntries(partials.map((name) => [`${name}_parts`, "u32" as const])),
    },
    body: /* wgsl */ `
  var sum = vec4f(0.0);
  ${
      partials.map((name) =>
        `for (var part = 0u; part < p.${name}_parts; part++) { sum += ${name}[part * p.lanes + lane]; }`
      ).join("\n  ")
    }
  let quad = lane / p.taps;
  let tap = lane - quad * p.taps;
  for (var i = 0u; i < min(4u, p.channels - quad * 4u); i++) {
    dw[(quad * 4u + i) * p.taps + tap] = sum[i];
  }`,
  });
}
