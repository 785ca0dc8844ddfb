import assert from "node:assert/strict";
import fc from "fast-check";
import { HARDWARE_LANES, SOFTWARE_LANES } from "../../../vision/kernel/lane_budget.ts";
import {
  leftAsItLies,
  matmulTiles,
  productSplit,
  rightAsItLies,
  transposesProduct,
} from "../../../vision/ops/matmul/tiles.ts";

const work = (rows: number, k: number, columns: number) => ({
  rows,
  columns,
  k,
  batches: 1,
  sums: 1,
});

const sizes = fc.record({
  rows: fc.integer({ min: 1, max: 2000 }),
  columns: fc.integer({ min: 1, max: 2000 }),
  k: fc.integer({ min: 1, max: 5000 }),
  batches: fc.integer({ min: 1, max: 40 }),
  sums: fc.integer({ min: 1, max: 40 }),
});

Deno.test("productSplit() covers every row, column and product of a sum exactly, by any tile", () => {
  fc.assert(
    fc.property(sizes, fc.constantFrom(SOFTWARE_LANES, HARDWARE_LANES), (at, budget) => {
      for (const { rows, quads } of matmulTiles(at, budget)) {
        const split = productSplit(at, { rows, quads }, budget);
        const over = (groups: number, piece: number, size: number) =>
          groups * piece >= size && (groups - 1) * piece < size;
        assert.ok(over(split.rowGroups, rows, at.rows));
        assert.ok(over(split.columnGroups, 4 * quads, at.columns));
        const length = split.cutsSums ? at.sums : Math.ceil(at.k / 4);
        assert.ok(over(split.parts, split.ofPart, length), JSON.stringify({ at, split }));
      }
    }),
    { numRuns: 200 },
  );
});

Deno.test("matmulTiles() takes the largest tile for large products, narrow ones for narrow", () => {
  const best = (rows: number, k: number, columns: number) => {
    const { rows: r, quads } = matmulTiles(work(rows, k, columns), SOFTWARE_LANES)[0]!;
    return [r, quads];
  };
  assert.deepEqual(best(1024, 1024, 1024), [16, 4]);
  assert.deepEqual(best(1000, 784, 32), [16, 4]);
  assert.deepEqual(best(1000, 784, 1), [16, 1]);
  assert.deepEqual(best(1, 784, 4), [4, 1]);
});

Deno.test("matmulTiles() reads through textures on the software adapter alone", () => {
  const at = work(64, 64, 64);
  assert.ok(matmulTiles(at, SOFTWARE_LANES).every(({ texels }) => texels));
  assert.ok(matmulTiles(at, HARDWARE_LANES).every(({ texels }) => !texels));
});

Deno.test("productSplit() cuts long sums of few results into parts, and no others", () => {
  const parts = (rows: number, k: number, columns: number) =>
    productSplit(work(rows, k, columns), { rows: 16, quads: 4 }, SOFTWARE_LANES).parts;
  assert.equal(parts(1024, 1024, 1024), 1);
  assert.equal(parts(16, 32, 16), 1);
  assert.equal(parts(16, 4096, 16), 32);
  const summed = { ...work(16, 8, 16), sums: 6 };
  const split = productSplit(summed, { rows: 16, quads: 4 }, SOFTWARE_LANES);
  assert.deepEqual([split.cutsSums, split.parts, split.ofPart], [true, 6, 1]);
});

Deno.test("operands are read as they lie where vec4 run along k, or along columns", () => {
  const rowMajor = (size: number, k: number) => ({ size, batch: 0, outer: k, k: 1 });
  const transposed = (size: number) => ({ size, batch: 0, outer: 1, k: size });
  assert.ok(leftAsItLies(rowMajor(5, 8), 8));
  assert.ok(!leftAsItLies(rowMajor(5, 7), 7));
  assert.ok(!leftAsItLies(transposed(8), 8));
  assert.ok(rightAsItLies(transposed(8), 12));
  assert.ok(!rightAsItLies(transposed(6), 12));
  assert.ok(!rightAsItLies(transposed(8), 11));
  assert.ok(!rightAsItLies(rowMajor(8, 8), 8));
  // A layer: x [32, 784] by w [1000, 784] transposed lays out the small x, not the large w.
  assert.ok(transposesProduct(rowMajor(32, 784), rowMajor(1000, 784), 784));
  assert.ok(!transposesProduct(rowMajor(32, 784), transposed(1000), 784));
});
