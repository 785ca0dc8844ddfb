import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { type ElementwiseLossRow, LOSS_WGSL } from "./rows.ts";

/**
 * `mask` is 1 where some of the numbers do not exist: number `4 (lane / plane % groups)` on are
 * below `channels`, the others are no part of the loss.
 */
const SIZES = {
  fours: "u32",
  plane: "u32",
  groups: "u32",
  channels: "u32",
  mask: "u32",
  weighted: "u32",
  reduced: "u32",
  margin: "f32",
} as const;

const FUNCTIONS = `${LOSS_WGSL}
fn exists(i: u32) -> vec4<bool> {
  if (p.mask == 0u) { return vec4<bool>(true); }
  return vec4u(0u, 1u, 2u, 3u) + 4u * (i / p.plane % p.groups) < vec4u(p.channels);
}`;

/**
 * Each lane takes every `lanes`-th four numbers. To be reduced, it leaves the sums of `w l` and of `w` in
 * `pairs`; otherwise there is one lane for each four, and it leaves `w l` in `elements`.
 */
export function elementwiseLossForward(row: ElementwiseLossRow) {
  return defineLaneKernel({
    name: row.name,
    bindings: {
      input: read("vec4f"),
      wanted: read("vec4f"),
      weights: read("vec4f"),
      elements: write("vec4f"),
      pairs: write("vec2f"),
    },
    params: SIZES,
    functions: FUNCTIONS,
    body: `  let margin = vec4f(p.margin);
  var sum = vec4f(0.0);
  var total = vec4f(0.0);
  for (var i = lane; i < p.fours; i += p.lanes) {
    let x = input[i];
    let t = wanted[i];
    let real = exists(i);
    var w = select(vec4f(0.0), vec4f(1.0), real);
    if (p.weighted == 1u) { w = select(vec4f(0.0), weights[i], real); }
    // What weighs nothing may be infinite.
    sum += select(vec4f(0.0), w * (${row.wgsl}), w != vec4f(0.0));
    total += w;
  }
  if (p.reduced == 1u) { pairs[lane] = vec2f(dot(sum, vec4f(1.0)), dot(total, vec4f(1.0))); }
  else { elements[lane] = sum; }`,
  });
}

/** `dx = sign dloss w f'(x) / total`, one lane four numbers. */
export function elementwiseLossBackward(row: ElementwiseLossRow) {
  return defineLaneKernel({
    name: `${row.name} gradient`,
    bindings: {
      input: read("vec4f"),
      wanted: read("vec4f"),
      weights: read("vec4f"),
      total: read("f32"),
      dloss: read("vec4f"),
      dx: write("vec4f"),
    },
    params: { ...SIZES, sign: "f32" },
    functions: FUNCTIONS,
    body: `  let margin = vec4f(p.margin);
  let x = input[lane];
  let t = wanted[lane];
  var w = vec4f(p.sign);
  if (p.weighted == 1u) { w *= weights[lane]; }
  if (p.reduced == 0u) { w *= dloss[lane]; }
  else if (total[0] > 0.0) { w *= dloss[0].x / total[0]; }
  else { w = vec4f(0.0); }
  let real = exists(lane);
  dx[lane] = select(vec4f(0.0), w * (${row.grad}), real & (w != vec4f(0.0)));`,
  });
}
