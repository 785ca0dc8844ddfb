import { defineKernel, defineLaneKernel, read, write } from "../../kernel/kernel.ts";

/** What one lane of the weight-gradient kernel computes; each different one is a pipeline of its own. */
export interface GradWeightTile {
  /** Groups of four input channels. */
  readonly inputQuads: number;
  /** Groups of four output channels. */
  readonly outputQuads: number;
  /** Taps of a kernel row. */
  readonly taps: number;
  readonly stride: number;
  /** Input channels used of each four: fewer than 4 only for images of 1, 2 or 3 channels. */
  readonly channels: number;
  /** Pixels per turn of the loop. */
  readonly unroll: number;
  /** Lanes of a workgroup. */
  readonly workgroup: number;
}

function each(count: number, line: (index: number) => string, separator = "\n"): string {
  return Array.from({ length: count }, (_, index) => line(index)).join(separator);
}

/**
 * Gradient of a convolution with respect to its weights, in parts:
 * `partial[part][ky][c][kx][o] = sum over the part's rows of x[c, oy s + ky - p, ox s + kx - p] dz[o, oy, ox]`.
 *
 * Parallel over `[part of the rows][ky][tap group][input channels][output channels]`; a lane holds
 * the accumulators of `taps` taps x `4 inputQuads` input x `outputQuads` `vec4` of output channels
 * and walks its rows with a window of the input in registers: per pixel it reads
 * `inputQuads (stride) + outputQuads` `vec4` and does `16 taps inputQuads outputQuads` multiply-adds.
 * Rows are dealt out in parts until the adapter has lanes enough; {@link gradWeightSumKernel} adds
 * the parts up in a fixed order, so that the result never depends on timing.
 *
 * Measured on the software adapter, storage buffers, 3x3 `[8, 16, 60, 80]` to 24 channels, GFLOP/s
 * for inputQuads x outputQuads: 1x2 32, 1x3 36, 2x2 42, 2x3 47; one pixel per turn instead of two 31-38.
 */
export function gradWeightKernel(tile: GradWeightTile) {
  const { inputQuads: ci, outputQuads: co, taps, channels, unroll } = tile;
  const lane = "xyzw";
  // Columns of the window for `unroll` pixels: neighbours overlap while the stride is below `taps`.
  const pitch = Math.min(tile.stride, taps);
  const columns = taps + pitch * (unroll - 1);
  const kept = Math.max(0, columns - unroll * pitch);
  const offset = (column: number) =>
    tile.stride > taps ? Math.floor(column / taps) * tile.stride + column % taps : column;
  const load = (i: number, column: number, shift = 0) =>
    `{ let at = column + ${offset(column) - shift}; x${i}_${column} = ` +
    `select(vec4f(0.0), x[row${i} + clamp(at, 0, last)], at >= 0 && at <= last); }`;
  const all = (line: (i: number, k: number, l: number, o: number) => string) =>
    each(
      ci,
      (i) => each(taps, (k) => each(channels, (l) => each(co, (o) => line(i, k, l, o), " "))),
    );
  const accumulate = (i: number, k: number, l: number, o: number) => {
    let sum = `a${i}_${k}_${l}_${o}`;
    for (let u = 0; u < unroll; u++) {
      sum = `fma(vec4f(x${i}_${k + u * pitch}.${lane[l]}), d${u}_${o}, ${sum})`;
    }
    return `a${i}_${k}_${l}_${o} = ${sum};`;
  };
  return defineKernel({
    name: `conv2d_grad_weight_${ci}x${co}x${taps}`,
    workgroup: [tile.workgroup, 1, 1],
    bindings: { x: read("vec4f"), dz: read("vec4f"), partial: write("vec4f") },
    params: {
      lanes: "u32",
      rows: "i32",
      rowsPerPart: "i32",
      inputQuads: "i32",
      inputRows: "i32",
      inputColumns: "i32",
      outputQuads: "i32",
      outputRows: "i32",
      outputColumns: "i32",
      kh: "i32",
      kw: "i32",
      padding: "i32",
      inputGroups: "i32",
      outputGroups: "i32",
      tapGroups: "i32",
    },
    body: /* wgsl */ `
  let lane = id.x + id.y * groups.x * ${tile.workgroup}u;
  if (lane >= p.lanes) { return; }
  var rest = i32(lane);
  let o0 = rest % p.outputGroups * ${co}; rest /= p.outputGroups;
  let c0 = rest % p.inputGroups * ${ci}; rest /= p.inputGroups;
  let k0 = rest % p.tapGroups * ${taps}; rest /= p.tapGroups;
  let ky = rest % p.kh;
  let part = rest / p.kh;
  let last = p.inputColumns - 1;
  ${all((i, k, l, o) => `var a${i}_${k}_${l}_${o} = vec4f(0.0);`)}
  ${each(ci, (i) => each(columns, (c) => `var x${i}_${c} = vec4f(0.0);`, " "))}
  let end = min((part + 1) * p.rowsPerPart, p.rows);
  for (var r = part * p.rowsPerPart; r < end; r++) {
    let image = r / p.outputRows;
    let oy = r % p.outputRows;
    let iy = oy * ${tile.stride} + ky - p.padding;
    if (iy < 0 || iy >= p.inputRows) { continue; }
    ${
      each(ci, (i) =>
        `let row${i} = ((image * p.inputQuads + min(c0 + ${i}, p.inputQuads - 1)) * p.inputRows + iy) * p.inputColumns;`)
    }
    ${
      each(co, (o) =>
        `let to${o} = ((image * p.outputQuads + min(o0 + ${o}, p.outputQuads - 1)) * p.outputRows + oy) * p.outputColumns;`)
    }
    var column = k0 - p.padding;
    // The window stands one turn behind, so that the first turn's shift brings it into place.
    ${each(kept, (c) => each(ci, (i) => load(i, c + unroll * pitch, unroll * pitch), " "))}
    for (var ox = 0; ox < p.outputColumns; ox += ${unroll}) {
      ${each(kept, (c) => each(ci, (i) => `x${i}_${c} = x${i}_${c + unroll * pitch};`, " "), " ")}
      ${each(columns - kept, (c) => each(ci, (i) => load(i, c + kept), " "))}
      ${
      each(unroll, (u) =>
        each(co, (o) =>
          u === 0
            ? `let d0_${o} = dz[to${o} + ox];`
            : `let d${u}_${o} = select(vec4f(0.0), dz[to${o} + min(ox + ${u}, p.outputColumns - 1)], ox + ${u} < p.outputColumns);`))
    }
      ${all(accumulate)}
      column += ${unroll * tile.stride};
    }
  }
  let base = ((part * p.kh + ky) * p.inputQuads + c0) * p.kw;
  ${
      each(ci, (i) =>
        each(taps, (k) =>
          each(co, (o) => /* wgsl */ `
  if (c0 + ${i} < p.inputQuads && k0 + ${k} < p.kw && o0 + ${o} < p.outputQuads) {
    let at = ((base + ${i} * p.kw + k0 + ${k}) * 4) * p.outputQuads + o0 + ${o};
    ${each(channels, (l) => `partial[at + ${l} * p.outputQuads] = a${i}_${k}_${l}_${o};`)}
  }`)))
    }`,
  });
}

/** A kernel of {@link gradWeightKernel}. */
export type GradWeightKernel = ReturnType<typeof gradWeightKernel>;

/**
 * Adds the parts of {@link gradWeightKernel} up: `dw[o, c, ky, kx] = sum over parts`, in order.
 * One lane for each `vec4` of output channels: reads `parts` of them, writes four numbers.
 */
export const gradWeightSumKernel = defineLaneKernel({
  name: "conv2d_grad_weight_sum",
  bindings: { partial: read("vec4f"), dw: write("f32") },
  params: {
    parts: "u32",
    outputs: "u32",
    inputs: "u32",
    inputQuads: "u32",
    outputQuads: "u32",
    kh: "u32",
    kw: "u32",
  },
  body: /* wgsl */ `
  var rest = lane;
  let quad = rest % p.outputQuads; rest /= p.outputQuads;
  let c = rest % p.inputs; rest /= p.inputs;
  let kx = rest % p.kw;
  let ky = rest / p.kw;
  var at = (((ky * p.inputQuads + c / 4u) * p.kw + kx) * 4u + c % 4u) * p.outputQuads + quad;
  let size = p.kh * p.inputQuads * p.kw * 4u * p.outputQuads;
  var sum = vec4f(0.0);
  for (var part = 0u; part < p.parts; part++) {
    sum += partial[at];
    at += size;
  }
  for (var i = 0u; i < min(4u, p.outputs - quad * 4u); i++) {
    dw[(((quad * 4u + i) * p.inputs + c) * p.kh + ky) * p.kw + kx] = sum[i];
  }`,
});
