import { defineKernel, LANES, read, write } from "../../kernel/kernel.ts";
import { TEAM_WGSL } from "../reduce/team.ts";
import { ROW_LOG_SUM_WGSL } from "../softmax/softmax.wgsl.ts";
import { ROW_LOSS_WGSL, type RowLossRow } from "./rows.ts";

/**
 * Number `j` of row `i` is at `i / plane * image + i % plane * 4 + j / 4 * stride + j % 4`: with the sizes of
 * an image in layout c4, a pixel's channels; with `plane` 1, `image` the length of a row and `stride` 4, a
 * row of a linear tensor.
 */
const SIZES = {
  rows: "u32",
  classes: "u32",
  stored: "u32",
  team: "u32",
  plane: "u32",
  image: "u32",
  stride: "u32",
  weighted: "u32",
  reduced: "u32",
  ignore: "u32",
  power: "u32",
  margin: "f32",
} as const;

function functions(row: RowLossRow): string {
  return `${ROW_LOSS_WGSL}
fn place(base: u32, j: u32) -> u32 { return base + (j >> 2u) * p.stride + (j & 3u); }
var<workgroup> shares: array<f32, ${LANES}>;
fn teamSum(mine: f32, here: u32, first: u32) -> f32 {
  if (p.team == 1u) { return mine; }
  shares[here] = mine;
  workgroupBarrier();
  var sum = 0.0;
  for (var i = first; i < first + p.team; i++) { sum += shares[i]; }
  return sum;
}${row.logSum ? ROW_LOG_SUM_WGSL : ""}`;
}

/** Whether an expression names a variable. */
function names(expression: string, variable: string): boolean {
  return new RegExp(`\\b${variable}\\b`).test(expression);
}

/** Whether the gradient of a row is made of its numbers, or of the target alone. */
export function gradientNeedsInput({ logSum, gathered, grad }: RowLossRow): boolean {
  return logSum || ["v", "own"].some((variable) => names(gathered + grad, variable));
}

/** Puts in scope what the expressions `used` are made of. */
function start(row: RowLossRow, used: string): string {
  const hard = row.target === "label";
  return `${TEAM_WGSL}
  let inside = row < p.rows;
  let base = row / p.plane * p.image + row % p.plane * 4u;
  var w = select(0.0, 1.0, inside);
  var length = select(0u, p.classes, inside);
${
    hard
      ? `  var label = p.classes;
  if (inside) { label = wanted[row]; }
  if (label == p.ignore || label >= p.classes) {
    label = p.classes;
    w = 0.0;
    length = 0u;
  }
  if (p.weighted == 1u && w > 0.0) { w = weights[label]; }
${
        names(used, "own")
          ? "  var own = 0.0;\n  if (label < p.classes) { own = x[place(base, label)]; }"
          : ""
      }`
      : "  if (p.weighted == 1u && inside) { w = weights[row]; }"
  }
${row.logSum ? "  let scale = rowLogSum(base, length, local.x, first, member);" : ""}`;
}

/** Variables of one class. */
function each(row: RowLossRow, used: string): string {
  const soft = row.target === "probabilities";
  return [
    names(used, "v") ? "let v = x[place(base, j)];" : "",
    names(used, "t") && soft ? "let t = wanted[place(base, j)];" : "",
    names(used, "right") ? "let right = j == label;" : "",
  ].join(" ");
}

/** A team of lanes a row: leaves `w l` and `w` of it in `out` to be reduced, or `w l` alone. */
export function rowLossForward(row: RowLossRow) {
  return defineKernel({
    name: row.name,
    bindings: {
      x: read("f32"),
      wanted: read(row.target === "label" ? "u32" : "f32"),
      weights: read("f32"),
      out: write("f32"),
    },
    params: SIZES,
    functions: functions(row),
    body: `${start(row, row.term)}
${
      row.sparse ? `  let loss = ${row.term};` : `  var mine = 0.0;
  for (var j = member; j < length; j += p.team) {
    ${each(row, row.term)}
    mine += ${row.term};
  }
  let loss = teamSum(mine, local.x, first);`
    }
  if (member != 0u || !inside) { return; }
  let weighed = select(0.0, w * loss, w != 0.0);
  if (p.reduced == 0u) {
    out[row] = weighed;
    return;
  }
  out[2u * row] = weighed;
  out[2u * row + 1u] = w;`,
  });
}

/** `dx = dloss w dl/dx / total`, a team of lanes a row; spare channels are put to 0. */
export function rowLossBackward(row: RowLossRow) {
  return defineKernel({
    name: `${row.name} gradient`,
    bindings: {
      x: read("f32"),
      wanted: read(row.target === "label" ? "u32" : "f32"),
      weights: read("f32"),
      total: read("f32"),
      dloss: read("f32"),
      dx: write("f32"),
    },
    params: SIZES,
    functions: functions(row),
    body: `${start(row, row.gathered + row.grad)}
${
      row.gathered === "" ? "" : `  var mine = 0.0;
  for (var j = member; j < length; j += p.team) {
    ${each(row, row.gathered)}
    mine += ${row.gathered};
  }
  let sum = teamSum(mine, local.x, first);`
    }
  if (!inside) { return; }
  if (p.reduced == 0u) { w *= dloss[row]; }
  else if (total[0] > 0.0) { w *= dloss[0] / total[0]; }
  else { w = 0.0; }
  for (var j = member; j < p.stored; j += p.team) {
    var value = 0.0;
    if (w != 0.0 && j < p.classes) {
      ${each(row, row.grad)}
      value = w * (${row.grad});
    }
    dx[place(base, j)] = value;
  }`,
  });
}
