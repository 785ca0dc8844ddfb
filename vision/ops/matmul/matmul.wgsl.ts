import { defineKernel, defineLaneKernel, read, texels, write } from "../../kernel/kernel.ts";
import { unrolled } from "../../kernel/unrolled.ts";

/** What one lane of the product computes; each different one is a pipeline of its own. */
export interface MatmulTile {
  /** Rows of the left matrix, a multiple of 4. */
  readonly rows: number;
  /** Groups of four columns of the right matrix. */
  readonly quads: number;
  /** Whether the right matrix is read through a texture. */
  readonly texels: boolean;
  /** Lanes of a workgroup. */
  readonly workgroup: number;
}

/**
 * Matrix product of a left matrix, as `vec4` along `k`, and a right one, as `vec4` along the columns:
 * `y[i, j] = act(bias[j] + sum_k left[i, k] right[k, j])`. Both operands may lie as they are or as
 * {@link packKernel} lays them out; strides in the params tell.
 *
 * Parallel over `[part][batch][group of rows][group of columns]`; a lane holds `rows` x `quads`
 * `vec4` sums. For each four `k` it reads `rows + 4 quads` `vec4` and does `16 rows quads`
 * multiply-adds, four in a row on each sum, because sums live on the stack and each visit loads and
 * stores them. Where rows and columns are no multiples of a tile, the last tile begins earlier and
 * computes some elements once more, alike; or else (`tiled`) tiles are written one by one, for
 * {@link finishKernel}.
 *
 * 1024^3 on the software adapter: 36-40 GFLOP/s with 16 x 4 and the right matrix as texels, 30-32 with
 * both in storage, 26-28 with 16 x 2, 39-43 with 32 x 4 at twice the compile time. With the right matrix as
 * texels, packing what could be read as it lies gains nothing. Tried and left out: the left matrix as
 * texels too, no faster; its addresses the same for a whole workgroup, no faster.
 *
 * Register tiling after Volkov and Demmel 2008, "Benchmarking GPUs to tune dense linear algebra".
 */
export function matmulKernel(tile: MatmulTile) {
  const { rows, quads } = tile;
  const right = (at: string) => tile.texels ? `right_at(${at})` : `right[${at}]`;
  const accumulate = (r: number, q: number) => {
    let sum = `c${r}_${q}`;
    for (let k = 0; k < 4; k++) sum = `fma(vec4f(a${r}.${"xyzw"[k]}), b${k}_${q}, ${sum})`;
    return `c${r}_${q} = ${sum};`;
  };
  const store = (r: number, q: number) =>
    `{ let v = c${r}_${q} + bias${q}; y[to + ${q}] = select(v, vec4f(0.0), (v < vec4f(0.0)) & relu); }`;
  return defineKernel({
    name: `matmul_${rows}x${quads}`,
    workgroup: [tile.workgroup, 1, 1],
    bindings: {
      left: read("vec4f"),
      right: tile.texels ? texels() : read("vec4f"),
      bias: read("vec4f"),
      y: write("vec4f"),
    },
    params: {
      lanes: "u32",
      /** Groups of rows and of columns, batches. */
      rowGroups: "i32",
      columnGroups: "i32",
      batches: "i32",
      /** Products that are added up; how many a part takes; how far apart parts begin. */
      sums: "i32",
      sumsOfPart: "i32",
      sumStep: "i32",
      /** The same for groups of four `k`. */
      depth: "i32",
      depthOfPart: "i32",
      depthStep: "i32",
      /** Where the last groups begin. */
      lastRow: "i32",
      lastQuad: "i32",
      /** Distances in `vec4`: of batches, summed products, groups, first rows, rows, four k. */
      leftBatch: "i32",
      leftSum: "i32",
      leftGroup: "i32",
      leftStart: "i32",
      leftRow: "i32",
      leftDepth: "i32",
      /** Of batches, summed products, groups, first groups of columns, single k. */
      rightBatch: "i32",
      rightSum: "i32",
      rightGroup: "i32",
      rightStart: "i32",
      rightK: "i32",
      /** Rows of the result, `vec4` of one, and how far apart rows are written. */
      resultRows: "i32",
      resultQuads: "i32",
      resultPitch: "i32",
      tiled: "u32",
      biased: "u32",
      relu: "u32",
    },
    body: /* wgsl */ `
  let lane = id.x + id.y * groups.x * ${tile.workgroup}u;
  if (lane >= p.lanes) { return; }
  var rest = i32(lane);
  var next = rest / p.columnGroups;
  let columnGroup = rest - next * p.columnGroups;
  rest = next;
  next = rest / p.rowGroups;
  let rowGroup = rest - next * p.rowGroups;
  let slab = next;
  let part = slab / p.batches;
  let batch = slab - part * p.batches;
  let row = min(rowGroup * ${rows}, p.lastRow);
  let quad = min(columnGroup * ${quads}, p.lastQuad);
  ${unrolled(rows, (r) => unrolled(quads, (q) => `var c${r}_${q} = vec4f(0.0);`, " "))}
  let firstSum = part * p.sumStep;
  let firstDepth = part * p.depthStep;
  let depth = min(p.depthOfPart, p.depth - firstDepth);
  for (var s = firstSum; s < min(firstSum + p.sumsOfPart, p.sums); s++) {
    var leftAt = batch * p.leftBatch + s * p.leftSum + rowGroup * p.leftGroup +
      row * p.leftStart + firstDepth * p.leftDepth;
    var rightAt = batch * p.rightBatch + s * p.rightSum + columnGroup * p.rightGroup +
      quad * p.rightStart + firstDepth * 4 * p.rightK;
    for (var d = 0; d < depth; d++) {
      ${
      unrolled(4, (k) =>
        unrolled(quads, (q) =>
          `let b${k}_${q} = ${right(`rightAt + ${k} * p.rightK + ${q}`)};`, " "))
    }
      ${
      unrolled(rows, (r) =>
        `let a${r} = left[leftAt + ${r} * p.leftRow]; ` + unrolled(quads, (q) =>
          accumulate(r, q), " "))
    }
      leftAt += p.leftDepth;
      rightAt += 4 * p.rightK;
    }
  }
  // Without conditions, which would make the stores take seconds to compile.
  ${unrolled(quads, (q) => `var bias${q} = vec4f(0.0);`, " ")}
  if (p.biased == 1u) { ${unrolled(quads, (q) => `bias${q} = bias[quad + ${q}];`, " ")} }
  let relu = vec4<bool>(p.relu == 1u);
  var to = (slab * p.resultRows + row) * p.resultQuads + quad;
  if (p.tiled == 1u) { to = i32(lane) * ${rows * quads}; }
  ${unrolled(rows, (r) => `${unrolled(quads, (q) => store(r, q), " ")} to += p.resultPitch;`)}`,
  });
}

/**
 * Lays a matrix out as {@link matmulKernel} streams it: `packed` is `[batch][group][y][x]` `vec4`,
 * where, of a left matrix, `x` counts the rows of a group, `y` groups of four `k`, and a `vec4` holds
 * four `k`; of a right one, `x` counts groups of four columns, `y` single `k`, and a `vec4` holds four
 * columns. What is missing becomes zero, so that a `k` that does not exist adds nothing.
 *
 * One lane a `vec4`: four scalar reads, one write.
 */
export const packKernel = defineLaneKernel({
  name: "matmul_pack",
  bindings: { source: read("f32"), packed: write("vec4f") },
  params: {
    /** Sizes of `x` and `y`, and groups. */
    width: "u32",
    height: "u32",
    groups: "u32",
    /** Where the last group begins. */
    last: "u32",
    /** Rows (or columns), `k`, and the distances of their neighbours and of batches in `source`. */
    outer: "u32",
    k: "u32",
    outerStride: "u32",
    kStride: "u32",
    batchStride: "u32",
    right: "u32",
  },
  body: /* wgsl */ `
  let line = lane / p.width;
  let x = lane - line * p.width;
  let slab = line / p.height;
  let y = line - slab * p.height;
  let batch = slab / p.groups;
  let at = min((slab - batch * p.groups) * p.width, p.last) + x;
  let right = p.right == 1u;
  let outer = select(at, at * 4u, right);
  let k = select(y * 4u, y, right);
  let step = select(vec2u(0u, 1u), vec2u(1u, 0u), right);
  var value = vec4f(0.0);
  for (var i = 0u; i < 4u; i++) {
    let here = vec2u(outer, k) + i * step;
    if (here.x < p.outer && here.y < p.k) {
      value[i] = source[batch * p.batchStride + here.x * p.outerStride + here.y * p.kStride];
    }
  }
  packed[lane] = value;`,
});

/**
 * Makes the result out of tiles as {@link matmulKernel} leaves them, `[part][batch][group of rows][group of
 * columns][row][column]`, of the product or of its transpose: adds the parts up, in order, adds the bias,
 * cuts what is negative. One lane four neighbouring elements of the result.
 */
export const finishKernel = defineLaneKernel({
  name: "matmul_finish",
  bindings: { tiles: read("f32"), bias: read("f32"), y: write("vec4f") },
  params: {
    parts: "u32",
    /** Numbers of a part and of a batch. */
    partSize: "u32",
    batchSize: "u32",
    /** Sizes of a matrix of the result. */
    rows: "u32",
    columns: "u32",
    /** Logarithms of the rows and columns of a tile, and groups of columns. */
    rowBits: "u32",
    columnBits: "u32",
    columnGroups: "u32",
    transposed: "u32",
    biased: "u32",
    relu: "u32",
  },
  functions: /* wgsl */ `
fn placeOf(row: u32, column: u32) -> u32 {
  let i = select(row, column, p.transposed == 1u);
  let j = select(column, row, p.transposed == 1u);
  let tile = (i >> p.rowBits) * p.columnGroups + (j >> p.columnBits);
  let line = (tile << p.rowBits) + (i & ((1u << p.rowBits) - 1u));
  return (line << p.columnBits) + (j & ((1u << p.columnBits) - 1u));
}`,
  body: /* wgsl */ `
  let line = lane * 4u / p.columns;
  var column = lane * 4u - line * p.columns;
  var batch = line / p.rows;
  var row = line - batch * p.rows;
  var value = vec4f(0.0);
  for (var i = 0u; i < 4u; i++) {
    let at = batch * p.batchSize + placeOf(row, column);
    var sum = 0.0;
    for (var part = 0u; part < p.parts; part++) { sum += tiles[part * p.partSize + at]; }
    if (p.biased == 1u) { sum += bias[column]; }
    value[i] = sum;
    column++;
    if (column == p.columns) {
      column = 0u;
      row++;
      if (row == p.rows) {
        row = 0u;
        batch++;
      }
    }
  }
  let cut = (value < vec4f(0.0)) & vec4<bool>(p.relu == 1u);
  y[lane] = select(value, vec4f(0.0), cut);`,
});

/** Gradient before the rectifier: that behind it where it let something through. */
export const reluMaskKernel = defineLaneKernel({
  name: "matmul_relu gradient",
  bindings: { dy: read("vec4f"), y: read("vec4f"), dz: write("vec4f") },
  params: {},
  body: "  dz[lane] = select(vec4f(0.0), dy[lane], y[lane] > vec4f(0.0));",
});

/**
 * Sums of columns of a matrix `[rows, columns]`: `sums[part, j]` is that of `rowsOfPart` rows. Run
 * again on its own result it gives the whole sums. One lane a column of a part.
 */
export const columnSumKernel = defineLaneKernel({
  name: "matmul_column_sum",
  bindings: { x: read("f32"), sums: write("f32") },
  params: { rows: "u32", columns: "u32", rowsOfPart: "u32" },
  body: /* wgsl */ `
  let part = lane / p.columns;
  let column = lane - part * p.columns;
  let first = part * p.rowsOfPart;
  var sum = 0.0;
  for (var row = first; row < min(first + p.rowsOfPart, p.rows); row++) {
    sum += x[row * p.columns + column];
  }
  sums[lane] = sum;`,
});
