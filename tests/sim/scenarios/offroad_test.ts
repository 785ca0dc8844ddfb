import assert from "node:assert/strict";
import { createLandscape } from "../../../sim/landscape.ts";
import { isClear } from "../../../sim/clear_pose.ts";
import { labelNamed } from "../../../sim/labels.ts";
import { scenarioNamed, scenarios } from "../../../sim/scenarios/mod.ts";
import { offroad } from "../../../sim/scenarios/offroad.ts";
import { hasRoute } from "../../support/routes.ts";

Deno.test("offroad.build() puts a reachable goal 60 m from a free start", () => {
  for (let seed = 0; seed < 12; seed++) {
    const world = offroad.build(1_000_000 + seed);
    const { landscape, start, goal } = world;
    assert.ok(Math.abs(world.goalDistance - 60) < 0.1);
    assert.equal(goal.radius, 2);
    assert.ok(isClear(landscape, start.x, start.y) && isClear(landscape, goal.x, goal.y));
    assert.notEqual(landscape.ground.classAt(goal.x, goal.y), labelNamed("water").id);
    assert.ok(hasRoute(world), `seed ${seed}: no way to the goal`);
  }
});

Deno.test("offroad.build() faces along the path, both ways over seeds", () => {
  const ends = new Set<number>();
  for (let seed = 0; seed < 8; seed++) {
    const { start } = offroad.build(seed);
    const landscape = createLandscape(seed);
    const near = landscape.clearings.findIndex((c) => Math.hypot(c.x - start.x, c.y - start.y) < 1);
    const along = landscape.clearings[near]!.yaw + (near === 1 ? Math.PI : 0);
    assert.ok(Math.cos(start.yaw - along) > Math.cos(0.26));
    ends.add(near);
  }
  assert.deepEqual([...ends].sort(), [0, 1]);
});

Deno.test("scenarioNamed() finds what is listed and says what there is", () => {
  for (const scenario of scenarios) assert.equal(scenarioNamed(scenario.name), scenario);
  assert.throws(() => scenarioNamed("ofroad"), /there are offroad/);
});
