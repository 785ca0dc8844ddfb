import assert from "node:assert/strict";
import { car } from "../../../sim/vehicles/car.ts";
import { fourByFour } from "../../../sim/vehicles/four_by_four.ts";
import { VEHICLES } from "../../../sim/vehicles/mod.ts";
import { rover } from "../../../sim/vehicles/rover.ts";
import { TICK, type World } from "../../../sim/world.ts";
import { planeWorld } from "../../support/plane_landscape.ts";

function drive(world: World, linear: number, angular: number, seconds: number): void {
  for (let k = 0; k < Math.round(seconds / TICK); k++) world.step({ linear, angular });
}

Deno.test("Every vehicle follows a speed and a yaw rate, forwards and backwards", () => {
  for (const vehicle of VEHICLES) {
    for (const label of ["road", "gravel", "grass"] as const) {
      const world = planeWorld({ vehicle, label, size: 2000 });
      const name = `${vehicle.name} on ${label}`;
      const fast = vehicle === rover ? 1.2 : 9;
      drive(world, fast, 0, 8);
      assert.ok(
        Math.abs(world.vehicle.speed - fast) < 0.06 * fast,
        `${name}: ${world.vehicle.speed}`,
      );
      drive(world, fast, 0.25, 4);
      assert.ok(Math.abs(world.vehicle.yawRate - 0.25) < 0.03, `${name}: ${world.vehicle.yawRate}`);
      assert.ok(
        Math.abs(world.vehicle.speed - fast) < 0.06 * fast,
        `${name}: ${world.vehicle.speed}`,
      );
      const slow = vehicle === rover ? 0.5 : 2;
      drive(world, slow, -0.3, 6);
      assert.ok(
        Math.abs(world.vehicle.speed - slow) < 0.1 * slow,
        `${name}: ${world.vehicle.speed}`,
      );
      assert.ok(Math.abs(world.vehicle.yawRate + 0.3) < 0.04, `${name}: ${world.vehicle.yawRate}`);
      drive(world, -slow, 0.2, 8);
      assert.ok(
        Math.abs(world.vehicle.speed + slow) < 0.1 * slow,
        `${name}: ${world.vehicle.speed}`,
      );
      assert.ok(Math.abs(world.vehicle.yawRate - 0.2) < 0.04, `${name}: ${world.vehicle.yawRate}`);
      drive(world, 0, 0, 3);
      assert.ok(Math.hypot(...world.vehicle.velocity) < 0.01, `${name} does not stand`);
    }
  }
});

Deno.test("Vehicles keep a slow speed up and down a hill, and stand on it when told", () => {
  for (const vehicle of [car, fourByFour]) {
    for (const yaw of [0, Math.PI]) {
      const world = planeWorld({ vehicle, label: "road", slopeDeg: 8, yaw, size: 2000 });
      drive(world, 3, 0, 10);
      assert.ok(Math.abs(world.vehicle.speed - 3) < 0.3, `${vehicle.name}: ${world.vehicle.speed}`);
      drive(world, 0, 0, 3);
      const before = world.vehicle.worldFromBody.position;
      drive(world, 0, 0, 5);
      const after = world.vehicle.worldFromBody.position;
      assert.ok(Math.hypot(...after.map((value, k) => value - before[k]!)) < 0.005);
    }
  }
});

Deno.test("Vehicle.actionFor() drives as the command itself does", () => {
  for (const vehicle of VEHICLES) {
    const [told, acted] = [planeWorld({ vehicle }), planeWorld({ vehicle })];
    const { low, high, commandOf, names } = vehicle.actions;
    assert.ok(names.length === low.length && low.length === high.length);
    for (let k = 0; k < 240; k++) {
      const command = { linear: 1.1, angular: 0.3 * Math.sin(k / 40) };
      told.step(command);
      const action = acted.vehicle.actionFor(command, TICK);
      action.forEach((value, i) => assert.ok(value >= low[i]! && value <= high[i]!));
      acted.step(commandOf(action));
    }
    assert.equal(told.stateHash(), acted.stateHash(), vehicle.name);
  }
});

Deno.test("The rover understands pedals", () => {
  const world = planeWorld({ vehicle: rover });
  for (let k = 0; k < 180; k++) world.step({ steer: 0.5, throttle: 0.5, brake: 0 });
  assert.ok(Math.abs(world.vehicle.speed - 0.65) < 0.05);
  assert.ok(world.vehicle.yawRate > 0.5);
  for (let k = 0; k < 60; k++) world.step({ steer: 0, throttle: 1, brake: 1 });
  assert.ok(Math.abs(world.vehicle.speed) < 0.01);
});
