import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { eachWindow, WINDOW_PARAMS } from "../window_geometry.wgsl.ts";

const PARAMS = { ...WINDOW_PARAMS, channels: "u32", groups: "u32" } as const;

/** One lane four neighbouring numbers of a row: the first is found by division, the others by carrying. */
export const gatherWindowsKernel = defineLaneKernel({
  name: "gather windows",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: PARAMS,
  body: `  let tap = 4u * lane;
  let line = tap / p.kw;
  let map = line / p.kh;
  let window = map / p.channels;
  let row = window / p.ow;
  var kx = tap - line * p.kw;
  var ky = line - map * p.kh;
  var c = map - window * p.channels;
  var ox = window - row * p.ow;
  var n = row / p.oh;
  var oy = row - n * p.oh;
  var value = vec4f(0.0);
  for (var l = 0u; l < 4u; l++) {
    // Above and left of the image these wrap around to numbers beyond its size.
    let iy = oy * p.sy + ky - p.top;
    let ix = ox * p.sx + kx - p.left;
    if (iy < p.ih && ix < p.iw) {
      value[l] = x[((n * p.groups + c / 4u) * p.ih + iy) * p.iw + ix][c % 4u];
    }
    kx++;
    if (kx == p.kw) { kx = 0u; ky++; }
    if (ky == p.kh) { ky = 0u; c++; }
    if (c == p.channels) { c = 0u; ox++; }
    if (ox == p.ow) { ox = 0u; oy++; }
    if (oy == p.oh) { oy = 0u; n++; }
  }
  y[lane] = value;`,
});

/** One lane a pixel of four channels: four loads for each window that covers it. */
export const scatterWindowsKernel = defineLaneKernel({
  name: "scatter windows",
  bindings: { x: read("f32"), y: write("vec4f") },
  params: PARAMS,
  body: `  var sum = vec4f(0.0);
${
    eachWindow(`let n = plane / p.groups;
      let first = 4u * (plane - n * p.groups);
      let row = (n * p.oh + oy) * p.ow + ox;
      let column = ((row * p.channels + first) * p.kh + ky) * p.kw + kx;
      for (var l = 0u; l < min(4u, p.channels - first); l++) {
        sum[l] += x[column + l * p.kh * p.kw];
      }`)
  }
  y[lane] = sum;`,
});
