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

Deno.test("trainingFrames() counts the visits of each world from 0 on", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 40 }), (seed, framesPerWorld) => {
      const source = trainingFrames(seed, framesPerWorld);
      // By place: two of them may come to the same world.
      const last = new Map<number, { world: string; visit: number }>();
      let goneOn = 0;
      for (let index = 0; index < 600; index++) {
        const place = index % LIVE_WORLDS;
        const { scenario, world: number, visit } = source.draw(index);
        const world = `${scenario} ${number}`;
        const before = last.get(place);
        // A place may draw the world again that it had: then it has not been there before.
        if (visit > 0) {
          assert.deepEqual(before, { world, visit: visit - 1 }, `frame ${index}`);
          goneOn++;
        }
        assert.ok(visit >= 0 && visit < framesPerWorld);
        last.set(place, { world, visit });
      }
      // Every visit but the first of each world: as many worlds as each place's frames are worth, and one more.
      const worlds = LIVE_WORLDS * (Math.ceil(600 / LIVE_WORLDS / framesPerWorld) + 1);
      assert.ok(goneOn >= 600 - worlds, `${goneOn} frames go on with ${worlds} worlds`);
    }),
    { examples: [[1175, 1]] },
  );
});

Deno.test("trainingFrames() goes half of the time off the road, each frame of a batch elsewhere", () => {
  const { batch, framesPerWorld } = RECIPE;
  const source = trainingFrames(3, framesPerWorld);
  const terrains = Array.from({ length: batch }, (_, k) => terrainOf(source.draw(k).scenario));
  assert.equal(terrains.filter((terrain) => terrain === "road").length, batch / 2);
});

Deno.test("scoringFrames() shows the scenarios of the cycle in turn, whatever the first world", () => {
  const source = scoringFrames({
    firstWorld: 2_000_000,
    framesPerWorld: 4,
    count: 4 * CYCLE.length,
  });
  const scenarios = CYCLE.map((_, k) => source.draw(4 * k).scenario);
  assert.deepEqual(scenarios.toSorted(), CYCLE.toSorted());
  const later = scoringFrames({ firstWorld: 2_000_001, framesPerWorld: 4, count: 4 });
  assert.equal(later.draw(0).scenario, scenarios[1]);
  assert.equal(later.draw(3).random(), source.draw(7).random());
  assert.deepEqual([0, 1, 2, 3].map((k) => source.draw(k).visit), [0, 1, 2, 3]);
});
