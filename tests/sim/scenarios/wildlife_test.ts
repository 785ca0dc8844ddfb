import assert from "node:assert/strict";
import { type ActorGroup } from "../../../sim/actors/actor.ts";
import { type Footprint, Footprints } from "../../../sim/actors/footprints.ts";
import { BIOMES } from "../../../sim/biomes/mod.ts";
import { createLandscape, type OffroadLandscape } from "../../../sim/landscape.ts";
import { yawOf } from "../../../sim/pose.ts";
import { solidGap } from "../../../sim/props/prop.ts";
import { createWildlife } from "../../../sim/scenarios/wildlife.ts";
import { waterDepth } from "../../../sim/terrain/water.ts";
import { ROVER } from "../../../sim/vehicles/rover_design.ts";
import { TICK, World } from "../../../sim/world.ts";

const SEED = 1_000_003;
/** Diameter of a home, metres. */
const HOME = 40;
/** Hikers keep this near to the middle of the path, metres: it bends between the points of their way. */
const STRAY = 2.2;
/** Nobody begins nearer to the drive than this, metres. */
const START_ROOM = 6;

/** Everything that a group has on the ground now. */
function footprintsOf(groups: readonly ActorGroup[]): Footprint[] {
  const all = new Footprints();
  for (const group of groups) group.writeFootprints(all);
  const found: Footprint[] = [];
  all.eachNear(0, 0, 400, (each) => found.push({ ...each }));
  return found.sort((a, b) => a.entity - b.entity);
}

function assertStandsFree(landscape: OffroadLandscape, { entity, x, y }: Footprint, who: string) {
  const name = `${who} ${entity} at ${x.toFixed(1)}, ${y.toFixed(1)}`;
  assert.equal(waterDepth(landscape, x, y), 0, `${name} is in the water`);
  landscape.propIndex.eachNear(x, y, 4, (prop) => {
    assert.ok(solidGap(prop, x, y) > 0.15, `${name} is in ${prop.kind} ${prop.id}`);
  });
}

for (const biome of BIOMES) {
  Deno.test(`wildlife of the ${biome.name} lives two minutes at home and on the path`, () => {
    const landscape = createLandscape(SEED, biome);
    const start = { x: landscape.clearings[0]!.x, y: landscape.clearings[0]!.y, yaw: 0 };
    const groups = createWildlife(landscape, start);
    const herds = biome.animals.reduce((sum, { herds }) => sum + herds, 0);
    assert.equal(groups.filter(({ name }) => name !== "hikers").length, herds);
    const homes = groups.map((group) => footprintsOf([group]));
    for (const { entity, x, y } of homes.flat()) {
      const apart = Math.hypot(x - start.x, y - start.y);
      assert.ok(apart > START_ROOM - 1e-9, `${entity} begins ${apart} m from the start`);
    }
    const footprints = new Footprints();
    const moved = new Map<number, number>();
    for (let tick = 0; tick < 7200; tick++) {
      footprints.clear();
      for (const group of groups) group.writeFootprints(footprints);
      for (const group of groups) group.step(TICK, tick * TICK, footprints);
      if (tick % 20 !== 0) continue;
      groups.forEach((group, k) => {
        footprintsOf([group]).forEach((each, i) => {
          assertStandsFree(landscape, each, group.name);
          const begun = homes[k]![i]!;
          const away = Math.hypot(each.x - begun.x, each.y - begun.y);
          moved.set(each.entity, Math.max(moved.get(each.entity) ?? 0, away));
          if (group.name === "hikers") {
            const off = landscape.path.distance(each.x, each.y);
            assert.ok(off < STRAY, `hiker ${each.entity} is ${off} m off the path`);
          } else assert.ok(away < HOME, `${group.name} ${each.entity} went ${away} m`);
        });
      });
    }
    for (const group of groups) {
      const far = Math.max(...group.actors.map(({ id }) => moved.get(id)!));
      assert.ok(far > (group.name === "hikers" ? 20 : 2), `${group.name} went ${far} m`);
    }
  });
}

/** Drives a rover along the path through whoever is on it; says how long it ran into somebody. */
function driveThrough(landscape: OffroadLandscape): { met: number; longest: number } {
  const { path, terrain } = landscape;
  const from = path.point(-60), to = path.point(60);
  assert.ok(Math.max(Math.abs(to.x), Math.abs(to.y)) < terrain.size / 2);
  const world = new World({
    landscape,
    start: from,
    goal: { x: to.x, y: to.y, radius: 2 },
    actors: createWildlife(landscape, from),
  });
  const hikers = world.actors.filter(({ name }) => name === "hikers");
  const met = new Set<number>();
  let longest = 0;
  const inside = new Map<number, number>();
  for (let tick = 0; tick < 7200 && world.outcome === "driving"; tick++) {
    const { position: [x, y], orientation } = world.vehicle.worldFromBody;
    const yaw = yawOf(orientation);
    const s = x * Math.cos(path.angle) + y * Math.sin(path.angle);
    const ahead = path.point(s + 2.5);
    const turn = Math.atan2(ahead.y - y, ahead.x - x) - yaw;
    const angular = 1.5 * Math.atan2(Math.sin(turn), Math.cos(turn));
    world.step({ linear: 1.2, angular: Math.max(-1, Math.min(1, angular)) });
    for (const each of footprintsOf(hikers)) {
      const dx = each.x - x, dy = each.y - y;
      if (Math.hypot(dx, dy) < 3) met.add(each.entity);
      const along = Math.abs(dx * Math.cos(yaw) + dy * Math.sin(yaw));
      const beside = Math.abs(dy * Math.cos(yaw) - dx * Math.sin(yaw));
      const [halfLength, halfWidth] = ROVER.halfExtents;
      const overlaps = along < halfLength && beside < halfWidth;
      const ticks = overlaps ? (inside.get(each.entity) ?? 0) + 1 : 0;
      inside.set(each.entity, ticks);
      longest = Math.max(longest, ticks);
    }
  }
  assert.equal(world.outcome, "goal", `${world.goalDistance.toFixed(1)} m were left`);
  return { met: met.size, longest };
}

Deno.test("hikers make way for a rover that drives along their path and does not stop", () => {
  let met = 0;
  for (let seed = SEED; seed < SEED + 4; seed++) {
    const drive = driveThrough(createLandscape(seed));
    met += drive.met;
    // Half a second to step aside.
    assert.ok(
      drive.longest <= 30,
      `seed ${seed}: somebody was under it for ${drive.longest} ticks`,
    );
  }
  assert.ok(met >= 3, `only ${met} were met: nothing was put to the test`);
});
