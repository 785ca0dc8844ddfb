import assert from "node:assert/strict";
import fc from "fast-check";
import { conv2dGeometry } from "../../../vision/ops/conv2d/geometry.ts";
import { CONSTANT_QUADS } from "../../../vision/ops/conv2d/sliding.wgsl.ts";
import {
  blockQuads,
  gradWeightTile,
  HARDWARE_LANES,
  slidingLanes,
  slidingSplit,
  slidingTile,
  type SlidingWork,
  SOFTWARE_LANES,
} from "../../../vision/ops/conv2d/tiles.ts";

const size = (max: number) => fc.integer({ min: 1, max });

const works: fc.Arbitrary<SlidingWork> = fc.record({
  images: size(16),
  inputChannels: size(1024),
  outputChannels: size(1024),
  rows: size(512),
  columns: size(512),
  kh: size(31),
  kw: size(31),
  phases: size(4),
});

const budgets = fc.constantFrom(SOFTWARE_LANES, HARDWARE_LANES);

Deno.test("slidingTile() covers every output and keeps constants within their binding", () => {
  fc.assert(fc.property(works, budgets, (work, budget) => {
    const tile = slidingTile(work, budget);
    const split = slidingSplit(work, tile);
    assert.ok(split.tiles * tile.pixels * work.phases >= work.columns);
    assert.ok(split.phaseRows * work.phases >= work.rows);
    assert.ok(split.groups * tile.quads * 4 >= work.outputChannels);
    assert.ok((split.groups - 1) * tile.quads * 4 < work.outputChannels, "no idle group");
    assert.ok(split.groupsAtOnce >= 1 && split.groupsAtOnce <= split.groups);
    assert.ok(slidingLanes(work, split, split.groupsAtOnce) >= 1);
    if (tile.weights === "constants") {
      assert.ok(split.groupsAtOnce * blockQuads(work, tile.quads) <= CONSTANT_QUADS);
      assert.ok(Math.ceil(split.groups / split.groupsAtOnce) <= 12);
    } else assert.equal(split.groupsAtOnce, split.groups);
    assert.equal(tile.single, work.kw === 1);
    assert.ok(tile.pixels * tile.quads <= 40, "more accumulators take seconds to compile");
  }));
});

Deno.test("slidingTile() fits the tile to the width and the channels", () => {
  const work = {
    images: 8,
    inputChannels: 16,
    outputChannels: 24,
    rows: 60,
    columns: 80,
    kh: 3,
    kw: 3,
    phases: 1,
  };
  const tile = (change: Partial<SlidingWork>) => {
    const { pixels, quads, weights } = slidingTile({ ...work, ...change }, SOFTWARE_LANES);
    return `${pixels}x${quads} ${weights}`;
  };
  assert.equal(tile({}), "10x3 constants");
  assert.equal(tile({ outputChannels: 16 }), "10x4 constants");
  assert.equal(tile({ outputChannels: 40 }), "8x5 constants");
  assert.equal(tile({ outputChannels: 40, columns: 20 }), "10x2 constants");
  assert.equal(tile({ columns: 64 }), "8x3 constants");
  assert.equal(tile({ columns: 4 }), "4x3 constants");
  assert.equal(tile({ columns: 64, inputChannels: 512, kh: 9, kw: 9 }), "16x2 storage");
  assert.equal(slidingTile({ ...work, inputChannels: 3 }, SOFTWARE_LANES).channels, 3);
});

Deno.test("gradWeightTile() holds at most 72 accumulators and covers a row of taps", () => {
  fc.assert(
    fc.property(size(300), size(300), size(40), size(5), budgets, (c, o, k, stride, budget) => {
      const g = conv2dGeometry([2, c, 48, 48], [o, c, k, k], null, { stride });
      const tile = gradWeightTile(g, budget);
      assert.ok(tile.taps * tile.channels * tile.inputQuads * tile.outputQuads <= 72);
      assert.ok(tile.taps <= 7 && tile.taps * Math.ceil(k / tile.taps) >= k);
      assert.ok(tile.inputQuads * 4 < c + 4 && tile.outputQuads * 4 < o + 4);
    }),
  );
});
