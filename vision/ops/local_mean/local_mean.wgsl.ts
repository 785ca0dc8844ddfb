import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

/**
 * Mean over the channels of a pixel, of `x` or of its squares, and whether the pixel counts:
 * `(mean, 1)` or `(0, 0)`. Taken as the first channel and the mean distance from it, so that equal channels
 * give exactly their value. One lane a pixel: reads it once.
 */
export const channelMeanKernel = defineLaneKernel({
  name: "mean over channels",
  bindings: { x: read("vec4f"), valid: read("f32"), own: write("vec2f") },
  params: {
    plane: "u32",
    groups: "u32",
    channels: "u32",
    squares: "u32",
    masked: "u32",
    step: "u32",
  },
  body: `  let pixel = lane % p.plane;
  let image = lane / p.plane;
  if (p.masked == 1u && !(valid[image * p.step + pixel] > 0.0)) {
    own[lane] = vec2f(0.0);
    return;
  }
  let base = image * p.groups * p.plane + pixel;
  let squares = p.squares == 1u;
  let first = select(x[base].x, 0.0, squares);
  var sum = 0.0;
  for (var g = 0u; g < p.groups; g++) {
    let v = x[base + g * p.plane];
    let used = vec4u(0u, 1u, 2u, 3u) + 4u * g < vec4u(p.channels);
    let d = select(vec4f(0.0), select(v - first, v * v, vec4<bool>(squares)), used);
    sum += d.x + d.y + d.z + d.w;
  }
  own[lane] = vec2f(first + sum / f32(p.channels), 1.0);`,
});

/**
 * Weighted mean along one axis of numbers with weights: `(sum w v / sum w, sum w)`, `w` the window's times
 * their own; what lies outside weighs nothing. Taken about the first that counts, so that equal numbers
 * give exactly their value, but for squares, whose small sums would suffer. One lane a pixel: reads
 * the window's length.
 */
export const weightedMeanKernel = defineLaneKernel({
  name: "local mean along an axis",
  bindings: { numbers: read("vec2f"), window: read("f32"), means: write("vec2f") },
  params: { length: "u32", step: "u32", taps: "u32", squares: "u32" },
  body: `  let at = i32(lane / p.step % p.length) - i32(p.taps / 2u);
  let start = u32(max(0, -at));
  let end = min(p.taps, u32(i32(p.length) - at));
  var base = 0.0;
  var sum = 0.0;
  var total = 0.0;
  for (var t = start; t < end; t++) {
    let number = numbers[lane + t * p.step - p.taps / 2u * p.step];
    let weight = window[t] * number.y;
    if (weight > 0.0) {
      if (total == 0.0 && p.squares == 0u) { base = number.x; }
      sum += weight * (number.x - base);
      total += weight;
    }
  }
  means[lane] = select(vec2f(0.0), vec2f(base + sum / total, total), total > 0.0);`,
});

/** Window laid over each number along one axis, and all added up: the transpose of a weighted sum. */
export const spreadKernel = defineLaneKernel({
  name: "local spread along an axis",
  bindings: { numbers: read("f32"), window: read("f32"), sums: write("f32") },
  params: { length: "u32", step: "u32", taps: "u32" },
  body: `  let at = i32(lane / p.step % p.length) - i32(p.taps / 2u);
  let start = u32(max(0, -at));
  let end = min(p.taps, u32(i32(p.length) - at));
  var sum = 0.0;
  for (var t = start; t < end; t++) {
    sum += window[p.taps - 1u - t] * numbers[lane + t * p.step - p.taps / 2u * p.step];
  }
  sums[lane] = sum;`,
});
