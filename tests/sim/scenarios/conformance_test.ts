import assert from "node:assert/strict";
import { Env } from "../../../sim/env.ts";
import { checkEnv } from "../../../sim/env_checker.ts";
import { scenarios } from "../../../sim/scenarios/mod.ts";
import {
  assertActorsSound,
  assertBoxesHold,
  assertDrivable,
  assertOwnIds,
  assertSound,
  wanderer,
} from "../../support/conformance.ts";

/** Validation worlds. */
const SEEDS = [1_000_000, 1_000_001, 1_000_002, 1_000_003, 1_000_004];
const TICKS = 1000;
/** Ticks for which a twin of the same seed goes along, and ticks between two looks at all that move. */
const TWIN_TICKS = 150;
const LOOK_TICKS = 30;

for (const scenario of scenarios) {
  Deno.test(`${scenario.name}: worlds are sound, repeatable and can be driven`, () => {
    const hashes = new Set<string>();
    for (const seed of SEEDS) {
      const name = `${scenario.name} of seed ${seed}`;
      const [world, twin] = [scenario.build(seed), scenario.build(seed)];
      assert.equal(world.vehicle.kind.name, scenario.vehicle?.name ?? "rover");
      assert.equal(world.landscape.terrain.size, scenario.size ?? 256);
      assertDrivable(world, name);
      assertOwnIds(world, name);
      hashes.add(world.stateHash());
      const [command, same] = [wanderer(world), wanderer(twin)];
      for (let tick = 0; tick < TICKS; tick++) {
        world.step(command(tick));
        assertSound(world, `${name}, tick ${tick}`);
        const looked = tick % LOOK_TICKS === 0;
        if (looked) assertActorsSound(world, `${name}, tick ${tick}`);
        if (tick >= TWIN_TICKS) continue;
        twin.step(same(tick));
        if (!looked) continue;
        assert.equal(world.stateHash(), twin.stateHash(), `${name} diverges by tick ${tick}`);
      }
      assertBoxesHold(world, name);
      assert.ok(world.distance > 0.5, `${name}: went ${world.distance} m`);
      assert.notEqual(world.stateHash(), twin.stateHash());
    }
    assert.equal(hashes.size, SEEDS.length, `${scenario.name}: seeds begin alike`);
  });

  Deno.test(`${scenario.name}: its environment keeps Gymnasium's contract`, () => {
    checkEnv(() => new Env(scenario, { ticksPerStep: 6 }), { steps: 12 });
  });
}
