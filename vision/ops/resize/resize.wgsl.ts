import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

/** Divisions are dear on a software adapter: a lane's place is found with two, not four. */
const SIZES = { iw: "u32", ih: "u32", ow: "u32", oh: "u32", sx: "f32", sy: "f32" } as const;

/**
 * The two input rows (or columns) that an output row lies between, and how far it is from the first:
 * pixel centres are at half integers, `source = (o + 0.5) scale - 0.5`, and the border repeats.
 */
const TAPS = `
struct Taps { first: i32, second: i32, part: f32 }
fn taps(o: i32, scale: f32, size: u32) -> Taps {
  let last = i32(size) - 1;
  let source = max((f32(o) + 0.5) * scale - 0.5, 0.0);
  let first = min(i32(source), last);
  return Taps(first, min(first + 1, last), select(source - f32(first), 0.0, first == last));
}
fn weight(t: Taps, i: i32) -> f32 {
  return select(0.0, 1.0 - t.part, t.first == i) + select(0.0, t.part, t.second == i);
}`;

/** One lane an output pixel of four channels: four loads, one store. */
export const bilinearForward = defineLaneKernel({
  name: "resize bilinear",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: SIZES,
  functions: TAPS,
  body: `  let line = lane / p.ow;
  let image = line / p.oh;
  let across = taps(i32(lane - line * p.ow), p.sx, p.iw);
  let down = taps(i32(line - image * p.oh), p.sy, p.ih);
  let plane = i32(image * p.ih);
  let upper = (plane + down.first) * i32(p.iw);
  let lower = (plane + down.second) * i32(p.iw);
  let top = mix(x[upper + across.first], x[upper + across.second], across.part);
  let bottom = mix(x[lower + across.first], x[lower + across.second], across.part);
  y[lane] = mix(top, bottom, down.part);`,
});

/**
 * Gradient of the input as a gather, one lane an input pixel of four channels: the outputs whose
 * source lies within one pixel of it, each with the weight the forward pass gave this pixel.
 */
export const bilinearBackward = defineLaneKernel({
  name: "resize bilinear gradient",
  bindings: { dy: read("vec4f"), dx: write("vec4f") },
  params: SIZES,
  functions: TAPS + `
// Outputs o with |source(o) - i| < 1 fulfil (i - 0.5) / scale - 0.5 < o < (i + 1.5) / scale - 0.5;
// rounding may move a bound by a hair, where the weight is as good as 0.
fn reach(i: i32, scale: f32, size: u32) -> vec2i {
  let first = i32(ceil((f32(i) - 0.5) / scale - 0.5 - 0.001));
  let last = i32(floor((f32(i) + 1.5) / scale - 0.5 + 0.001));
  return vec2i(max(first, 0), min(last, i32(size) - 1));
}`,
  body: `  let inputLine = lane / p.iw;
  let image = inputLine / p.ih;
  let ix = i32(lane - inputLine * p.iw);
  let iy = i32(inputLine - image * p.ih);
  let plane = i32(image * p.oh);
  let columns = reach(ix, p.sx, p.ow);
  let rows = reach(iy, p.sy, p.oh);
  var sum = vec4f(0.0);
  for (var oy = rows.x; oy <= rows.y; oy++) {
    let down = weight(taps(oy, p.sy, p.ih), iy);
    let row = (plane + oy) * i32(p.ow);
    var line = vec4f(0.0);
    for (var ox = columns.x; ox <= columns.y; ox++) {
      line += dy[row + ox] * weight(taps(ox, p.sx, p.iw), ix);
    }
    sum += line * down;
  }
  dx[lane] = sum;`,
});

/** `source = floor(o i / o_size)` in integers; one lane an output pixel of four channels. */
export const nearestForward = defineLaneKernel({
  name: "resize nearest",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: SIZES,
  body: `  let ix = lane % p.ow * p.iw / p.ow;
  let iy = (lane / p.ow) % p.oh * p.ih / p.oh;
  y[lane] = x[(lane / (p.ow * p.oh) * p.ih + iy) * p.iw + ix];`,
});

/** Gradient of the input as a gather: the sum over the outputs that took this pixel. */
export const nearestBackward = defineLaneKernel({
  name: "resize nearest gradient",
  bindings: { dy: read("vec4f"), dx: write("vec4f") },
  params: SIZES,
  body: `  let ix = lane % p.iw;
  let iy = (lane / p.iw) % p.ih;
  let plane = lane / (p.iw * p.ih) * p.oh;
  // floor(o i / O) = k is the same as ceil(k O / i) <= o < ceil((k + 1) O / i).
  let left = (ix * p.ow + p.iw - 1u) / p.iw;
  let right = ((ix + 1u) * p.ow + p.iw - 1u) / p.iw;
  let top = (iy * p.oh + p.ih - 1u) / p.ih;
  let bottom = ((iy + 1u) * p.oh + p.ih - 1u) / p.ih;
  var sum = vec4f(0.0);
  for (var oy = top; oy < bottom; oy++) {
    for (var ox = left; ox < right; ox++) { sum += dy[(plane + oy) * p.ow + ox]; }
  }
  dx[lane] = sum;`,
});
