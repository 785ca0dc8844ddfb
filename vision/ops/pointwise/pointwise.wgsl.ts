import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import type { PointwiseRow } from "./rows.ts";

/** `p.groups` channel groups of `p.plane` pixels, the last of `p.last` channels. */
const SIZES = { plane: "u32", groups: "u32", last: "u32" } as const;

/** Puts the spare channels of an image in `variable` back to zero. */
const clearSpare = (variable: string) =>
  `  if ((lane / p.plane) % p.groups == p.groups - 1u) {
    ${variable} = select(vec4f(0.0), ${variable}, vec4u(0u, 1u, 2u, 3u) < vec4u(p.last));
  }
`;

/**
 * `y = f(x)`, one lane a `vec4`, any layout. Memory: one read, one write. Spare channels are put back
 * to zero where `f(0)` is not 0.
 */
export function pointwiseForward(row: PointwiseRow) {
  const keepsZero = row.ref(0) === 0;
  return defineLaneKernel({
    name: row.name,
    bindings: { source: read("vec4f"), result: write("vec4f") },
    params: SIZES,
    body: `  let x = source[lane];
  var y = ${row.wgsl};
${keepsZero ? "" : clearSpare("y")}  result[lane] = y;`,
  });
}

/** Whether an expression names a variable. */
function names(expression: string, variable: string): boolean {
  return new RegExp(`\\b${variable}\\b`).test(expression);
}

/** Which of input and output the gradient of a row is made from: one of them is enough for most. */
export function gradientNeeds(row: PointwiseRow): { readonly x: boolean; readonly y: boolean } {
  return { x: names(row.grad, "x"), y: names(row.grad, "y") };
}

/**
 * `dx = dy f'(x)`, one lane a `vec4`. Memory: two or three reads, one write. The spare channels of `dy`
 * are 0, and so are those of `dx`, but where `f'(0)` is not finite.
 */
export function pointwiseBackward(row: PointwiseRow) {
  const needs = gradientNeeds(row);
  const keepsZero = Number.isFinite(row.refGrad(0, row.ref(0)));
  return defineLaneKernel({
    name: `${row.name} gradient`,
    bindings: {
      gradient: read("vec4f"),
      input: read("vec4f"),
      output: read("vec4f"),
      result: write("vec4f"),
    },
    params: SIZES,
    body: `${needs.x ? "  let x = input[lane];\n" : ""}${needs.y ? "  let y = output[lane];\n" : ""}
  var dx = gradient[lane] * (${row.grad});
${keepsZero ? "" : clearSpare("dx")}  result[lane] = dx;`,
  });
}

/** Forward and backward kernels of a row. */
export interface PointwiseKernels {
  readonly forward: ReturnType<typeof pointwiseForward>;
  readonly backward: ReturnType<typeof pointwiseBackward>;
}

/** The kernels of a row. */
export function pointwiseKernels(row: PointwiseRow): PointwiseKernels {
  return { forward: pointwiseForward(row), backward: pointwiseBackward(row) };
}
