import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { eachWindow, WINDOW_PARAMS } from "../window_geometry.wgsl.ts";

/** Images that one lane computes for: each weight is loaded once for all of them. */
export const IMAGES = 4;

const PARAMS = {
  ...WINDOW_PARAMS,
  n: "u32",
  channels: "u32",
  groups: "u32",
  outputs: "u32",
  outGroups: "u32",
} as const;

/**
 * Place of weight (o, c) of tap (ky, kx) at a unit. Neighbouring lanes are neighbouring units, and so are
 * their weights.
 */
const WEIGHT = `
fn place(o: u32, c: u32, ky: u32, kx: u32, unit: u32) -> u32 {
  return (((o * p.channels + c) * p.kh + ky) * p.kw + kx) * p.oh * p.ow + unit;
}`;

/** One lane an output pixel of four channels, of up to four images. */
export const locallyConnectedForward = defineLaneKernel({
  name: "locally_connected2d",
  bindings: { x: read("vec4f"), weight: read("f32"), bias: read("f32"), y: write("vec4f") },
  params: { ...PARAMS, hasBias: "u32" },
  functions: WEIGHT,
  body: `  let units = p.oh * p.ow;
  let plane = lane / units;
  let unit = lane - plane * units;
  let oy = unit / p.ow;
  let ox = unit - oy * p.ow;
  let block = plane / p.outGroups;
  let own = plane - block * p.outGroups;
  let outs = min(4u, p.outputs - 4u * own);
  let images = min(${IMAGES}u, p.n - ${IMAGES}u * block);
  var sum: array<vec4f, ${IMAGES}>;
  for (var j = 0u; j < outs; j++) {
    if (p.hasBias == 0u) { break; }
    for (var i = 0u; i < images; i++) { sum[i][j] = bias[(4u * own + j) * units + unit]; }
  }
  for (var ky = 0u; ky < p.kh; ky++) {
    // Above and left of the image these wrap around to numbers beyond its size.
    let iy = oy * p.sy + ky - p.top;
    if (iy >= p.ih) { continue; }
    for (var kx = 0u; kx < p.kw; kx++) {
      let ix = ox * p.sx + kx - p.left;
      if (ix >= p.iw) { continue; }
      for (var g = 0u; g < p.groups; g++) {
        let ins = min(4u, p.channels - 4u * g);
        var value: array<vec4f, ${IMAGES}>;
        for (var i = 0u; i < images; i++) {
          let map = (${IMAGES}u * block + i) * p.groups + g;
          value[i] = x[(map * p.ih + iy) * p.iw + ix];
        }
        for (var j = 0u; j < outs; j++) {
          var w = vec4f(0.0);
          for (var k = 0u; k < ins; k++) {
            w[k] = weight[place(4u * own + j, 4u * g + k, ky, kx, unit)];
          }
          for (var i = 0u; i < images; i++) { sum[i][j] += dot(w, value[i]); }
        }
      }
    }
  }
  for (var i = 0u; i < images; i++) {
    y[((${IMAGES}u * block + i) * p.outGroups + own) * units + unit] = sum[i];
  }`,
});

/** One lane an input pixel of four channels, of up to four images: through all units that see it. */
export const locallyConnectedGradInput = defineLaneKernel({
  name: "locally_connected2d input gradient",
  bindings: { dy: read("vec4f"), weight: read("f32"), dx: write("vec4f") },
  params: PARAMS,
  functions: WEIGHT,
  body: `  var sum: array<vec4f, ${IMAGES}>;
${
    eachWindow(`let block = plane / p.groups;
      let own = plane - block * p.groups;
      let ins = min(4u, p.channels - 4u * own);
      let images = min(${IMAGES}u, p.n - ${IMAGES}u * block);
      let unit = oy * p.ow + ox;
      for (var g = 0u; g < p.outGroups; g++) {
        let outs = min(4u, p.outputs - 4u * g);
        var value: array<vec4f, ${IMAGES}>;
        for (var i = 0u; i < images; i++) {
          value[i] = dy[((${IMAGES}u * block + i) * p.outGroups + g) * p.oh * p.ow + unit];
        }
        for (var k = 0u; k < ins; k++) {
          var w = vec4f(0.0);
          for (var j = 0u; j < outs; j++) {
            w[j] = weight[place(4u * g + j, 4u * own + k, ky, kx, unit)];
          }
          for (var i = 0u; i < images; i++) { sum[i][k] += dot(w, value[i]); }
        }
      }`)
  }
  let block = plane / p.groups;
  let own = plane - block * p.groups;
  for (var i = 0u; i < min(${IMAGES}u, p.n - ${IMAGES}u * block); i++) {
    let map = (${IMAGES}u * block + i) * p.groups + own;
    dx[map * p.ih * p.iw + lane - plane * p.ih * p.iw] = sum[i];
  }`,
});

/** One lane four by four weights of one tap at one unit: the sum over the images. */
export const locallyConnectedGradWeight = defineLaneKernel({
  name: "locally_connected2d weight gradient",
  bindings: { x: read("vec4f"), dy: read("vec4f"), dw: write("f32") },
  params: PARAMS,
  functions: WEIGHT,
  body: `  let units = p.oh * p.ow;
  let tap = lane / units;
  let unit = lane - tap * units;
  let oy = unit / p.ow;
  let ox = unit - oy * p.ow;
  let line = tap / p.kw;
  let kx = tap - line * p.kw;
  let block = line / p.kh;
  let ky = line - block * p.kh;
  let outer = block / p.groups;
  let own = block - outer * p.groups;
  let iy = oy * p.sy + ky - p.top;
  let ix = ox * p.sx + kx - p.left;
  var sum: array<vec4f, 4>;
  if (iy < p.ih && ix < p.iw) {
    for (var n = 0u; n < p.n; n++) {
      let value = x[((n * p.groups + own) * p.ih + iy) * p.iw + ix];
      let gradient = dy[(n * p.outGroups + outer) * units + unit];
      for (var j = 0u; j < 4u; j++) { sum[j] += gradient[j] * value; }
    }
  }
  for (var j = 0u; j < min(4u, p.outputs - 4u * outer); j++) {
    for (var k = 0u; k < min(4u, p.channels - 4u * own); k++) {
      dw[place(4u * outer + j, 4u * own + k, ky, kx, unit)] = sum[j][k];
    }
  }`,
});
