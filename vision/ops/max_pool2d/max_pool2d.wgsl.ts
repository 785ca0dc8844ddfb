import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

const SIZES = {
  iw: "u32",
  ih: "u32",
  ow: "u32",
  oh: "u32",
  kernel: "u32",
  stride: "u32",
} as const;

/** The window's maximum; with `save` also the index of the first largest tap of each channel. */
function largest(save: boolean): string {
  return `  let line = lane / p.ow;
  let plane = line / p.oh;
  let ox = lane - line * p.ow;
  let oy = line - plane * p.oh;
  let corner = (plane * p.ih + oy * p.stride) * p.iw + ox * p.stride;
  var best = x[corner];
  ${save ? "var tap = vec4u(0u);" : ""}
  for (var ky = 0u; ky < p.kernel; ky++) {
    for (var kx = 0u; kx < p.kernel; kx++) {
      let value = x[corner + ky * p.iw + kx];
      let larger = value > best;
      best = select(best, value, larger);
      ${save ? "tap = select(tap, vec4u(ky * p.kernel + kx), larger);" : ""}
    }
  }
  y[lane] = best;
  ${save ? "taps[lane] = tap.x | (tap.y << 8u) | (tap.z << 16u) | (tap.w << 24u);" : ""}`;
}

/** One lane an output pixel of four channels: `kernel^2` loads, one store. */
export const maxPoolInference = defineLaneKernel({
  name: "max_pool2d inference",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: SIZES,
  body: largest(false),
});

/**
 * The same, and one byte for each output says which tap was the first largest, so that the backward
 * pass needs neither input nor output.
 */
export const maxPoolForward = defineLaneKernel({
  name: "max_pool2d",
  bindings: { x: read("vec4f"), y: write("vec4f"), taps: write("u32") },
  params: SIZES,
  body: largest(true),
});

/**
 * Gradient of the input as a gather, one lane an input pixel of four channels: of each window that
 * covers it, the gradient where it was the first largest. No window adds to a pixel twice, and no
 * two lanes write one place, so the sum has a fixed order.
 */
export const maxPoolBackward = defineLaneKernel({
  name: "max_pool2d gradient",
  bindings: { dy: read("vec4f"), taps: read("u32"), dx: write("vec4f") },
  params: { ...SIZES, reach: "u32" },
  body: `  let line = lane / p.iw;
  let plane = line / p.ih;
  let ix = lane - line * p.iw;
  let iy = line - plane * p.ih;
  // The last window that begins at or before this pixel, and up to \`reach\` before it, cover it.
  let right = ix / p.stride;
  let bottom = iy / p.stride;
  let left = right - min(right, p.reach);
  let top = bottom - min(bottom, p.reach);
  var sum = vec4f(0.0);
  for (var oy = top; oy <= min(bottom, p.oh - 1u); oy++) {
    let dy0 = iy - oy * p.stride;
    if (dy0 >= p.kernel) { continue; }
    for (var ox = left; ox <= min(right, p.ow - 1u); ox++) {
      let dx0 = ix - ox * p.stride;
      if (dx0 >= p.kernel) { continue; }
      let at = (plane * p.oh + oy) * p.ow + ox;
      let mine = vec4u(dy0 * p.kernel + dx0);
      let tap = (vec4u(taps[at]) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(255u);
      sum += select(vec4f(0.0), dy[at], tap == mine);
    }
  }
  dx[lane] = sum;`,
});
