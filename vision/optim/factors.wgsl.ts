import { type Binding, defineKernel, LANES, read, write } from "../kernel/kernel.ts";
import type { UniformFields } from "../kernel/uniforms.ts";
import type { UpdateKernel } from "./update.wgsl.ts";

/** `vec4`s that one workgroup of {@link squaresKernel} adds up. */
export const SQUARES_OF_GROUP = 1024;

const made = new Map<number, UpdateKernel>();

/**
 * Gradients are added up squared as they are, and once more made that much smaller: where the one sum is
 * beyond f32, as of numbers from 1e19 on, the other is not.
 */
const SMALLER = 2 ** -80;

/** A sum beyond this is taken for none. */
const GREATEST = "3.4e38";

/** `partial` of all lanes of a workgroup, added up in pairs, always in the same order, in `partial[0]`. */
const TREE = `  for (var half = ${LANES / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local.x < half) { partial[local.x] += partial[local.x + half]; }
  }`;

/**
 * Sums of squares of `count` gradients, as they are and {@link SMALLER}, one pair for each workgroup: the
 * first stage of a norm. What lies beyond the last number of a gradient may be anything and is left out.
 */
export function squaresKernel(count: number): UpdateKernel {
  let kernel = made.get(count);
  if (kernel) return kernel;
  const each = Array.from({ length: count }, (_, i) => i);
  const bindings: Record<string, Binding> = {};
  const params: Record<string, "u32"> = { first: "u32" };
  for (const i of each) {
    bindings[`gradient${i}`] = read("vec4f");
    params[`end${i}`] = "u32";
    params[`count${i}`] = "u32";
  }
  bindings.squares = write("vec2f");
  const branches = each.map((i) => {
    const from = i === 0 ? "group.x" : `group.x - p.end${i - 1}`;
    return `if (group.x < p.end${i}) {
    let start = (${from}) * ${SQUARES_OF_GROUP}u;
    let end = min(start + ${SQUARES_OF_GROUP}u, (p.count${i} + 3u) / 4u);
    for (var k = start + local.x; k < end; k += ${LANES}u) {
      let inside = vec4u(4u * k) + vec4u(0u, 1u, 2u, 3u) < vec4u(p.count${i});
      let g = select(vec4f(0.0), gradient${i}[k], inside);
      sum += g * g;
      let small = ${SMALLER} * g;
      smallSum += small * small;
    }
  }`;
  });
  kernel = defineKernel({
    name: "gradient_squares",
    bindings,
    params: params as UniformFields,
    functions: `var<workgroup> partial: array<vec2f, ${LANES}>;`,
    body: `  var sum = vec4f(0.0);
  var smallSum = vec4f(0.0);
  ${branches.join(" else ")}
  let pairs = vec4f(sum.xy + sum.zw, smallSum.xy + smallSum.zw);
  partial[local.x] = pairs.xz + pairs.yw;
${TREE}
  if (local.x == 0u) { squares[p.first + group.x] = partial[0]; }`,
  }) as unknown as UpdateKernel;
  made.set(count, kernel);
  return kernel;
}

/**
 * Counts a step, and leaves in `factors` what its updates are multiplied by: `[clip, decay, l1, norm]`
 * and `[1 / (1 - slow^t), 1 / (1 - fast^t), t, 0]`, where `clip = min(1, clipNorm / norm)`. `t` counts
 * from 1. One workgroup, the second stage of the norm. Of a norm that is itself beyond f32 `clip` is NaN.
 *
 * `1 - b^t = -expm1(t log b)`, by its series where the argument is small: near 0 the plain difference
 * would lose most of its digits.
 */
export const factorsKernel = defineKernel({
  name: "optimizer_factors",
  bindings: { squares: read("vec2f"), steps: write("f32"), factors: write("vec4f") },
  params: {
    squareCount: "u32",
    clipNorm: "f32",
    weightDecay: "f32",
    weightDecayFrom: "f32",
    l1: "f32",
    l1From: "f32",
    logSlow: "f32",
    logFast: "f32",
  },
  functions: `var<workgroup> partial: array<vec2f, ${LANES}>;
fn forgotten(x: f32) -> f32 {
  if (x < -0.5) { return 1.0 - exp(x); }
  var series = 1.0;
  for (var k = 9.0; k > 1.0; k -= 1.0) { series = 1.0 + x * series / k; }
  return -x * series;
}`,
  body: `  var sum = vec2f(0.0);
  for (var k = local.x; k < p.squareCount; k += ${LANES}u) { sum += squares[k]; }
  partial[local.x] = sum;
${TREE}
  if (local.x > 0u) { return; }
  let done = steps[0];
  let plain = partial[0].x;
  let norm = select(sqrt(partial[0].y) / ${SMALLER}, sqrt(plain), plain < ${GREATEST});
  var clip = select(1.0, p.clipNorm / norm, p.clipNorm > 0.0 && norm > p.clipNorm);
  // A factor of 0 would end all learning without a word.
  if (norm > ${GREATEST}) { clip = bitcast<f32>(0x7fc00000u + p.squareCount); }
  factors[0] = vec4f(
    clip,
    select(0.0, p.weightDecay, done >= p.weightDecayFrom),
    select(0.0, p.l1, done >= p.l1From),
    norm,
  );
  let t = done + 1.0;
  factors[1] = vec4f(1.0 / forgotten(t * p.logSlow), 1.0 / forgotten(t * p.logFast), t, 0.0);
  steps[0] = t;`,
});
