import {
  defineKernel,
  defineLaneKernel,
  type Kernel,
  read,
  texels,
  write,
} from "../../kernel/kernel.ts";
import { unrolled } from "../../kernel/unrolled.ts";

/** What one lane of the weight-gradient kernel computes; each different one is a pipeline of its own. */
export interface GradWeightTile {
  /** Groups of four input channels. */
  readonly inputQuads: number;
  /** Groups of four output channels. */
  readonly outputQuads: number;
  /** Taps of a kernel row. */
  readonly taps: number;
  readonly stride: number;
  /** Distance of neighbouring taps of a row. */
  readonly dilation: number;
  /** Input channels used of each four: fewer than 4 only for images of 1, 2 or 3 channels. */
  readonly channels: number;
  /** Pixels per turn of the loop. */
  readonly unroll: number;
  /** How images and gradients are read. */
  readonly reads: "storage" | "texels";
  /** Lanes of a workgroup. */
  readonly workgroup: number;
}

/**
 * Gradient of a convolution with respect to its weights, in parts:
 * `partial[part][ky][c][kx][o] = sum over the part's rows of x[c, oy s + ky d - p, ox s + kx d - p] dz[o, oy, ox]`,
 * where `c` counts within the group of channels that `o` sees.
 *
 * Parallel over `[part of the rows][group][ky][tap group][input channels][output channels]`; a lane holds
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
  const { stride, dilation } = tile;
  const source = tile.reads === "texels" ? texels() : read("vec4f");
  const image = (index: string) => tile.reads === "texels" ? `x_at(${index})` : `x[${index}]`;
  const grad = (index: string) => tile.reads === "texels" ? `dz_at(${index})` : `dz[${index}]`;
  // Columns that the taps of `unroll` pixels see, from the first tap of the first pixel on.
  const seen = new Set<number>();
  for (let k = 0; k < taps; k++) {
    for (let u = 0; u < unroll; u++) seen.add(k * dilation + u * stride);
  }
  const columns = [...seen].sort((p, q) => p - q);
  // A turn of the loop moves on by that much: what was seen further right comes by a shift.
  const turn = unroll * stride;
  const kept = columns.filter((column) => seen.has(column + turn));
  const fresh = columns.filter((column) => !seen.has(column + turn));
  const load = (i: number, column: number, shift = 0) =>
    `{ let at = column + ${column - shift}; x${i}_${column} = ` +
    `select(vec4f(0.0), ${image(`row${i} + clamp(at, 0, last)`)}, at >= 0 && at <= last); }`;
  const inputs = (line: (i: number, column: number) => string, of: readonly number[]) =>
    of.map((column) => unrolled(ci, (i) => line(i, column), " ")).join("\n");
  const all = (line: (i: number, k: number, l: number, o: number) => string) =>
    unrolled(
      ci,
      (i) =>
        unrolled(
          taps,
          (k) => unrolled(channels, (l) => unrolled(co, (o) => line(i, k, l, o), " ")),
        ),
    );
  const accumulate = (i: number, k: number, l: number, o: number) => {
    let sum = `a${i}_${k}_${l}_${o}`;
    for (let u = 0; u < unroll; u++) {
      const column = k * dilation + u * stride;
      sum = `fma(vec4f(x${i}_${column}.${lane[l]}), d${u}_${o}, ${sum})`;
    }
    return `a${i}_${k}_${l}_${o} = ${sum};`;
  };
  return defineKernel({
    name: `conv2d_grad_weight_${ci}x${co}x${taps}`,
    workgroup: [tile.workgroup, 1, 1],
    bindings: { x: source, dz: source, partial: write("vec4f") },
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
      strideY: "i32",
      dilationY: "i32",
      top: "i32",
      left: "i32",
      /** Fours of channels of one group of channels. */
      groupInputQuads: "i32",
      groupOutputQuads: "i32",
      /** Lanes side by side: tiles of channels of one group, tap groups, groups. */
      inputTiles: "i32",
      outputTiles: "i32",
      tapTiles: "i32",
      groups: "i32",
    },
    body: /* wgsl */ `
  let lane = id.x + id.y * groups.x * ${tile.workgroup}u;
  if (lane >= p.lanes) { return; }
  var rest = i32(lane);
  let o0 = rest % p.outputTiles * ${co}; rest /= p.outputTiles;
  let c0 = rest % p.inputTiles * ${ci}; rest /= p.inputTiles;
  let k0 = rest % p.tapTiles * ${taps}; rest /= p.tapTiles;
  let ky = rest % p.kh; rest /= p.kh;
  let share = rest % p.groups;
  let part = rest / p.groups;
  let firstInput = share * p.groupInputQuads;
  let firstOutput = share * p.groupOutputQuads;
  let last = p.inputColumns - 1;
  ${all((i, k, l, o) => `var a${i}_${k}_${l}_${o} = vec4f(0.0);`)}
  ${inputs((i, column) => `var x${i}_${column} = vec4f(0.0);`, columns)}
  let end = min((part + 1) * p.rowsPerPart, p.rows);
  for (var r = part * p.rowsPerPart; r < end; r++) {
    let image = r / p.outputRows;
    let oy = r % p.outputRows;
    let iy = oy * p.strideY + ky * p.dilationY - p.top;
    if (iy < 0 || iy >= p.inputRows) { continue; }
    ${
      unrolled(ci, (i) =>
        `let row${i} = ((image * p.inputQuads + firstInput + min(c0 + ${i}, p.groupInputQuads - 1)) * p.inputRows + iy) * p.inputColumns;`)
    }
    ${
      unrolled(co, (o) =>
        `let to${o} = ((image * p.outputQuads + firstOutput + min(o0 + ${o}, p.groupOutputQuads - 1)) * p.outputRows + oy) * p.outputColumns;`)
    }
    var column = k0 * ${dilation} - p.left;
    // The window stands one turn behind, so that the first turn's shift brings it into place.
    ${inputs((i, column) => load(i, column + turn, turn), kept)}
    for (var ox = 0; ox < p.outputColumns; ox += ${unroll}) {
      ${inputs((i, column) => `x${i}_${column} = x${i}_${column + turn};`, kept)}
      ${inputs((i, column) => load(i, column), fresh)}
      ${
      unrolled(unroll, (u) =>
        unrolled(co, (o) =>
          u === 0
            ? `let d0_${o} = ${grad(`to${o} + ox`)};`
            : `let d${u}_${o} = select(vec4f(0.0), ${
              grad(`to${o} + min(ox + ${u}, p.outputColumns - 1)`)
            }, ox + ${u} < p.outputColumns);`))
    }
      ${all(accumulate)}
      column += ${turn};
    }
  }
  let base = ((part * p.kh + ky) * p.groupInputQuads + c0) * p.kw;
  ${
      unrolled(ci, (i) =>
        unrolled(taps, (k) =>
          unrolled(co, (o) => /* wgsl */ `
  if (c0 + ${i} < p.groupInputQuads && k0 + ${k} < p.kw && o0 + ${o} < p.groupOutputQuads) {
    let at = ((base + ${i} * p.kw + k0 + ${k}) * 4) * p.outputQuads + firstOutput + o0 + ${o};
    ${unrolled(channels, (l) => `partial[at + ${l} * p.outputQuads] = a${i}_${k}_${l}_${o};`)}
  }`)))
    }`,
  });
}

/** A kernel of {@link gradWeightKernel}. */
export type GradWeightKernel = ReturnType<typeof gradWeightKernel>;

/**
 * Adds the parts of {@link gradWeightKernel} up, of as many uses of the same weights as there are tensors
 * of parts: `dw[o, c, ky, kx] = sum over parts`, in order. One lane for each `vec4` of output channels:
 * reads one of each part, writes four numbers.
 */
export function gradWeightSumKernel(uses: number): Kernel {
  const partials = Array.from({ length: uses }, (_, use) => `partial${use}`);
  return defineLaneKernel({
    name: "conv2d_grad_weight_sum",
    bindings: {
      ...Object.fromEntries(partials.map((name) => [name, read("vec4f")])),
      dw: write("f32"),
    },
    params: {
      outputs: "u32",
      inputs: "u32",
      inputQuads: "u32",
      outputQuads: "u32",
      kh: "u32",
      kw: "u32",
      ...Object.fromEntries(partials.map((name) => [`${name}_parts`, "u32" as const])),
    },
    body: /* wgsl */ `
  var rest = lane;
  let quad = rest % p.outputQuads; rest /= p.outputQuads;
  let c = rest % p.inputs; rest /= p.inputs;
  let kx = rest % p.kw;
  let ky = rest / p.kw;
  let first = (((ky * p.inputQuads + c / 4u) * p.kw + kx) * 4u + c % 4u) * p.outputQuads + quad;
  let size = p.kh * p.inputQuads * p.kw * 4u * p.outputQuads;
  var sum = vec4f(0.0);
  ${
      partials.map((name) =>
        `for (var part = 0u; part < p.${name}_parts; part++) { sum += ${name}[first + part * size]; }`
      ).join("\n  ")
    }
  for (var i = 0u; i < min(4u, p.outputs - quad * 4u); i++) {
    dw[(((quad * 4u + i) * p.inputs + c) * p.kh + ky) * p.kw + kx] = sum[i];
  }`,
  });
}
