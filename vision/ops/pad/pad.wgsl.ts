import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

/** Number of each mode in the kernels. */
export const PAD_MODES = { constant: 0, edge: 1, reflect: 2 } as const;

const SIZES = {
  iw: "i32",
  ih: "i32",
  ow: "i32",
  oh: "i32",
  top: "i32",
  left: "i32",
  mode: "u32",
  groups: "u32",
  channels: "u32",
} as const;

const { edge, reflect } = PAD_MODES;

/** One lane a pixel of four channels of the result: one load, or none in a constant margin. */
export const padForward = defineLaneKernel({
  name: "pad",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: { ...SIZES, value: "f32" },
  functions: `
// The pixel of an axis of \`size\` that shows at \`i\`, counted from the first.
fn shown(i: i32, size: i32) -> i32 {
  if (p.mode == ${edge}u) { return clamp(i, 0, size - 1); }
  if (p.mode == ${reflect}u) { return size - 1 - abs(size - 1 - abs(i)); }
  return i;
}`,
  body: `  let line = i32(lane) / p.ow;
  let plane = line / p.oh;
  let iy = shown(line - plane * p.oh - p.top, p.ih);
  let ix = shown(i32(lane) - line * p.ow - p.left, p.iw);
  if (iy >= 0 && iy < p.ih && ix >= 0 && ix < p.iw) {
    y[lane] = x[(plane * p.ih + iy) * p.iw + ix];
  } else {
    let first = 4u * (u32(plane) % p.groups);
    let used = vec4u(first) + vec4u(0u, 1u, 2u, 3u) < vec4u(p.channels);
    y[lane] = select(vec4f(0.0), vec4f(p.value), used);
  }`,
});

/**
 * Gradient of the image as a gather, one lane a pixel of four channels: the sum over the places where
 * the pixel shows, along each axis one run of places, and by reflection up to two more.
 */
export const padBackward = defineLaneKernel({
  name: "pad gradient",
  bindings: { dy: read("vec4f"), dx: write("vec4f") },
  params: SIZES,
  functions: `
// First and last place of run \`k\` where pixel \`i\` shows; the last lies before the first where there is none.
fn places(i: i32, k: u32, size: i32, before: i32, total: i32) -> vec2i {
  let own = i + before;
  if (k == 0u) {
    if (p.mode != ${edge}u) { return vec2i(own); }
    return vec2i(select(own, 0, i == 0), select(own, total - 1, i == size - 1));
  }
  let mirrored = before + select(2 * (size - 1) - i, -i, k == 1u);
  // The outermost pixels are the mirrors: they show once.
  let none = mirrored < 0 || mirrored >= total || mirrored == own;
  return select(vec2i(mirrored), vec2i(0, -1), none);
}`,
  body: `  let line = i32(lane) / p.iw;
  let plane = line / p.ih;
  let ix = i32(lane) - line * p.iw;
  let iy = line - plane * p.ih;
  let runs = select(1u, 3u, p.mode == ${reflect}u);
  var sum = vec4f(0.0);
  for (var ky = 0u; ky < runs; ky++) {
    let rows = places(iy, ky, p.ih, p.top, p.oh);
    for (var oy = rows.x; oy <= rows.y; oy++) {
      for (var kx = 0u; kx < runs; kx++) {
        let columns = places(ix, kx, p.iw, p.left, p.ow);
        for (var ox = columns.x; ox <= columns.y; ox++) {
          sum += dy[(plane * p.oh + oy) * p.ow + ox];
        }
      }
    }
  }
  dx[lane] = sum;`,
});
