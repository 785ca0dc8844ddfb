import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { isNan } from "../../kernel/nan.wgsl.ts";
import { eachTap, eachWindow, WINDOW, WINDOW_PARAMS } from "../window_geometry.wgsl.ts";

/**
 * The window's maximum; with `save` also the index of the first largest tap of each channel. NaN is taken for
 * the largest, so that a fault is seen where it begins.
 */
function largest(save: boolean): string {
  return `${WINDOW}
  var best = x[corner + ky0 * p.iw + kx0];
  ${save ? "var tap = vec4u(ky0 * p.kw + kx0);" : ""}
${
    eachTap(`let value = x[at];
      let larger = (value > best) | ${isNan("value")};
      best = select(best, value, larger);
      ${save ? "tap = select(tap, vec4u(ky * p.kw + kx), larger);" : ""}`)
  }
  y[lane] = best;
  ${save ? "taps[lane] = tap.x | (tap.y << 8u) | (tap.z << 16u) | (tap.w << 24u);" : ""}`;
}

/** One lane an output pixel of four channels: a load for each tap, one store. */
export const maxPoolInference = defineLaneKernel({
  name: "max_pool2d inference",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: WINDOW_PARAMS,
  body: largest(false),
});

/**
 * The same, and one byte for each output says which tap was the first largest, so that the backward
 * pass needs neither input nor output.
 */
export const maxPoolForward = defineLaneKernel({
  name: "max_pool2d",
  bindings: { x: read("vec4f"), y: write("vec4f"), taps: write("u32") },
  params: WINDOW_PARAMS,
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
  params: WINDOW_PARAMS,
  body: `  var sum = vec4f(0.0);
${
    eachWindow(`let mine = vec4u(ky * p.kw + kx);
      let tap = (vec4u(taps[at]) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(255u);
      sum += select(vec4f(0.0), dy[at], tap == mine);`)
  }
  dx[lane] = sum;`,
});
