import { defineKernel, defineLaneKernel, LANES, read, write } from "../../kernel/kernel.ts";
import { isNan } from "../../kernel/nan.wgsl.ts";
import { TEAM_WGSL } from "./team.ts";

/** Numbers that a lane takes at once: 4 where they lie aligned, or 1. */
export type Width = 1 | 4;

/** What is computed of the numbers that one output stands for. */
export const MODES = { sum: 0, max: 1, ties: 2 } as const;

/** Offset of element `i` of up to four axes, the innermost first, with their strides. */
const PLACE_WGSL = `
fn place(i: u32, sizes: vec4u, strides: vec4u) -> u32 {
  if (sizes.y == 1u) { return i * strides.x; }
  let a = i / sizes.x;
  let b = a / sizes.y;
  let c = b / sizes.z;
  return (i - a * sizes.x) * strides.x + (a - b * sizes.y) * strides.y +
    (b - c * sizes.z) * strides.z + c * strides.w;
}`;

/** Params of up to four axes: `name0` is the innermost. */
function axes<N extends string>(name: N) {
  return Object.fromEntries([0, 1, 2, 3].map((i) => [name + i, "u32"])) as Record<
    `${N}${0 | 1 | 2 | 3}`,
    "u32"
  >;
}

const four = (name: string) => `vec4u(p.${name}0, p.${name}1, p.${name}2, p.${name}3)`;

/** Of the four numbers at `at` those that exist. */
const used = (group: string) => `(vec4u(0u, 1u, 2u, 3u) + 4u * ${group} < vec4u(p.channels))`;

/**
 * A team of lanes reduces one part of what one output (of width 4: four neighbouring ones, or one where
 * the four numbers are reduced too, `fold`) is made of; each lane takes every `team`-th number, and the
 * first adds up what the members have. With `staged` the parts lie one after the other in `out`, for a
 * second run. The order is fixed by the sizes alone, so that equal inputs give equal sums.
 */
export function reduceKernel(width: Width) {
  const wide = width === 4;
  const type = wide ? "vec4f" : "f32";
  return defineKernel({
    name: wide ? "reduce by fours" : "reduce",
    bindings: { x: read(type), y: read("f32"), out: write("f32") },
    params: {
      outputs: "u32",
      parts: "u32",
      chunk: "u32",
      count: "u32",
      team: "u32",
      mode: "u32",
      staged: "u32",
      fold: "u32",
      mask: "u32",
      spare: "u32",
      plane: "u32",
      groups: "u32",
      channels: "u32",
      after: "u32",
      step: "u32",
      factor: "f32",
      neutral: "f32",
      ...axes("kept"),
      ...axes("from"),
      ...axes("to"),
      ...axes("size"),
      ...axes("stride"),
    },
    functions: `${PLACE_WGSL}
fn larger(a: ${type}, b: ${type}) -> ${type} {
  // max() would drop NaN and hide it.
  return select(a, b, (b > a) | ${isNan("b", type)});
}
var<workgroup> shares: array<${type}, ${LANES}>;`,
    body: `${TEAM_WGSL}
  let part = row / p.outputs;
  let k = row % p.outputs;
  let kept = ${four("kept")};
  let to = place(k, kept, ${four("to")});
  ${wide ? `let exists = ${used("(k / p.after % p.groups)")};` : ""}
  var share = ${type}(p.neutral);
  if (part < p.parts) {
    let base = place(k, kept, ${four("from")});
    var largest = ${type}(0.0);
    if (p.mode == ${MODES.ties}u) {
      ${
      wide
        ? `for (var j = 0u; j < 4u; j++) {
        if (p.fold == 1u) { largest[j] = y[to]; } else if (exists[j]) { largest[j] = y[to + j * p.step]; }
      }`
        : "largest = y[to];"
    }
    }
    let end = min((part + 1u) * p.chunk, p.count);
    for (var i = part * p.chunk + member; i < end; i += p.team) {
      let at = base + place(i, ${four("size")}, ${four("stride")});
      let v = x[at];
      var term = v;
      if (p.mode == ${MODES.ties}u) { term = select(${type}(0.0), ${type}(1.0), v == largest); }
      ${
      wide
        ? `if (p.mask == 1u) {
        term = select(vec4f(p.neutral), term, ${used("(at / p.plane % p.groups)")});
      }`
        : ""
    }
      if (p.mode == ${MODES.max}u) { share = larger(share, term); } else { share += term; }
    }
  }
  if (p.team > 1u) {
    shares[local.x] = share;
    workgroupBarrier();
    for (var i = first + 1u; i < first + p.team; i++) {
      if (member != 0u) { break; }
      if (p.mode == ${MODES.max}u) { share = larger(share, shares[i]); } else { share += shares[i]; }
    }
  }
  if (member != 0u || part >= p.parts) { return; }
  share *= p.factor;
${
      wide
        ? `  if (p.fold == 1u) {
    var all = share.x + share.y + share.z + share.w;
    if (p.mode == ${MODES.max}u) {
      let pair = larger(share, share.zwxy);
      all = larger(pair, pair.yxwz).x;
    }
    if (p.staged == 1u) {
      out[row] = all;
      return;
    }
    out[to] = all;
    if (p.spare == 1u) { for (var j = 1u; j < 4u; j++) { out[to + j] = 0.0; } }
    return;
  }
  for (var j = 0u; j < 4u; j++) {
    let value = select(0.0, share[j], exists[j]);
    if (p.staged == 1u) { out[row * 4u + j] = value; }
    else if (p.spare == 1u || exists[j]) { out[to + j * p.step] = value; }
  }`
        : `  out[select(to, row, p.staged == 1u)] = share;
  if (p.spare == 1u && p.staged == 0u) { for (var j = 1u; j < 4u; j++) { out[to + j] = 0.0; } }`
    }`,
  });
}

/**
 * Spreads `dy` back over what each output was made of: `dx = factor dy`, of a maximum
 * `dy / ties` where `x` is the maximum. One lane a number, or four.
 */
export function spreadKernel(width: Width) {
  const wide = width === 4;
  const type = wide ? "vec4f" : "f32";
  const load = (of: string, variable: string) =>
    wide
      ? `var ${variable} = vec4f(0.0);
  for (var j = 0u; j < 4u; j++) { if (exists[j]) { ${variable}[j] = ${of}[to + j * p.step]; } }`
      : `let ${variable} = ${of}[to];`;
  return defineLaneKernel({
    name: wide ? "reduce gradient by fours" : "reduce gradient",
    bindings: {
      dy: read("f32"),
      x: read(type),
      y: read("f32"),
      ties: read("f32"),
      dx: write(type),
    },
    params: {
      inner: "u32",
      plane: "u32",
      groups: "u32",
      channels: "u32",
      step: "u32",
      max: "u32",
      factor: "f32",
      ...axes("size"),
      ...axes("to"),
      ...axes("outerSize"),
      ...axes("outerTo"),
    },
    functions: PLACE_WGSL,
    body: `  var to = place(lane % p.inner, ${four("size")}, ${four("to")});
  if (p.inner < p.lanes) {
    to += place(lane / p.inner, ${four("outerSize")}, ${four("outerTo")});
  }
  ${wide ? `let exists = ${used("(lane / p.plane % p.groups)")};` : ""}
  ${load("dy", "g")}
  if (p.max == 0u) {
    dx[lane] = g * p.factor;
    return;
  }
  ${load("y", "largest")}
  ${load("ties", "count")}
  let hit = x[lane] == largest${wide ? " & exists" : ""};
  dx[lane] = select(${type}(0.0), g / max(count, ${type}(1.0)), hit);`,
  });
}
