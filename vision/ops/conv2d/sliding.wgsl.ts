import { constants, defineKernel, read, write } from "../../kernel/kernel.ts";

/** What one lane of the sliding kernel computes; each different one is a pipeline of its own. */
export interface SlidingTile {
  /** Pixels of a row. */
  readonly pixels: number;
  /** Groups of four output channels. */
  readonly quads: number;
  /** Input channels used of each four: fewer than 4 only for images of 1, 2 or 3 channels. */
  readonly channels: number;
  /** Kernels one column wide have no window to slide. */
  readonly single: boolean;
  /** Where the packed weights are read from: `constants` where they fit. */
  readonly weights: "constants" | "storage";
  /** Lanes of a workgroup. */
  readonly workgroup: number;
}

/** `vec4` of packed weights that fit in a uniform binding (64 KiB, the least that every adapter has). */
export const CONSTANT_QUADS = 4096;

const PARAMS = {
  lanes: "u32",
  /** Images; then groups of four channels, rows and columns of what is read and what is written. */
  images: "i32",
  inputQuads: "i32",
  inputRows: "i32",
  inputColumns: "i32",
  outputQuads: "i32",
  outputRows: "i32",
  outputColumns: "i32",
  kh: "i32",
  /** Taps of a row that every residue modulo the stride has, and how many have one more. */
  wholeTaps: "i32",
  looseTaps: "i32",
  kw: "i32",
  stride: "i32",
  padding: "i32",
  /** Tiles of a row and rows, for one phase of the output. */
  tiles: "i32",
  phaseRows: "i32",
  /** Phases of the output in each direction: 1, or the stride for the input gradient. */
  phases: "i32",
  /** Group of output channels that the first block of weights is for. */
  firstGroup: "i32",
  /** 1 for the input gradient: taps run backwards. */
  transposed: "u32",
  relu: "u32",
} as const;

/** `0 .. count - 1` as source text lines. */
function each(count: number, line: (index: number) => string, separator = "\n"): string {
  return Array.from({ length: count }, (_, index) => line(index)).join(separator);
}

/**
 * Convolution forward, and its gradient with respect to the input, in one kernel.
 *
 * Computes `y[o, oy, ox] = act(b[o] + sum_{c,ky,kx} w[o, c, ky, kx] x[c, oy s + ky - p, ox s + kx - p])`,
 * or, transposed, `dx[c, iy, ix] = sum_{o,ky,kx} w[o, c, ky, kx] dy[o, (iy + p - ky) / s, (ix + p - kx) / s]`
 * over those taps whose quotients are whole.
 *
 * Both are sums over taps of a window that slides by one: for a stride `s`, forward taps fall into
 * `s` residues `kx = r + s j` whose columns `(ox + j) s + r - p` move one output pixel per `j`;
 * transposed, outputs fall into `s` phases, `ix = s t + f`, each with the taps `kx = a + s j`,
 * `a = (f + p) mod s`, in columns `t + (f + p - a) / s - j`. So a lane walks `j` (backwards when
 * transposed) and keeps its window in registers.
 *
 * Parallel over `[group of output channels][image][phase][row][tile]`; a lane holds `pixels` x
 * `quads` `vec4` accumulators. Per tap column it reads one new `vec4` of input (the window shifts)
 * and `4 quads` of weights, and does `16 pixels quads` multiply-adds, four in a row on each
 * accumulator, because accumulators live on the stack and each visit loads and stores them.
 * Zero padding is a guard on the read. Weights come from {@link packKernel}; through a uniform
 * binding they cost 15-25 % less of the whole than through a storage one on the software adapter.
 *
 * Tried and left out, on `[2, 16, 60, 80]` 3x3 to 48 channels: taps unrolled over kx instead of a
 * shifting window, 22 against 26-28 GFLOP/s; more than 40 accumulators, same speed and twice the
 * compile time; guards dropped (wrong at the border), same speed.
 *
 * Register tiling after Volkov and Demmel 2008, "Benchmarking GPUs to tune dense linear algebra".
 */
export function slidingKernel(tile: SlidingTile) {
  const { pixels, quads, channels, single } = tile;
  const lane = "xyzw";
  const load = (name: string, column: string) =>
    `{ let at = ${column}; ${name} = select(vec4f(0.0), x[row + clamp(at, 0, last)], at >= 0 && at <= last); }`;
  // c = fma(x.w, w3, fma(x.z, w2, fma(x.y, w1, fma(x.x, w0, c))))
  const accumulate = (t: number, q: number) => {
    let sum = `c${t}_${q}`;
    for (let k = 0; k < channels; k++) sum = `fma(vec4f(i${t}.${lane[k]}), w${k}_${q}, ${sum})`;
    return `c${t}_${q} = ${sum};`;
  };
  const multiply = /* wgsl */ `
        let wat = weights + tap * ${4 * quads};
        ${each(quads, (q) => each(channels, (k) => `let w${k}_${q} = w[wat + ${q * 4 + k}];`, " "))}
        ${each(pixels, (t) => each(quads, (q) => accumulate(t, q)))}`;
  const slide = /* wgsl */ `
        var at0 = column;
        ${each(pixels - 1, (t) => load(`i${t + 1}`, `at0 + ${t} * step`))}
        at0 += ${pixels - 1} * step;
        var tap = firstTap;
        for (var j = 0; j < taps; j++) {
          ${each(pixels - 1, (t) => `i${t} = i${t + 1};`, " ")}
          ${load(`i${pixels - 1}`, "at0")}
          at0 += step;
          ${multiply}
          tap += tapStep;
        }`;
  const direct = /* wgsl */ `
        if (taps > 0) {
          let tap = firstTap;
          ${each(pixels, (t) => load(`i${t}`, `column + ${t} * step`))}
          ${multiply}
        }`;
  const weights = tile.weights === "constants" ? constants("vec4f", CONSTANT_QUADS) : read("vec4f");
  return defineKernel({
    name: `conv2d_sliding_${pixels}x${quads}`,
    workgroup: [tile.workgroup, 1, 1],
    bindings: { x: read("vec4f"), w: weights, y: write("vec4f") },
    params: PARAMS,
    body: /* wgsl */ `
  let lane = id.x + id.y * groups.x * ${tile.workgroup}u;
  if (lane >= p.lanes) { return; }
  // A division costs a lane as much as a dozen multiply-adds: as few as can be, none in the loops.
  var rest = i32(lane);
  var next = rest / p.tiles;
  let t0 = (rest - next * p.tiles) * ${pixels};
  rest = next;
  next = rest / p.phaseRows;
  let phaseRow = rest - next * p.phaseRows;
  rest = next;
  let back = p.transposed == 1u;
  var phaseX = 0;
  var phaseY = 0;
  if (back) {
    next = rest / p.phases;
    phaseX = rest - next * p.phases;
    rest = next;
    next = rest / p.phases;
    phaseY = rest - next * p.phases;
    rest = next;
  }
  let block = rest / p.images;
  let image = rest - block * p.images;
  let quad = (p.firstGroup + block) * ${quads};
  let blockAt = block * ${quads} * (1 + p.kh * p.inputQuads * p.kw * 4);
  let s = p.stride;
  let last = p.inputColumns - 1;
  let oy = phaseRow * p.phases + phaseY;
  if (oy >= p.outputRows) { return; }
  ${each(quads, (q) => `let b${q} = w[blockAt + ${q}];`, " ")}
  ${each(pixels, (t) => each(quads, (q) => `var c${t}_${q} = b${q};`, " "))}
  ${each(pixels, (t) => `var i${t} = vec4f(0.0);`, " ")}
  // Rows: taps ky = ky0, ky0 + kyStep, ..., in rows iy0, iy0 + iyStep, ...
  var ky0 = 0;
  var iy = oy * s - p.padding;
  // Columns: taps firstTap, firstTap + tapStep, ..., the first in \`column\`.
  var phase = 0;
  var column0 = t0 * s - p.padding;
  if (back) {
    iy = (oy + p.padding) / s;
    ky0 = oy + p.padding - iy * s;
    let shift = (phaseX + p.padding) / s;
    phase = phaseX + p.padding - shift * s;
    column0 = t0 + shift;
  }
  let kyStep = select(1, s, back);
  let iyStep = select(1, -1, back);
  let step = select(s, 1, back);
  let tapStep = select(s, -s, back);
  for (var ky = ky0; ky < p.kh; ky += kyStep) {
    if (iy >= 0 && iy < p.inputRows) {
      for (var residue = 0; residue < step; residue++) {
        let start = phase + residue;
        let taps = p.wholeTaps + select(0, 1, start < p.looseTaps);
        let firstTap = select(start, start + s * (taps - 1), back);
        let column = select(column0 + residue, column0 - (taps - 1), back);
        for (var c = 0; c < p.inputQuads; c++) {
          let row = ((image * p.inputQuads + c) * p.inputRows + iy) * p.inputColumns;
          let weights = blockAt + ${quads} + (ky * p.inputQuads + c) * p.kw * ${4 * quads};
          ${single ? direct : slide}
        }
      }
    }
    iy += iyStep;
  }
  let relu = p.relu == 1u;
  ${
      each(quads, (q) => /* wgsl */ `
  if (quad + ${q} < p.outputQuads) {
    let to = ((image * p.outputQuads + quad + ${q}) * p.outputRows + oy) * p.outputColumns;
    var ox = t0 * p.phases + phaseX;
    ${
        each(pixels, (t) => /* wgsl */ `
    if (ox < p.outputColumns) {
      y[to + ox] = select(c${t}_${q}, vec4f(0.0), (c${t}_${q} < vec4f(0.0)) & vec4<bool>(relu));
    }
    ox += p.phases;`)
      }
  }`)
    }`,
  });
}

/** A kernel of {@link slidingKernel}. */
export type SlidingKernel = ReturnType<typeof slidingKernel>;
