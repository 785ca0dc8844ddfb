import assert from "node:assert/strict";
import { isClear } from "../../../sim/clear_pose.ts";
import { autumn, desert, riverBank, scrub, snow } from "../../../sim/scenarios/biome_drives.ts";
import { hasRoute } from "../../support/routes.ts";

Deno.test("drives through biomes have a free start and a goal 60 m away that can be reached", () => {
  for (const scenario of [scrub, desert, snow, autumn, riverBank]) {
    for (let seed = 0; seed < 3; seed++) {
      const world = scenario.build(1_000_000 + seed);
      const { landscape, start, goal } = world;
      const name = `${scenario.name} of seed ${seed}`;
      assert.ok(Math.abs(world.goalDistance - 60) < 0.1);
      assert.ok(isClear(landscape, start.x, start.y) && isClear(landscape, goal.x, goal.y));
      assert.ok(hasRoute(world), `${name}: no way to the goal`);
    }
  }
});
