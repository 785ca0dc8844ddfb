import assert from "node:assert/strict";
import {
  CYCLE,
  SCENARIO_SHARES,
  scenarioBy,
  terrainOf,
} from "../../../models/scene_labels/scenario_shares.ts";
import { scenarioNamed } from "../../../sim/scenarios/mod.ts";

Deno.test("SCENARIO_SHARES has no row but of a scenario of the world, of its kind, once", () => {
  const names = SCENARIO_SHARES.map(({ scenario }) => scenario);
  assert.equal(new Set(names).size, names.length);
  for (const { scenario, terrain, share } of SCENARIO_SHARES) {
    const { tags } = scenarioNamed(scenario);
    assert.equal(terrain, tags.includes("road") ? "road" : "offroad", scenario);
    assert.ok(Number.isInteger(share) && share > 0, scenario);
  }
});

Deno.test("CYCLE gives every scenario its share, off the road and on it in turn", () => {
  CYCLE.forEach((scenario, k) => {
    assert.equal(terrainOf(scenario), k % 2 === 0 ? "offroad" : "road");
    if (scenario !== "town") assert.notEqual(scenario, CYCLE[(k + 2) % CYCLE.length]);
  });
  for (const { scenario, share } of SCENARIO_SHARES) {
    assert.equal(CYCLE.filter((name) => name === scenario).length, share, scenario);
  }
});

Deno.test("scenarioBy() draws each scenario by its share", () => {
  for (const terrain of ["offroad", "road"] as const) {
    const rows = SCENARIO_SHARES.filter((row) => row.terrain === terrain);
    const whole = rows.reduce((sum, { share }) => sum + share, 0);
    const draws = Array.from({ length: 800 }, (_, k) => scenarioBy(terrain, (k + 0.5) / 800));
    for (const { scenario, share } of rows) {
      assert.equal(draws.filter((name) => name === scenario).length, 800 * share / whole, scenario);
    }
  }
  assert.throws(() => terrainOf("moon"), /Cannot find scenario "moon"/);
});
