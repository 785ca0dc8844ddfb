import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { LOG_SUM_WGSL } from "../softmax/softmax.wgsl.ts";

const SIZES = {
  plane: "u32",
  groups: "u32",
  channels: "u32",
  pixels: "u32",
  ignore: "u32",
} as const;

/**
 * First pass: each lane takes every `lanes`-th pixel and leaves the sums of `w nll` and of `w`, where
 * `nll = log(sum exp x) - x[label]`. Fixed order, so that equal inputs give equal sums.
 */
export const crossEntropyParts = defineLaneKernel({
  name: "cross entropy",
  bindings: {
    x: read("vec4f"),
    labels: read("u32"),
    weights: read("f32"),
    parts: write("vec2f"),
  },
  params: SIZES,
  functions: LOG_SUM_WGSL,
  body: `  var sums = vec2f(0.0);
  for (var i = lane; i < p.pixels; i += p.lanes) {
    let label = labels[i];
    if (label == p.ignore || label >= p.channels) { continue; }
    // What weighs nothing may be infinite.
    let weight = weights[label];
    if (weight == 0.0) { continue; }
    let base = i / p.plane * p.groups * p.plane + i % p.plane;
    let scale = logSum(base);
    let nll = scale.y - (x[base + label / 4u * p.plane][label % 4u] - scale.x);
    sums += weight * vec2f(nll, 1.0);
  }
  parts[lane] = sums;`,
});

/** `dx = dloss w[label] (softmax(x) - onehot(target)) / total`, one lane a pixel. */
export const crossEntropyBackward = defineLaneKernel({
  name: "cross entropy gradient",
  bindings: {
    x: read("vec4f"),
    labels: read("u32"),
    weights: read("f32"),
    total: read("f32"),
    dloss: read("f32"),
    dx: write("vec4f"),
  },
  params: SIZES,
  functions: LOG_SUM_WGSL,
  body: `  let base = lane / p.plane * p.groups * p.plane + lane % p.plane;
  let label = labels[lane];
  var factor = 0.0;
  if (label != p.ignore && label < p.channels && total[0] > 0.0) {
    factor = dloss[0] * weights[label] / total[0];
  }
  if (factor == 0.0) {
    for (var g = 0u; g < p.groups; g++) { dx[base + g * p.plane] = vec4f(0.0); }
    return;
  }
  let scale = logSum(base);
  for (var g = 0u; g < p.groups; g++) {
    let at = base + g * p.plane;
    let share = select(vec4f(0.0), exp(x[at] - scale.x - scale.y), used(g));
    let hit = select(vec4f(0.0), vec4f(1.0), vec4u(0u, 1u, 2u, 3u) + vec4u(g * 4u) == vec4u(label));
    dx[at] = factor * (share - hit);
  }`,
});
