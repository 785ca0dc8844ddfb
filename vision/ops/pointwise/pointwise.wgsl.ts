import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import type { UniformFields } from "../../kernel/uniforms.ts";
import type { PointwiseParams, PointwiseRow } from "./row.ts";

/**
 * `p.groups` channel groups of `p.plane` pixels, the last of `p.last` channels: 4 where nothing has to
 * be put back to zero.
 */
const SIZES = { plane: "u32", groups: "u32", last: "u32" } as const;

/** Puts the spare channels of an image in `variable` back to zero. */
const clearSpare = (variable: string) =>
  `  if (p.last < 4u && (lane / p.plane) % p.groups == p.groups - 1u) {
    ${variable} = select(vec4f(0.0), ${variable}, vec4u(0u, 1u, 2u, 3u) < vec4u(p.last));
  }
`;

/** The numbers of a row as uniforms. */
function numbersOf<P extends PointwiseParams>(row: PointwiseRow<P>): UniformFields {
  return Object.fromEntries(Object.keys(row.params ?? {}).map((name) => [name, "f32"]));
}

/** Whether an expression names a variable. */
export function names(expression: string, variable: string): boolean {
  return new RegExp(`(?<!\\.)\\b${variable}\\b`).test(expression);
}

/** Which of input and output the gradient of a row is made from: one of them is enough for most. */
export function gradientNeeds(
  { grad }: { readonly grad: string },
): { readonly x: boolean; readonly y: boolean } {
  return { x: names(grad, "x"), y: names(grad, "y") };
}

/** `y = f(x)`, one lane a `vec4`, any layout. Memory: one read, one write. */
function pointwiseForward<P extends PointwiseParams>(row: PointwiseRow<P>) {
  return defineLaneKernel({
    name: row.name,
    bindings: { source: read("vec4f"), result: write("vec4f") },
    params: { ...SIZES, ...numbersOf(row) },
    functions: row.functions ?? "",
    body: `  let x = source[lane];
  var y = ${row.wgsl};
${clearSpare("y")}  result[lane] = y;`,
  });
}

/**
 * `dx = dy f'(x)`, one lane a `vec4`. Memory: two or three reads, one write. The spare channels of `dy`
 * are 0, and so are those of `dx` where the slope at 0 is finite.
 */
function pointwiseBackward<P extends PointwiseParams>(row: PointwiseRow<P>) {
  const needs = gradientNeeds(row);
  return defineLaneKernel({
    name: `${row.name} gradient`,
    bindings: {
      gradient: read("vec4f"),
      input: read("vec4f"),
      output: read("vec4f"),
      result: write("vec4f"),
    },
    params: { ...SIZES, ...numbersOf(row) },
    functions: row.functions ?? "",
    body: `${needs.x ? "  let x = input[lane];\n" : ""}${needs.y ? "  let y = output[lane];\n" : ""}
  var dx = gradient[lane] * (${row.grad});
${clearSpare("dx")}  result[lane] = dx;`,
  });
}

/** Forward and backward kernels of a row. */
export interface PointwiseKernels {
  readonly forward: ReturnType<typeof pointwiseForward>;
  readonly backward: ReturnType<typeof pointwiseBackward>;
}

/** The kernels of a row. */
export function pointwiseKernels<P extends PointwiseParams>(
  row: PointwiseRow<P>,
): PointwiseKernels {
  return { forward: pointwiseForward(row), backward: pointwiseBackward(row) };
}
