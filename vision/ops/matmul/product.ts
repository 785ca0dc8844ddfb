import { LANES, lanes } from "../../kernel/kernel.ts";
import { fitsTexels } from "../../kernel/texel_copies.ts";
import type { Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { kernelFamily } from "../../kernel/kernel_family.ts";
import { laneBudget } from "../../kernel/lane_budget.ts";
import { finishKernel, matmulKernel, type MatmulTile, packKernel } from "./matmul.wgsl.ts";
import {
  leftAsItLies,
  matmulTiles,
  type Operand,
  productSplit,
  rightAsItLies,
  transposesProduct,
} from "./tiles.ts";

const kernelFor = kernelFamily(matmulKernel);

/** Matrices of one tensor. */
export interface Matrices {
  readonly tensor: Tensor;
  /** Whether they are stored transposed. */
  readonly transposed: boolean;
  /** Whether there is one for all products. */
  readonly shared: boolean;
}

/** What {@link product} computes. */
export interface Product {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly batches: number;
  /** Whether the products of all batches are added up. */
  readonly summed?: boolean;
  readonly bias?: Tensor | null;
  readonly relu?: boolean;
  /** Of the result. */
  readonly shape: Shape;
}

interface Placed extends Operand {
  readonly tensor: Tensor;
}

/** An operand as the kernel reads it; distances in `vec4`. */
interface Laid {
  readonly tensor: Tensor;
  readonly batch: number;
  readonly group: number;
  /** Of the rows, or groups of columns, that groups begin with. */
  readonly start: number;
  /** Of rows of a left operand, of single `k` of a right one. */
  readonly line: number;
  /** Of groups of four `k`. */
  readonly depth: number;
}

/** How {@link lay} lays out. */
interface Laying {
  readonly right: boolean;
  readonly k: number;
  readonly batches: number;
  /** Rows, or groups of four columns, of a group. */
  readonly width: number;
  /** Groups, and the row or group of four columns that the last begins with. */
  readonly groups: number;
  readonly last: number;
}

/** The operand, laid out anew where the kernel cannot read it as it lies. */
function lay(operand: Placed, { right, k, batches, width, groups, last }: Laying): Laid {
  const { tensor } = operand;
  if (right && rightAsItLies(operand, k)) {
    const batch = operand.batch / 4;
    return { tensor, batch, group: 0, start: 1, line: operand.k / 4, depth: operand.k };
  }
  if (!right && leftAsItLies(operand, k)) {
    const [batch, line] = [operand.batch / 4, operand.outer / 4];
    return { tensor, batch, group: 0, start: line, line, depth: 1 };
  }
  const height = Math.ceil(k / 4) * (right ? 4 : 1);
  const group = height * width;
  const shared = operand.batch === 0;
  const count = group * groups * (shared ? 1 : batches);
  const packed = tensor.device.empty([count * 4]);
  tensor.device.dispatch(packKernel, {
    bindings: { source: tensor, packed },
    params: {
      lanes: count,
      width,
      height,
      groups,
      last,
      outer: operand.size,
      k,
      outerStride: operand.outer,
      kStride: operand.k,
      batchStride: operand.batch,
      right: right ? 1 : 0,
    },
    workgroups: lanes(count),
  });
  const common = { tensor: packed, batch: shared ? 0 : group * groups, group, start: 0 };
  return right
    ? { ...common, line: width, depth: 4 * width }
    : { ...common, line: 1, depth: width };
}

/** Notes down `act(a b + bias)`, with the tile that the adapter likes best. */
export function product(a: Matrices, b: Matrices, what: Product): Tensor {
  const { device } = a.tensor;
  const { m, k, n, batches, summed = false } = what;
  const { work } = arrange(a, b, what);
  const tile = device.tuner.pick({
    family: "matmul",
    shape: JSON.stringify({ ...work, m, a: a.transposed, b: b.transposed }),
    variants: matmulTiles(work, laneBudget(device)),
    sample: () => {
      const matrices = ({ shared, transposed }: Matrices, height: number, width: number) => {
        const tensor = device.zeros([shared ? 1 : batches, height, width]);
        return { tensor, shared, transposed };
      };
      const samples = [matrices(a, m, k), matrices(b, k, n)] as const;
      const plain = { m, k, n, batches, summed, shape: [summed ? 1 : batches, m, n] };
      return {
        run: (tile) => productWith(tile, ...samples, plain),
        dispose: () => samples.forEach(({ tensor }) => tensor.dispose()),
      };
    },
  });
  return productWith(tile, a, b, what);
}

/** Which operand is left and which right, and what that makes of the work. */
function arrange(a: Matrices, b: Matrices, { m, k, n, batches, summed = false }: Product) {
  const placeA: Placed = {
    tensor: a.tensor,
    size: m,
    batch: a.shared || batches === 1 ? 0 : m * k,
    outer: a.transposed ? 1 : k,
    k: a.transposed ? m : 1,
  };
  const placeB: Placed = {
    tensor: b.tensor,
    size: n,
    batch: b.shared || batches === 1 ? 0 : k * n,
    outer: b.transposed ? k : 1,
    k: b.transposed ? 1 : n,
  };
  const transposed = transposesProduct(placeA, placeB, k);
  const [left, right] = transposed ? [placeB, placeA] : [placeA, placeB];
  const results = summed ? 1 : batches;
  const work = {
    rows: left.size,
    columns: right.size,
    k,
    batches: results,
    sums: batches / results,
  };
  return { work, transposed, left, right };
}

/** The same with a given tile. */
function productWith(tile: MatmulTile, a: Matrices, b: Matrices, what: Product): Tensor {
  const { m, k, n, batches, summed = false, bias = null, relu = false } = what;
  const { device } = a.tensor;
  const arranged = arrange(a, b, what);
  const { work, transposed } = arranged;
  const results = work.batches;
  const { rows, quads, workgroup } = tile;
  const split = productSplit(work, tile, laneBudget(device));
  const { rowGroups, columnGroups, cutsSums, parts, ofPart } = split;
  const depth = Math.ceil(k / 4);
  const resultQuads = Math.ceil(n / 4);
  // Whether the kernel can write the result itself.
  const whole = parts === 1 && !transposed && n % 4 === 0 && m >= rows && resultQuads >= quads;
  const lastRow = whole ? m - rows : (rowGroups - 1) * rows;
  const lastQuad = whole ? resultQuads - quads : (columnGroups - 1) * quads;
  const right = lay(arranged.right, {
    right: true,
    k,
    batches,
    width: quads,
    groups: columnGroups,
    last: lastQuad,
  });
  const left = lay(arranged.left, {
    right: false,
    k,
    batches,
    width: rows,
    groups: rowGroups,
    last: lastRow,
  });
  const texels = tile.texels && fitsTexels(device, right.tensor.storage.bytes);
  const y = device.empty(what.shape, { layout: "linear" });
  const batchLanes = rowGroups * columnGroups;
  const count = batchLanes * results * parts;
  const tileSize = rows * quads * 4;
  const target = whole ? y : device.empty([count, tileSize]);
  const ending = { biased: bias ? 1 : 0, relu: relu ? 1 : 0 };
  device.dispatch(kernelFor({ ...tile, texels }), {
    bindings: { left: left.tensor, right: right.tensor, bias: bias ?? left.tensor, y: target },
    params: {
      lanes: count,
      rowGroups,
      columnGroups,
      batches: results,
      sums: work.sums,
      sumsOfPart: cutsSums ? ofPart : 1,
      sumStep: cutsSums ? ofPart : 0,
      depth,
      depthOfPart: cutsSums ? depth : ofPart,
      depthStep: cutsSums ? 0 : ofPart,
      lastRow,
      lastQuad,
      leftBatch: summed ? 0 : left.batch,
      leftSum: summed ? left.batch : 0,
      leftGroup: left.group,
      leftStart: left.start,
      leftRow: left.line,
      leftDepth: left.depth,
      rightBatch: summed ? 0 : right.batch,
      rightSum: summed ? right.batch : 0,
      rightGroup: right.group,
      rightStart: right.start,
      rightK: right.line,
      resultRows: m,
      resultQuads,
      resultPitch: whole ? resultQuads : quads,
      tiled: whole ? 0 : 1,
      ...(whole ? ending : { biased: 0, relu: 0 }),
    },
    workgroups: lanes(Math.ceil(count / workgroup) * LANES),
  });
  if (whole) return y;
  const fours = y.storage.bytes / 16;
  device.dispatch(finishKernel, {
    bindings: { tiles: target, bias: bias ?? target, y },
    params: {
      lanes: fours,
      parts,
      partSize: batchLanes * results * tileSize,
      batchSize: batchLanes * tileSize,
      rows: m,
      columns: n,
      rowBits: Math.log2(rows),
      columnBits: Math.log2(4 * quads),
      columnGroups,
      transposed: transposed ? 1 : 0,
      ...ending,
    },
    workgroups: lanes(fours),
  });
  return y;
}
