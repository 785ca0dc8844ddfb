import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

/** `y = scale x`, one lane four numbers: one read, one write. Its gradient is the same of `dy`. */
export const scaleKernel = defineLaneKernel({
  name: "scale",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: { scale: "f32" },
  body: "  y[lane] = p.scale * x[lane];",
});

/**
 * `y = scale x` where the mask is not 0, and `p.hidden` elsewhere, one lane four numbers of rows of
 * `columns`. A row's place in the mask is worked out once for all of its numbers in the lane. With
 * `hidden` 0 it is its own gradient.
 */
export const scaleMaskKernel = defineLaneKernel({
  name: "scale and mask",
  bindings: { x: read("vec4f"), mask: read("u32"), y: write("vec4f") },
  params: {
    scale: "f32",
    hidden: "f32",
    columns: "u32",
    rows: "u32",
    planes: "u32",
    step: "u32",
    row_step: "u32",
    plane_step: "u32",
    batch_step: "u32",
  },
  functions: `
fn rowStart(row: u32) -> u32 {
  let plane = row / p.rows;
  let batch = plane / p.planes;
  return (row - plane * p.rows) * p.row_step + (plane - batch * p.planes) * p.plane_step +
    batch * p.batch_step;
}`,
  body: `  var row = 4u * lane / p.columns;
  var column = 4u * lane - row * p.columns;
  var start = rowStart(row);
  let last = arrayLength(&mask) - 1u;
  var shown: vec4<bool>;
  for (var l = 0u; l < 4u; l++) {
    if (column == p.columns) {
      column = 0u;
      row++;
      start = rowStart(row);
    }
    // Beyond the last number of \`x\` there may be no mask.
    shown[l] = mask[min(start + column * p.step, last)] != 0u;
    column++;
  }
  y[lane] = select(vec4f(p.hidden), p.scale * x[lane], shown);`,
});
