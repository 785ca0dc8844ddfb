import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { names } from "../pointwise/pointwise.wgsl.ts";

const FLAT = { plane: "u32", groups: "u32", last: "u32" } as const;

const STRIDED = {
  size1: "u32",
  size2: "u32",
  size3: "u32",
  size4: "u32",
  channels: "u32",
  a0: "u32",
  a1: "u32",
  a2: "u32",
  a3: "u32",
  a4: "u32",
  b0: "u32",
  b1: "u32",
  b2: "u32",
  b3: "u32",
  b4: "u32",
} as const;

/** Which of the two operands an expression is made from. */
export function operandsOf(expression: string): { readonly a: boolean; readonly b: boolean } {
  return { a: names(expression, "a"), b: names(expression, "b") };
}

/**
 * `y = f(a, b)` of two tensors that lie alike, or `y = dy f(a, b)`; one lane a `vec4`. Memory: a read of
 * each operand that the expression names, one write. `p.last` channels of the last group of an image
 * are left, 4 where the rest is zero anyway.
 */
export function flatKernel(name: string, expression: string, gradient: boolean) {
  const uses = operandsOf(expression);
  return defineLaneKernel({
    name,
    bindings: { dy: read("vec4f"), left: read("vec4f"), right: read("vec4f"), y: write("vec4f") },
    params: FLAT,
    body: `${uses.a ? "  let a = left[lane];\n" : ""}${uses.b ? "  let b = right[lane];\n" : ""}
  var value = ${gradient ? "dy[lane] * " : ""}(${expression});
  if (p.last < 4u && (lane / p.plane) % p.groups == p.groups - 1u) {
    value = select(vec4f(0.0), value, vec4u(0u, 1u, 2u, 3u) < vec4u(p.last));
  }
  y[lane] = value;`,
  });
}

const load = (variable: string, from: string, steps: string) =>
  `    ${variable}[j] = ${from}[at.x * p.${steps}0 + at.y * p.${steps}1 + at.z * p.${steps}2 +
      at.w * p.${steps}3 + k * p.${steps}4];\n`;

/**
 * The same of tensors that lie differently: any two layouts, either operand repeated along any axes. One
 * lane four neighbouring numbers of the output, which has five nested axes. Memory: four single reads
 * of each operand, one write (and one read of `dy`).
 */
export function stridedKernel(name: string, expression: string, gradient: boolean) {
  const uses = operandsOf(expression);
  return defineLaneKernel({
    name: `${name}, repeated`,
    bindings: { dy: read("vec4f"), left: read("f32"), right: read("f32"), y: write("vec4f") },
    params: STRIDED,
    body: `  var i = lane * 4u;
  var k = i % p.size4;
  i /= p.size4;
  var at = vec4u(0u, 0u, 0u, i % p.size3);
  i /= p.size3;
  at.z = i % p.size2;
  i /= p.size2;
  at.y = i % p.size1;
  at.x = i / p.size1;
  let quad = at.y;
  var a = vec4f(0.0);
  var b = vec4f(0.0);
  for (var j = 0u; j < 4u; j++) {
${uses.a ? load("a", "left", "a") : ""}${uses.b ? load("b", "right", "b") : ""}    k++;
    if (k == p.size4) { k = 0u; at.w++; }
    if (at.w == p.size3) { at.w = 0u; at.z++; }
    if (at.z == p.size2) { at.z = 0u; at.y++; }
    if (at.y == p.size1) { at.y = 0u; at.x++; }
  }
  let value = ${gradient ? "dy[lane] * " : ""}(${expression});
  y[lane] = select(vec4f(0.0), value, vec4u(0u, 1u, 2u, 3u) + 4u * quad < vec4u(p.channels));`,
  });
}

/**
 * An image stored by groups of channels -> the same numbers in row-major order. One lane four of them:
 * four single reads, one write.
 */
export const rowMajorKernel = defineLaneKernel({
  name: "image to rows",
  bindings: { image: read("f32"), rows: write("vec4f") },
  params: { plane: "u32", channels: "u32", groups: "u32" },
  body: `  var out = vec4f(0.0);
  for (var j = 0u; j < 4u; j++) {
    let i = lane * 4u + j;
    let map = i / p.plane;
    let channel = map % p.channels;
    let quad = map / p.channels * p.groups + channel / 4u;
    out[j] = image[(quad * p.plane + i % p.plane) * 4u + channel % 4u];
  }
  rows[lane] = out;`,
});
