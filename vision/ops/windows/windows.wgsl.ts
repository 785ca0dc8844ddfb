import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { eachWindow, WINDOW_PARAMS } from "../window_geometry.wgsl.ts";

const PARAMS = { ...WINDOW_PARAMS, channels: "u32", groups: "u32" } as const;

/** One lane a tap of a window in four channels: one load, up to four stores. */
export const gatherWindowsKernel = defineLaneKernel({
  name: "gather windows",
  bindings: { x: read("vec4f"), y: write("f32") },
  params: PARAMS,
  body: `  let line = lane / p.kw;
  let map = line / p.kh;
  let window = map / p.groups;
  let row = window / p.ow;
  let n = row / p.oh;
  let kx = lane - line * p.kw;
  let ky = line - map * p.kh;
  let g = map - window * p.groups;
  // Above and left of the image these wrap around to numbers beyond its size.
  let iy = (row - n * p.oh) * p.sy + ky - p.top;
  let ix = (window - row * p.ow) * p.sx + kx - p.left;
  var value = vec4f(0.0);
  if (iy < p.ih && ix < p.iw) { value = x[((n * p.groups + g) * p.ih + iy) * p.iw + ix]; }
  let taps = p.kh * p.kw;
  let at = (window * p.channels + 4u * g) * taps + ky * p.kw + kx;
  y[at] = value.x;
  if (4u * g + 1u < p.channels) { y[at + taps] = value.y; }
  if (4u * g + 2u < p.channels) { y[at + 2u * taps] = value.z; }
  if (4u * g + 3u < p.channels) { y[at + 3u * taps] = value.w; }`,
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
