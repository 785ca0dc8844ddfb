import { constants, defineKernel, read, texels, write } from "../../kernel/kernel.ts";
import { unrolled } from "../../kernel/unrolled.ts";

/** What one lane of the sliding kernel computes; each different one is a pipeline of its own. */
export interface SlidingTile {
  /** Pixels of a row. */
  readonly pixels: number;
  /** Rows. */
  readonly rows: number;
  /** Groups of four output channels. */
  readonly quads: number;
  /** Input channels used of each four: fewer than 4 only for images of 1, 2 or 3 channels. */
  readonly channels: number;
  /**
   * `slide`: neighbouring taps see the image one output pixel further, so a window is kept in registers.
   * `direct`: every tap reads all its pixels; for dilated kernels and those one column wide.
   */
  readonly walk: "slide" | "direct";
  /** How images are read. */
  readonly images: "storage" | "texels";
  /** How the packed weights are read: `constants` only where they fit. */
  readonly weights: "constants" | "storage" | "texels";
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
  kw: "i32",
  /** Taps of a row that every residue modulo the stride has, and how many have one more. */
  wholeTaps: "i32",
  looseTaps: "i32",
  strideY: "i32",
  strideX: "i32",
  top: "i32",
  left: "i32",
  dilationY: "i32",
  dilationX: "i32",
  /** Tiles of a row and of a column of pixels, for one phase of the output. */
  tiles: "i32",
  tileRows: "i32",
  /** Phases of the output in each direction: 1, or the stride for the input gradient. */
  phasesY: "i32",
  phasesX: "i32",
  /** Block of output channels that the first block of weights is for. */
  firstBlock: "i32",
  /** Of one group of channels: blocks, and fours of input and of output channels. */
  groupBlocks: "i32",
  groupInputQuads: "i32",
  groupOutputQuads: "i32",
  /** 1 for the input gradient: taps run backwards. */
  transposed: "u32",
  relu: "u32",
} as const;

/**
 * Convolution forward, and its gradient with respect to the input, in one kernel.
 *
 * Computes `y[o, oy, ox] = act(b[o] + sum_{c,ky,kx} w[o, c, ky, kx] x[c, oy s + ky d - p, ox s + kx d - p])`,
 * or, transposed, `dx[c, iy, ix] = sum_{o,ky,kx} w[o, c, ky, kx] dy[o, (iy + p - ky d) / s, (ix + p - kx d) / s]`
 * over those taps whose quotients are whole; stride `s`, dilation `d` and padding `p` of each direction.
 *
 * Without dilation both are sums over taps of a window that slides by one: for a stride `s`, forward
 * taps fall into `s` residues `kx = r + s j` whose columns `(ox + j) s + r - p` move one output pixel
 * per `j`; transposed, outputs fall into `s` phases, `ix = s t + f`, each with the taps `kx = a + s j`,
 * `a = (f + p) mod s`, in columns `t + (f + p - a) / s - j`. So a lane walks `j` (backwards when
 * transposed) and keeps its window in registers.
 *
 * Parallel over `[block of output channels][image][phase][row tile][tile]`; a lane holds
 * `rows pixels quads` `vec4` accumulators. Per tap column it reads `rows` new `vec4` of input (the
 * window shifts) and `4 quads` of weights, and does `16 rows pixels quads` multiply-adds, four in a row
 * on each accumulator, because accumulators live on the stack and each visit loads and stores them.
 * Zero padding is a guard on the read. Weights come from {@link packKernel}.
 *
 * Tried and left out, on `[2, 16, 60, 80]` 3x3 to 48 channels on the software adapter: taps unrolled
 * over kx instead of a shifting window, 22 against 26-28 GFLOP/s; guards dropped (wrong at the border),
 * same speed.
 *
 * Register tiling after Volkov and Demmel 2008, "Benchmarking GPUs to tune dense linear algebra".
 */
export function slidingKernel(tile: SlidingTile) {
  const { pixels, rows, quads, channels } = tile;
  const lane = "xyzw";
  const image = (index: string) => tile.images === "texels" ? `x_at(${index})` : `x[${index}]`;
  const weight = (index: string) => tile.weights === "texels" ? `w_at(${index})` : `w[${index}]`;
  const tiles = (line: (r: number, t: number) => string) =>
    unrolled(rows, (r) => unrolled(pixels, (t) => line(r, t), " "));
  const load = (r: number, t: number, column: string) =>
    `{ let at = ${column}; i${r}_${t} = select(vec4f(0.0), ` +
    `${image(`row${r} + clamp(at, 0, last)`)}, at >= 0 && at <= last${r}); }`;
  // c = fma(x.w, w3, fma(x.z, w2, fma(x.y, w1, fma(x.x, w0, c))))
  const accumulate = (r: number, t: number, q: number) => {
    let sum = `c${r}_${t}_${q}`;
    for (let k = 0; k < channels; k++) {
      sum = `fma(vec4f(i${r}_${t}.${lane[k]}), w${k}_${q}, ${sum})`;
    }
    return `c${r}_${t}_${q} = ${sum};`;
  };
  const multiply = /* wgsl */ `
        let wat = weights + tap * ${4 * quads};
        ${
    unrolled(quads, (q) =>
      unrolled(channels, (k) =>
        `let w${k}_${q} = ${weight(`wat + ${q * 4 + k}`)};`))
  }
        ${tiles((r, t) => unrolled(quads, (q) => accumulate(r, t, q)))}`;
  const slide = /* wgsl */ `
      for (var residue = 0; residue < step; residue++) {
        let start = phase + residue;
        let taps = p.wholeTaps + select(0, 1, start < p.looseTaps);
        var tap = select(start, start + s * (taps - 1), back);
        var at0 = select(column0 + residue, column0 - (taps - 1), back);
        ${unrolled(rows, (r) => unrolled(pixels - 1, (t) => load(r, t + 1, `at0 + ${t} * step`)))}
        at0 += ${pixels - 1} * step;
        for (var j = 0; j < taps; j++) {
          ${unrolled(rows, (r) => unrolled(pixels - 1, (t) => `i${r}_${t} = i${r}_${t + 1};`, " "))}
          ${unrolled(rows, (r) => load(r, pixels - 1, "at0"))}
          at0 += step;
          ${multiply}
          tap += tapStep;
        }
      }`;
  const direct = /* wgsl */ `
      for (var tap = 0; tap < p.kw; tap++) {
        var column = t0 * s + tap * p.dilationX - p.left;
        if (back) {
          let ahead = phaseX + p.left - tap * p.dilationX;
          if (ahead % s != 0) { continue; }
          column = t0 + ahead / s;
        }
        ${tiles((r, t) => load(r, t, `column + ${t} * step`))}
        ${multiply}
      }`;
  const weights = tile.weights === "constants"
    ? constants("vec4f", CONSTANT_QUADS)
    : tile.weights === "texels"
    ? texels()
    : read("vec4f");
  return defineKernel({
    name: `conv2d_${tile.walk}_${pixels}x${rows}x${quads}`,
    workgroup: [tile.workgroup, 1, 1],
    bindings: {
      x: tile.images === "texels" ? texels() : read("vec4f"),
      w: weights,
      y: write("vec4f"),
    },
    params: PARAMS,
    body: /* wgsl */ `
  let lane = id.x + id.y * groups.x * ${tile.workgroup}u;
  if (lane >= p.lanes) { return; }
  // A division costs a lane as much as a dozen multiply-adds: as few as can be, none in the loops.
  var rest = i32(lane);
  var next = rest / p.tiles;
  let t0 = (rest - next * p.tiles) * ${pixels};
  rest = next;
  next = rest / p.tileRows;
  let row0 = (rest - next * p.tileRows) * ${rows};
  rest = next;
  let back = p.transposed == 1u;
  var phaseX = 0;
  var phaseY = 0;
  if (back) {
    next = rest / p.phasesX;
    phaseX = rest - next * p.phasesX;
    rest = next;
    next = rest / p.phasesY;
    phaseY = rest - next * p.phasesY;
    rest = next;
  }
  let block = rest / p.images;
  let image = rest - block * p.images;
  let share = (p.firstBlock + block) / p.groupBlocks;
  let quad = share * p.groupOutputQuads +
    (p.firstBlock + block - share * p.groupBlocks) * ${quads};
  let blockAt = block * ${quads} * (1 + p.kh * p.groupInputQuads * p.kw * 4);
  let plane0 = image * p.inputQuads + share * p.groupInputQuads;
  let s = p.strideX;
  let last = p.inputColumns - 1;
  let oy = row0 * p.phasesY + phaseY;
  if (oy >= p.outputRows) { return; }
  ${unrolled(quads, (q) => `let b${q} = ${weight(`blockAt + ${q}`)};`, " ")}
  ${tiles((r, t) => unrolled(quads, (q) => `var c${r}_${t}_${q} = b${q};`, " "))}
  ${tiles((r, t) => `var i${r}_${t} = vec4f(0.0);`)}
  // Columns of a sliding window: taps phase, phase + s, ..., the first in column0.
  var phase = 0;
  var column0 = t0 * s - p.left;
  if (back) {
    let shift = (phaseX + p.left) / s;
    phase = phaseX + p.left - shift * s;
    column0 = t0 + shift;
  }
  let step = select(s, 1, back);
  let tapStep = select(s, -s, back);
  for (var ky = 0; ky < p.kh; ky++) {
    var iy = oy * p.strideY + ky * p.dilationY - p.top;
    var rowStep = p.strideY;
    if (back) {
      let ahead = oy + p.top - ky * p.dilationY;
      iy = ahead / p.strideY;
      if (iy * p.strideY != ahead) { continue; }
      rowStep = 1;
    }
    ${
      unrolled(rows, (r) => /* wgsl */ `
    let iy${r} = iy + ${r} * rowStep;
    let inside${r} = iy${r} >= 0 && iy${r} < p.inputRows;
    let last${r} = select(-1, last, inside${r});`)
    }
    if (!(${unrolled(rows, (r) => `inside${r}`, " || ")})) { continue; }
    for (var c = 0; c < p.groupInputQuads; c++) {
      ${
      unrolled(rows, (r) =>
        `let row${r} = ((plane0 + c) * p.inputRows + select(0, iy${r}, inside${r})) * p.inputColumns;`)
    }
      let weights = blockAt + ${quads} + (ky * p.groupInputQuads + c) * p.kw * ${4 * quads};
      ${tile.walk === "slide" ? slide : direct}
    }
  }
  let relu = p.relu == 1u;
  let quadEnd = (share + 1) * p.groupOutputQuads;
  ${
      unrolled(rows, (r) => /* wgsl */ `
  let oy${r} = oy + ${r} * p.phasesY;
  if (oy${r} < p.outputRows) {
    ${
        unrolled(quads, (q) => /* wgsl */ `
    if (quad + ${q} < quadEnd) {
      let to = ((image * p.outputQuads + quad + ${q}) * p.outputRows + oy${r}) * p.outputColumns;
      var ox = t0 * p.phasesX + phaseX;
      ${
          unrolled(pixels, (t) => /* wgsl */ `
      if (ox < p.outputColumns) {
        let v = c${r}_${t}_${q};
        y[to + ox] = select(v, vec4f(0.0), (v < vec4f(0.0)) & vec4<bool>(relu));
      }
      ox += p.phasesX;`)
        }
    }`)
      }
  }`)
    }`,
  });
}

/** A kernel of {@link slidingKernel}. */
export type SlidingKernel = ReturnType<typeof slidingKernel>;
