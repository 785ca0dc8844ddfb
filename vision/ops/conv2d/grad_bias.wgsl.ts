import { defineLaneKernel, type Kernel, read, write } from "../../kernel/kernel.ts";

const PARAMS = {
  columns: "u32",
  rows: "u32",
  rowsOfPart: "u32",
  parts: "u32",
  quads: "u32",
} as const;

const BODY = /* wgsl */ `
  let part = lane % p.parts;
  let plane = lane / p.parts;
  let first = part * p.rowsOfPart;
  let end = min(first + p.rowsOfPart, p.rows);
  var sum = vec4f(0.0);
  for (var i = (plane * p.rows + first) * p.columns; i < (plane * p.rows + end) * p.columns; i++) {
    VALUE
    sum += value;
  }
  partial[(plane / p.quads * p.parts + part) * p.quads + plane % p.quads] = sum;`;

/**
 * Sums of runs of rows of an image gradient, `partial[image][run][channels]`: half of the bias gradient.
 * One lane a run of four channels: reads it once.
 */
export const rowSumKernel = defineLaneKernel({
  name: "conv2d_row_sum",
  bindings: { dy: read("vec4f"), partial: write("vec4f") },
  params: PARAMS,
  body: BODY.replace("VALUE", "let value = dy[i];"),
});

/**
 * The same behind a rectifier: `dz = dy [y > 0]`, written out for the other gradients and summed on
 * the way. One lane a run of rows of four channels: two reads, one write.
 */
export const reluRowSumKernel = defineLaneKernel({
  name: "conv2d_relu_row_sum",
  bindings: { dy: read("vec4f"), y: read("vec4f"), dz: write("vec4f"), partial: write("vec4f") },
  params: PARAMS,
  body: BODY.replace(
    "VALUE",
    `let value = select(vec4f(0.0), dy[i], y[i] > vec4f(0.0));
    dz[i] = value;`,
  ),
});

/**
 * Adds the sums up, in order, of as many uses of the same bias as there are tensors of them: `db[o]`.
 * One lane for four channels; the spare ones sum to zero.
 */
export function gradBiasSumKernel(uses: number): Kernel {
  const partials = Array.from({ length: uses }, (_, use) => `partial${use}`);
  return defineLaneKernel({
    name: "conv2d_grad_bias_sum",
    bindings: {
      ...Object.fromEntries(partials.map((name) => [name, read("vec4f")])),
      db: write("vec4f"),
    },
    params: {
      quads: "u32",
      ...Object.fromEntries(partials.map((name) => [`${name}_parts`, "u32" as const])),
    },
    body: /* wgsl */ `
  var sum = vec4f(0.0);
  ${
      partials.map((name) =>
        `for (var i = 0u; i < p.${name}_parts; i++) { sum += ${name}[i * p.quads + lane]; }`
      ).join("\n  ")
    }
  db[lane] = sum;`,
  });
}
