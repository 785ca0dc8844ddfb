import assert from "node:assert/strict";
import { VEHICLES } from "../../../sim/vehicles/mod.ts";
import { rover } from "../../../sim/vehicles/rover.ts";
import { planeWorld } from "../../support/plane_landscape.ts";

const KERB = 0.12;

Deno.test("Vehicles climb a kerb without jumping, at 1 to 8 m/s", () => {
  for (const vehicle of VEHICLES) {
    for (const speed of vehicle === rover ? [0.6, 1.2] : [1, 2, 3, 5, 8]) {
      const kerbs = [{ x: 0, height: KERB }];
      const world = planeWorld({ vehicle, kerbs, label: "road", x: -4 - 3 * speed, size: 2000 });
      let highest = 0, hardest = 0;
      for (let k = 0; k < 2400 && world.vehicle.worldFromBody.position[0] < 5; k++) {
        world.step({ linear: speed, angular: 0 });
        const above = world.vehicle.worldFromBody.position[2] - vehicle.rideHeight - KERB;
        highest = Math.max(highest, above);
        for (const { load, design } of world.vehicle.wheels) {
          hardest = Math.max(hardest, load / design.usualLoad);
        }
        assert.ok(world.vehicle.upright > 0.9);
      }
      const what = `${vehicle.name} at ${speed} m/s`;
      const [x, , z] = world.vehicle.worldFromBody.position;
      assert.ok(x >= 5, `${what} stays at ${x}`);
      assert.ok(highest < 0.1, `${what} jumps ${highest} m`);
      assert.ok(hardest > 1.3 && hardest < 6, `${what}: ${hardest} of the usual load`);
      assert.ok(Math.abs(z - vehicle.rideHeight - KERB) < 0.05);
    }
  }
});

Deno.test("Vehicles come down a kerb again and along it on two wheels", () => {
  for (const vehicle of VEHICLES) {
    const kerbs = [{ x: 0, height: -KERB }];
    const world = planeWorld({ vehicle, kerbs, label: "road", x: -8 });
    const speed = vehicle === rover ? 1.2 : 4;
    for (let k = 0; k < 1200 && world.vehicle.worldFromBody.position[0] < 5; k++) {
      world.step({ linear: speed, angular: 0 });
    }
    const { position } = world.vehicle.worldFromBody;
    assert.ok(position[0] >= 5 && Math.abs(position[2] - vehicle.rideHeight + KERB) < 0.05);
    // Astride: the left wheels on the low side, heading along the edge.
    const astride = planeWorld({ vehicle, kerbs, label: "road", x: 0.11, yaw: -Math.PI / 2 });
    const { track } = spread(astride.vehicle.wheels.map(({ hub }) => hub[1]));
    // Springs and tyres take up a part of the tilt.
    const tilt = Math.acos(astride.vehicle.upright);
    assert.ok(tilt < 1.6 * Math.atan(KERB / track) && tilt > 0.3 * Math.atan(KERB / track));
    for (let k = 0; k < 300; k++) astride.step({ linear: speed, angular: 0 });
    assert.ok(Math.hypot(...astride.vehicle.velocity) > 0.7 * speed);
    assert.ok(astride.vehicle.upright > 0.95);
  }
});

function spread(sides: number[]): { track: number } {
  return { track: Math.max(...sides) - Math.min(...sides) };
}

Deno.test("A kerb taller than the wheel's radius stops a vehicle", () => {
  const world = planeWorld({
    vehicle: VEHICLES.find(({ name }) => name === "car")!,
    kerbs: [{ x: 0, height: 0.6 }],
    label: "road",
    x: -8,
  });
  for (let k = 0; k < 600; k++) world.step({ linear: 1.5, angular: 0 });
  const { position } = world.vehicle.worldFromBody;
  assert.ok(position[0] < 0 && position[2] < 1, `at ${position}`);
});
