import assert from "node:assert/strict";
import fc from "fast-check";
import {
  LIVE_WORLDS,
  scoringFrames,
  trainingFrames,
} from "../../../models/scene_labels/frame_source.ts";
import { RECIPE } from "../../../models/scene_labels/recipe.ts";
import { CYCLE, terrainOf } from "../../../models/scene_labels/scenario_shares.ts";

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

Deno.test("trainingFrames() draws worlds 0..999,999 whatever seed and index", () => {
  fc.assert(fc.property(
    seeds,
    fc.integer({ min: 0, max: 2 ** 31 }),
    fc.integer({ min: 1, max: 100 }),
    (seed, index, framesPerWorld) => {
      const { world } = trainingFrames(seed, framesPerWorld).draw(index);
      assert.ok(Number.isInteger(world) && world >= 0 && world <= 999_999, `world ${world}`);
    },
  ));
});

Deno.test("trainingFrames() draws a frame by its index alone, each with draws of its own", () => {
  fc.assert(fc.property(seeds, fc.integer({ min: 0, max: 1e6 }), (seed, index) => {
    const [source, other] = [trainingFrames(seed, 32), trainingFrames(seed, 32)];
    other.draw(index + 9);
    const [a, b] = [source.draw(index), other.draw(index)];
    assert.deepEqual({ ...a, random: null }, { ...b, random: null });
    const first = a.random();
    assert.equal(first, b.random());
    assert.notEqual(first, source.draw(index + 1).random());
  }));
});

Deno.test("trainingFrames() mixes worlds in a batch, and comes to new ones", () => {
  const { batch, framesPerWorld } = RECIPE;
  const source = trainingFrames(1, framesPerWorld);
  const worlds = (first: number, count: number) =>
    new Set(Array.from({ length: count }, (_, i) => source.draw(first + i).world));
  assert.equal(worlds(0, batch).size, batch);
  // A place keeps a world for `framesPerWorld` of its frames.
  const seen = worlds(0, 1000 * batch).size;
  const wanted = 1000 * batch / framesPerWorld;
  assert.ok(seen >= wanted && seen <= wanted + batch, `${seen} worlds for ${wanted}`);
});

Deno.test("trainingFrames() counts the visits of each world from 0 on", () => {
  fc.assert(fc.property(seeds, fc.integer({ min: 1, max: 40 }), (seed, framesPerWorld) => {
    const source = trainingFrames(seed, framesPerWorld);
    // By place: two of them may come to the same world.
    const last = new Map<number, { world: string; visit: number }>();
    for (let index = 0; index < 600; index++) {
      const place = index % LIVE_WORLDS;
      const { scenario, world: number, visit } = source.draw(index);
      const world = `${scenario} ${number}`;
      const before = last.get(place);
      assert.equal(visit, before?.world === world ? before.visit + 1 : 0, `frame ${index}`);
      assert.ok(visit < framesPerWorld);
      last.set(place, { world, visit });
    }
  }));
});

Deno.test("trainingFrames() goes half of the time off the road, each frame of a batch elsewhere", () => {
  const { batch, framesPerWorld } = RECIPE;
  const source = trainingFrames(3, framesPerWorld);
  const terrains = Array.from({ length: batch }, (_, k) => terrainOf(source.draw(k).scenario));
  assert.equal(terrains.filter((terrain) => terrain === "road").length, batch / 2);
});

Deno.test("scoringFrames() shows the scenarios of the cycle in turn, whatever the first world", () => {
  const source = scoringFrames(2_000_000, 4, 4 * CYCLE.length);
  const scenarios = CYCLE.map((_, k) => source.draw(4 * k).scenario);
  assert.deepEqual(scenarios.toSorted(), CYCLE.toSorted());
  const later = scoringFrames(2_000_001, 4, 4);
  assert.equal(later.draw(0).scenario, scenarios[1]);
  assert.equal(later.draw(3).random(), source.draw(7).random());
  assert.deepEqual([0, 1, 2, 3].map((k) => source.draw(k).visit), [0, 1, 2, 3]);
});

Deno.test("scoringFrames() stays in the worlds that it is asked for", () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 2_099_999 }),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 5000 }),
    fc.nat(),
    (first, framesPerWorld, count, any) => {
      const index = any % count;
      const { world } = scoringFrames(first, framesPerWorld, count).draw(index);
      assert.ok(world >= first && world < first + Math.ceil(count / framesPerWorld));
      // More frames leave those of before as they were.
      assert.equal(scoringFrames(first, framesPerWorld, count + 100).draw(index).world, world);
    },
  ));
  const source = scoringFrames(7, 4, 10);
  assert.throws(() => source.draw(10), /Cannot draw frame 10: there are 10/);
  assert.throws(() => source.draw(-1), RangeError);
  assert.throws(() => scoringFrames(-1, 4, 10), RangeError);
  assert.equal(scoringFrames(0xffff_ffff, 4, 4).draw(3).world, 0xffff_ffff);
  assert.throws(
    () => scoringFrames(0xffff_ffff, 4, 5),
    /Cannot take 5 frames from world 4294967295 on: they need 2 worlds, the last world is/,
  );
});
