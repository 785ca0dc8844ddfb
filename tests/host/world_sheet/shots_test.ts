import assert from "node:assert/strict";
import { COLUMNS } from "../../../host/world_sheet/mod.ts";
import { ROWS, type Shot } from "../../../host/world_sheet/shots.ts";
import { momentOf, standpointOf } from "../../../host/world_sheet/standpoint.ts";
import { scenarioNamed, scenarios } from "../../../sim/mod.ts";
import { PICTURES } from "../../../sim/sensors/camera.ts";
import { WEATHERS } from "../../../sim/weather/weathers.ts";

const SHOTS = ROWS.flatMap((row) => row.shots);

Deno.test("the sheet shows every scenario, every weather and every picture, by training worlds", () => {
  const shown = (all: readonly string[], these: readonly (string | undefined)[]) =>
    assert.deepEqual(all.filter((name) => !these.includes(name)), []);
  shown(scenarios.map(({ name }) => name), SHOTS.map(({ scenario }) => scenario));
  shown(WEATHERS.map(({ name }) => name), SHOTS.map(({ weather = "clear" }) => weather));
  // Ids are two numbers: they are shown as classes and as instances.
  const looks = SHOTS.flatMap((shot) => shot.looks);
  shown([...PICTURES.filter((name) => name !== "ids"), "classes", "instances"], looks);
  assert.ok(SHOTS.every(({ seed }) => seed < 1_000_000));
});

Deno.test("no row of the sheet has more tiles than it has columns", () => {
  for (const { shots } of ROWS) {
    const tiles = shots.reduce((sum, { looks }) => sum + looks.length, 0);
    assert.ok(tiles > 0 && tiles <= COLUMNS, `${tiles} tiles`);
  }
});

Deno.test("who stands in the street does not ride, who drives does", () => {
  const world = scenarioNamed("town").build(1);
  for (let k = 0; k < 30; k++) world.step({ steer: 0, throttle: 0.5, brake: 0 });
  const shot: Shot = { scenario: "town", seed: 1, caption: "", looks: ["colour"] };
  const riding = standpointOf(world, shot);
  const standing = standpointOf(world, { ...shot, from: "street" });
  const before = [riding().position, standing().position];
  assert.deepEqual(momentOf(world, shot), {
    time: world.simSeconds,
    velocity: world.vehicle.velocity,
  });
  assert.deepEqual(momentOf(world, { ...shot, from: "street" }), { time: world.simSeconds });
  for (let k = 0; k < 6; k++) world.step({ steer: 0, throttle: 0.5, brake: 0 });
  assert.notDeepEqual(riding().position, before[0]);
  assert.deepEqual(standing().position, before[1]);
});
