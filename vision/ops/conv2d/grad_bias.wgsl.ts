import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

const PARAMS = { columns: "u32", rows: "u32", quads: "u32" } as const;

const BODY = /* wgsl */ `
  let row = lane % p.rows;
  let plane = lane / p.rows;
  let start = lane * p.columns;
  var sum = vec4f(0.0);
  for (var i = start; i < start + p.columns; i++) {
    VALUE
    sum += value;
  }
  partial[(plane / p.quads * p.rows + row) * p.quads + plane % p.quads] = sum;`;

/**
 * Sums of the rows of an image gradient, `partial[image][row][channels]`: half of the bias gradient.
 * One lane a row of four channels: reads it once.
 */
export const rowSumKernel = defineLaneKernel({
  name: "conv2d_row_sum",
  bindings: { dy: read("vec4f"), partial: write("vec4f") },
  params: PARAMS,
  body: BODY.replace("VALUE", "let value = dy[i];"),
});

/**
 * The same behind a rectifier: `dz = dy [y > 0]`, written out for the other gradients and summed on
 * the way. One lane a row of four channels: two reads, one write.
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

/** Adds the row sums up, in order: `db[o]`. One lane for four channels; the spare ones sum to zero. */
export const gradBiasSumKernel = defineLaneKernel({
  name: "conv2d_grad_bias_sum",
  bindings: { partial: read("vec4f"), db: write("vec4f") },
  params: { parts: "u32", quads: "u32" },
  body: /* wgsl */ `
  var sum = vec4f(0.0);
  for (var part = 0u; part < p.parts; part++) { sum += partial[part * p.quads + lane]; }
  db[lane] = sum;`,
});
