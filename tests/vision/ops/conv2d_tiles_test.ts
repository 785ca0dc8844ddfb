import assert from "node:assert/strict";
import fc from "fast-check";
import { HARDWARE_LANES, SOFTWARE_LANES } from "../../../vision/kernel/lane_budget.ts";
import { conv2dGeometry } from "../../../vision/ops/conv2d/geometry.ts";
import { CONSTANT_QUADS } from "../../../vision/ops/conv2d/sliding.wgsl.ts";
import {
  blockQuads,
  gradWeightTiles,
  slidingLanes,
  slidingSplit,
  slidingTiles,
  type SlidingWork,
} from "../../../vision/ops/conv2d/tiles.ts";

const size = (max: number) => fc.integer({ min: 1, max });

const works: fc.Arbitrary<SlidingWork> = fc.record({
  images: size(16),
  groups: size(4),
  inputChannels: size(1024),
  outputChannels: size(1024),
  inputRows: size(512),
  inputColumns: size(512),
  rows: size(512),
  columns: size(512),
  kh: size(31),
  kw: size(31),
  phasesY: size(4),
  phasesX: size(4),
  dilated: fc.boolean(),
});

const budgets = fc.constantFrom(SOFTWARE_LANES, HARDWARE_LANES);

Deno.test("slidingTiles() cover every output and keep constants within their binding", () => {
  fc.assert(fc.property(works, budgets, (work, budget) => {
    const tiles = slidingTiles(work, budget);
    assert.ok(tiles.length >= 1 && tiles.length <= budget.variants.most);
    for (const tile of tiles) {
      const split = slidingSplit(work, tile);
      assert.ok(split.tiles * tile.pixels * work.phasesX >= work.columns);
      assert.ok(split.tileRows * tile.rows * work.phasesY >= work.rows);
      assert.ok(split.groupBlocks * tile.quads * 4 >= work.outputChannels);
      assert.ok((split.groupBlocks - 1) * tile.quads * 4 < work.outputChannels, "no idle block");
      assert.equal(split.blocks, split.groupBlocks * work.groups);
      assert.ok(split.blocksAtOnce >= 1 && split.blocksAtOnce <= split.blocks);
      assert.ok(slidingLanes(work, split, split.blocksAtOnce) >= 1);
      if (tile.weights === "constants") {
        assert.ok(split.blocksAtOnce * blockQuads(work, tile.quads) <= CONSTANT_QUADS);
        assert.ok(Math.ceil(split.blocks / split.blocksAtOnce) <= 3);
      } else assert.equal(split.blocksAtOnce, split.blocks);
      assert.equal(tile.walk === "direct", work.kw === 1 || work.dilated);
      assert.ok(
        tile.pixels * tile.rows * tile.quads <= 40,
        "more accumulators take seconds to compile",
      );
    }
  }));
});

Deno.test("slidingTiles() fit the tile to the width, the rows and the channels", () => {
  const work = {
    images: 4,
    groups: 1,
    inputChannels: 64,
    outputChannels: 256,
    inputRows: 16,
    inputColumns: 16,
    rows: 16,
    columns: 16,
    kh: 7,
    kw: 7,
    phasesY: 1,
    phasesX: 1,
    dilated: false,
  };
  const tile = (change: Partial<SlidingWork>) => {
    const { pixels, rows, quads, weights } = slidingTiles(
      { ...work, ...change },
      SOFTWARE_LANES,
    )[0]!;
    return `${pixels}x${rows}x${quads} ${weights}`;
  };
  // As measured on the reference net, where these are the quickest of their pass.
  assert.equal(tile({}), "16x1x2 texels");
  assert.equal(tile({ rows: 8, columns: 8 }), "8x2x2 texels");
  assert.equal(tile({ rows: 4, columns: 4 }), "4x4x2 texels");
  assert.match(tile({ inputChannels: 16, outputChannels: 16, kh: 3, kw: 3 }), / constants$/);
  assert.equal(slidingTiles({ ...work, inputChannels: 3 }, SOFTWARE_LANES)[0]!.channels, 3);
});

Deno.test("gradWeightTiles() hold as many accumulators as the adapter likes and cover a row of taps", () => {
  fc.assert(
    fc.property(size(300), size(300), size(40), size(5), budgets, (c, o, k, stride, budget) => {
      const g = conv2dGeometry([2, c, 48, 48], [o, c, k, k], null, { stride });
      for (const tile of gradWeightTiles(g, budget)) {
        const sums = tile.taps * tile.channels * tile.inputQuads * tile.outputQuads;
        assert.ok(sums <= budget.sumAccumulators);
        assert.ok(tile.taps <= 7 && tile.taps * Math.ceil(k / tile.taps) >= k);
        assert.ok(tile.inputQuads * 4 < c + 4 && tile.outputQuads * 4 < o + 4);
      }
    }),
  );
});
