import assert from "node:assert/strict";
import fc from "fast-check";
import { type FrameSource, scoringVisits, trainingTurn } from "../../models/worlds.ts";
import * as scene from "../../models/scene_labels/frame_source.ts";
import { RECIPE as SCENE_RECIPE } from "../../models/scene_labels/recipe.ts";
import * as terrain from "../../models/terrain_labels/dataset.ts";
import { RECIPE as TERRAIN_RECIPE } from "../../models/terrain_labels/recipe.ts";

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

/** Where the models that label pixels take their frames. */
const SOURCES: Readonly<
  Record<string, {
    training(
      seed: number,
      framesPerWorld: number,
    ): FrameSource<{ world: number; random: () => number }>;
    readonly recipe: { readonly batch: number; readonly framesPerWorld: number };
  }>
> = {
  terrain_labels: { training: terrain.trainingFrames, recipe: TERRAIN_RECIPE },
  scene_labels: { training: scene.trainingFrames, recipe: SCENE_RECIPE },
};

for (const [name, { training, recipe }] of Object.entries(SOURCES)) {
  Deno.test(`trainingFrames() of ${name} draws worlds 0..999,999 whatever seed and index`, () => {
    fc.assert(fc.property(
      seeds,
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.integer({ min: 1, max: 100 }),
      (seed, index, framesPerWorld) => {
        const { world } = training(seed, framesPerWorld).draw(index);
        assert.ok(Number.isInteger(world) && world >= 0 && world <= 999_999, `world ${world}`);
      },
    ));
  });

  Deno.test(`trainingFrames() of ${name} draws a frame by its index alone, each with draws of its own`, () => {
    fc.assert(fc.property(seeds, fc.integer({ min: 0, max: 1e6 }), (seed, index) => {
      const [source, other] = [training(seed, 32), training(seed, 32)];
      other.draw(index + 9);
      const [a, b] = [source.draw(index), other.draw(index)];
      assert.deepEqual({ ...a, random: null }, { ...b, random: null });
      const first = a.random();
      assert.equal(first, b.random());
      assert.notEqual(first, source.draw(index + 1).random());
    }));
  });

  Deno.test(`trainingFrames() of ${name} mixes worlds in a batch, and comes to new ones`, () => {
    const { batch, framesPerWorld } = recipe;
    const source = training(1, framesPerWorld);
    const worlds = (first: number, count: number) =>
      new Set(Array.from({ length: count }, (_, i) => source.draw(first + i).world));
    assert.equal(worlds(0, batch).size, batch);
    // A place keeps a world for `framesPerWorld` of its frames.
    const seen = worlds(0, 1000 * batch).size;
    const wanted = 1000 * batch / framesPerWorld;
    assert.ok(seen >= wanted - 1 && seen <= wanted + batch, `${seen} worlds for ${wanted}`);
  });
}

Deno.test("trainingTurn() gives each place every world in turn, each for its number of frames", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 16 }),
    fc.integer({ min: 1, max: 40 }),
    (places, framesPerWorld) => {
      const turns = Array.from(
        { length: 5 * places * framesPerWorld },
        (_, index) => trainingTurn(index, places, framesPerWorld),
      );
      for (let place = 0; place < places; place++) {
        const own = turns.filter((turn) => turn.place === place);
        assert.equal(own.length, 5 * framesPerWorld);
        assert.deepEqual([own[0]!.generation, own[0]!.visit], [0, 0]);
        for (const [k, { generation, visit }] of own.entries()) {
          if (k === 0) continue;
          const before = own[k - 1]!;
          const goesOn = generation === before.generation;
          assert.equal(visit, goesOn ? before.visit + 1 : 0);
          if (!goesOn) assert.equal(generation, before.generation + 1);
        }
        for (const generation of [1, 2, 3]) {
          const frames = own.filter((turn) => turn.generation === generation).length;
          assert.equal(frames, framesPerWorld);
        }
      }
      // One place at a time, as far as there are frames enough: so do no two at once.
      const moves = turns.flatMap(({ visit, generation }, index) =>
        visit === 0 && generation > 0 ? [Math.floor(index / places)] : []
      );
      if (framesPerWorld >= places) assert.equal(new Set(moves).size, moves.length);
    },
  ));
});

Deno.test("scoringVisits() stays in the worlds that it is asked for", () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 2_099_999 }),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 5000 }),
    fc.nat(),
    (firstWorld, framesPerWorld, count, any) => {
      const index = any % count;
      const range = { firstWorld, framesPerWorld, count };
      const { world, visit } = scoringVisits(range).draw(index);
      assert.ok(world >= firstWorld && world < firstWorld + Math.ceil(count / framesPerWorld));
      assert.equal((world - firstWorld) * framesPerWorld + visit, index);
      // More frames leave those of before as they were.
      const more = scoringVisits({ ...range, count: count + 100 });
      assert.deepEqual(more.draw(index), { world, visit });
    },
  ));
  const visits = (firstWorld: number, count: number) =>
    scoringVisits({ firstWorld, framesPerWorld: 4, count });
  const source = visits(7, 10);
  assert.throws(() => source.draw(10), /Cannot draw frame 10: there are 10/);
  assert.throws(() => source.draw(-1), RangeError);
  assert.throws(() => visits(-1, 10), /Cannot take 10 frames from world -1 on/);
  assert.equal(visits(0xffff_ffff, 4).draw(3).world, 0xffff_ffff);
  assert.throws(
    () => visits(0xffff_ffff, 5),
    /Cannot take 5 frames from world 4294967295 on: wanted 2 in a row, of 0 to 4294967295/,
  );
});

Deno.test("scoringFrames() draws by the world, wherever a range begins", () => {
  for (const { scoringFrames } of [terrain, scene]) {
    const range = { framesPerWorld: 4, count: 12 };
    const [early, late] = [
      scoringFrames({ ...range, firstWorld: 2_000_000 }),
      scoringFrames({ ...range, firstWorld: 2_000_001 }),
    ];
    assert.equal(early.draw(5).random(), late.draw(1).random());
    assert.notEqual(early.draw(5).random(), early.draw(1).random());
  }
});
