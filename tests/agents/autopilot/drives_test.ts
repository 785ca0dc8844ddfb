import assert from "node:assert/strict";
import { Autopilot } from "../../../agents/autopilot/autopilot.ts";
import { scenarioNamed } from "../../../sim/mod.ts";
import { TICK } from "../../../sim/world.ts";
import { offroad } from "../../../sim/scenarios/offroad.ts";

/** Validation worlds of each kind of road. */
const DRIVES = [
  ["town", 1_000_000],
  ["country_road", 1_000_001],
  ["country_road", 1_000_004],
  ["roundabout", 1_000_000],
  ["roundabout", 1_000_001],
  ["highway", 1_000_000],
  ["highway", 1_000_001],
] as const;

for (const [name, seed] of DRIVES) {
  Deno.test(`the autopilot reaches the goal of ${name} ${seed} without touching anybody`, () => {
    const world = scenarioNamed(name).build(seed);
    const { vehicle } = world;
    const driver = new Autopilot();
    driver.reset(world);
    let hardest = 0;
    while (world.outcome === "driving" && world.simSeconds < 240) {
      const before = vehicle.speed;
      world.step(vehicle.kind.actions.commandOf(vehicle.actionFor(driver.act(), TICK)));
      hardest = Math.max(hardest, (before - vehicle.speed) / TICK);
    }
    const told = `${world.goalDistance} m from the goal: ${driver.explain().intent}`;
    assert.equal(world.outcome, "goal", told);
    assert.equal(world.collisions, 0);
    assert.ok(hardest < 9, `braked at ${hardest} m/s^2`);
  });
}

Deno.test("the autopilot stands where there are no roads", () => {
  const driver = new Autopilot();
  driver.reset(offroad.build(1_000_000));
  assert.deepEqual(driver.act(), { linear: 0, angular: 0, brake: true });
  assert.match(driver.explain().intent, /no road/);
});
