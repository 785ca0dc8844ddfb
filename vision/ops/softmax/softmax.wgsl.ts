import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

const SIZES = { plane: "u32", groups: "u32", channels: "u32" } as const;

/**
 * WGSL shared by everything that takes a softmax over the channels of `x`: `used` marks the channels
 * of a group that exist; `logSum` is the largest value and the logarithm of the sum of exponentials
 * above it, so that no exponential overflows and the largest is 1.
 */
export const LOG_SUM_WGSL = `
fn used(group: u32) -> vec4<bool> {
  return vec4u(0u, 1u, 2u, 3u) + vec4u(group * 4u) < vec4u(p.channels);
}
fn logSum(base: u32) -> vec2f {
  var largest = x[base].x;
  for (var g = 0u; g < p.groups; g++) {
    let v = select(vec4f(largest), x[base + g * p.plane], used(g));
    largest = max(max(max(v.x, v.y), max(v.z, v.w)), largest);
  }
  var sum = 0.0;
  for (var g = 0u; g < p.groups; g++) {
    let e = select(vec4f(0.0), exp(x[base + g * p.plane] - largest), used(g));
    sum += e.x + e.y + e.z + e.w;
  }
  return vec2f(largest, log(sum));
}`;

/** One lane a pixel, all its channels: three reads, one write. */
export const softmaxForward = defineLaneKernel({
  name: "softmax",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: SIZES,
  functions: LOG_SUM_WGSL,
  body: `  let base = lane / p.plane * p.groups * p.plane + lane % p.plane;
  let scale = logSum(base);
  for (var g = 0u; g < p.groups; g++) {
    let at = base + g * p.plane;
    y[at] = select(vec4f(0.0), exp(x[at] - scale.x - scale.y), used(g));
  }`,
});

/** `dx = y (dy - sum(y dy))`, one lane a pixel; the spare channels of `y` are 0, so those of `dx` are. */
export const softmaxBackward = defineLaneKernel({
  name: "softmax gradient",
  bindings: { y: read("vec4f"), dy: read("vec4f"), dx: write("vec4f") },
  params: SIZES,
  body: `  let base = lane / p.plane * p.groups * p.plane + lane % p.plane;
  var sum = 0.0;
  for (var g = 0u; g < p.groups; g++) {
    sum += dot(y[base + g * p.plane], dy[base + g * p.plane]);
  }
  for (var g = 0u; g < p.groups; g++) {
    let at = base + g * p.plane;
    dx[at] = y[at] * (dy[at] - sum);
  }`,
});
