import { defineKernel, defineLaneKernel, LANES, read, write } from "../../kernel/kernel.ts";
import { TEAM_WGSL } from "../reduce/team.ts";

/** `log` is 1 for the logarithm of the softmax. */
const SIZES = { plane: "u32", groups: "u32", channels: "u32", log: "u32" } as const;

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
    var v = x[at] - scale.x - scale.y;
    if (p.log == 0u) { v = exp(v); }
    y[at] = select(vec4f(0.0), v, used(g));
  }`,
});

/**
 * `dx = y (dy - sum(y dy))`, of the logarithm `dx = dy - exp(y) sum(dy)`; one lane a pixel. The spare
 * channels of `y` and `dy` are 0.
 */
export const softmaxBackward = defineLaneKernel({
  name: "softmax gradient",
  bindings: { y: read("vec4f"), dy: read("vec4f"), dx: write("vec4f") },
  params: SIZES,
  body: `  let base = lane / p.plane * p.groups * p.plane + lane % p.plane;
  var sum = 0.0;
  if (p.log == 1u) {
    for (var g = 0u; g < p.groups; g++) { sum += dot(vec4f(1.0), dy[base + g * p.plane]); }
    for (var g = 0u; g < p.groups; g++) {
      let at = base + g * p.plane;
      let used = vec4u(0u, 1u, 2u, 3u) + vec4u(g * 4u) < vec4u(p.channels);
      dx[at] = select(vec4f(0.0), dy[at] - exp(y[at]) * sum, used);
    }
    return;
  }
  for (var g = 0u; g < p.groups; g++) {
    sum += dot(y[base + g * p.plane], dy[base + g * p.plane]);
  }
  for (var g = 0u; g < p.groups; g++) {
    let at = base + g * p.plane;
    dx[at] = y[at] * (dy[at] - sum);
  }`,
});

/**
 * WGSL of a row that a team shares: `rowLogSum(base, length, local lane, first, member)` is what `logSum`
 * above is for a pixel. Number `j` of the row is `x[place(base, j)]`. Each member takes the sum above its own
 * largest value; the sums are then brought to the largest of all. All lanes of the workgroup must call it.
 */
export const ROW_LOG_SUM_WGSL = `
var<workgroup> rowTops: array<f32, ${LANES}>;
var<workgroup> rowSums: array<f32, ${LANES}>;
fn rowLogSum(base: u32, length: u32, here: u32, first: u32, member: u32) -> vec2f {
  var largest = -3.4028234e38;
  for (var j = member; j < length; j += p.team) { largest = max(largest, x[place(base, j)]); }
  var sum = 0.0;
  for (var j = member; j < length; j += p.team) { sum += exp(x[place(base, j)] - largest); }
  if (p.team > 1u) {
    rowTops[here] = largest;
    rowSums[here] = sum;
    workgroupBarrier();
    for (var i = first; i < first + p.team; i++) { largest = max(largest, rowTops[i]); }
    sum = 0.0;
    for (var i = first; i < first + p.team; i++) { sum += rowSums[i] * exp(rowTops[i] - largest); }
  }
  return vec2f(largest, log(sum));
}`;

const ROWS = { rows: "u32", length: "u32", team: "u32", log: "u32" } as const;

/** The same of the rows of a linear tensor, a team of lanes a row. */
export const softmaxRowsForward = defineKernel({
  name: "softmax of rows",
  bindings: { x: read("f32"), y: write("f32") },
  params: ROWS,
  functions: `fn place(base: u32, j: u32) -> u32 { return base + j; }${ROW_LOG_SUM_WGSL}`,
  body: `${TEAM_WGSL}
  let base = row * p.length;
  let length = select(0u, p.length, row < p.rows);
  let scale = rowLogSum(base, length, local.x, first, member);
  for (var j = member; j < length; j += p.team) {
    let v = x[base + j] - scale.x - scale.y;
    if (p.log == 1u) { y[base + j] = v; } else { y[base + j] = exp(v); }
  }`,
});

/** The gradients of {@link softmaxBackward} for the rows of a linear tensor. */
export const softmaxRowsBackward = defineKernel({
  name: "softmax gradient of rows",
  bindings: { y: read("f32"), dy: read("f32"), dx: write("f32") },
  params: ROWS,
  functions: `var<workgroup> sums: array<f32, ${LANES}>;`,
  body: `${TEAM_WGSL}
  let base = row * p.length;
  let end = select(base, base + p.length, row < p.rows);
  var sum = 0.0;
  if (p.log == 1u) {
    for (var i = base + member; i < end; i += p.team) { sum += dy[i]; }
  } else {
    for (var i = base + member; i < end; i += p.team) { sum += y[i] * dy[i]; }
  }
  if (p.team > 1u) {
    sums[local.x] = sum;
    workgroupBarrier();
    sum = 0.0;
    for (var i = first; i < first + p.team; i++) { sum += sums[i]; }
  }
  for (var i = base + member; i < end; i += p.team) {
    if (p.log == 1u) { dx[i] = dy[i] - exp(y[i]) * sum; } else { dx[i] = y[i] * (dy[i] - sum); }
  }`,
});
