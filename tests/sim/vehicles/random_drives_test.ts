import assert from "node:assert/strict";
import { type Landscape } from "../../../sim/landscape.ts";
import { type Random, randomStream } from "../../../sim/random.ts";
import { scenarios } from "../../../sim/scenarios/mod.ts";
import { type PedalCommand } from "../../../sim/vehicles/command.ts";
import { VEHICLES } from "../../../sim/vehicles/mod.ts";
import { World } from "../../../sim/world.ts";

const DRIVES = 200;
const TICKS = 180;

/** A landscape and a way to find places in it where a vehicle may stand. */
interface Ground {
  readonly name: string;
  readonly landscape: Landscape;
  start(random: Random): { x: number; y: number; yaw: number };
}

/** The start of each scenario's drives, askew: clear ground, whatever lies around it. */
function grounds(): Ground[] {
  return scenarios.map(({ name, build }, k) => {
    const { landscape, start, goal } = build(40 + k);
    const ends = [start, { ...goal, yaw: start.yaw }];
    return {
      name,
      landscape,
      start(random) {
        const { x, y, yaw } = ends[random() < 0.5 ? 0 : 1]!;
        return { x: x + 2 * random() - 1, y: y + 2 * random() - 1, yaw: yaw + 6 * random() };
      },
    };
  });
}

/** Someone who throws the wheel and stamps on the pedals. */
function madman(random: Random): (tick: number) => PedalCommand {
  let command: PedalCommand = { steer: 0, throttle: 1, brake: 0 };
  return (tick) => {
    if (tick % 30 === 0) {
      command = {
        steer: 2 * random() - 1,
        throttle: random() < 0.15 ? -random() : 0.3 + 0.7 * random(),
        brake: random() < 0.2 ? random() : 0,
      };
    }
    return command;
  };
}

Deno.test(`Vehicles neither fall through nor roll over in ${DRIVES} random drives`, () => {
  const places = grounds();
  let hits = 0, furthest = 0;
  for (let drive = 0; drive < DRIVES; drive++) {
    const vehicle = VEHICLES[drive % VEHICLES.length]!;
    const { name, landscape, start } = places[Math.floor(drive / VEHICLES.length) % places.length]!;
    const random = randomStream(drive, "tests/drives");
    const weather = random() < 0.3 ? "rain" : "clear";
    const goal = { x: 1e4, y: 0, radius: 1 };
    const world = new World({ landscape, start: start(random), goal, vehicle, weather });
    const steer = madman(random);
    for (let tick = 0; tick < TICKS; tick++) {
      world.step(steer(tick));
      const what = `drive ${drive}, ${vehicle.name} in ${name}, tick ${tick}`;
      const { position, orientation } = world.vehicle.worldFromBody;
      assert.ok(world.vehicle.dynamicState().every(Number.isFinite), what);
      const above = position[2] - landscape.terrain.height(position[0], position[1]);
      assert.ok(above > 0.4 * vehicle.rideHeight, `${what}: ${above} m above the ground`);
      assert.ok(above < vehicle.rideHeight + 1.5, `${what}: ${above} m above the ground`);
      assert.ok(world.vehicle.upright > 0.6, `${what}: tipped to ${world.vehicle.upright}`);
      assert.ok(Math.abs(Math.hypot(...orientation) - 1) < 1e-6, what);
    }
    hits += world.collisions;
    furthest = Math.max(furthest, world.distance);
  }
  assert.ok(hits > 20, `only ${hits} collisions: nothing was put to the test`);
  assert.ok(furthest > 15, `only ${furthest} m in 3 s`);
});
