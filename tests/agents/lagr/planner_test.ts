import assert from "node:assert/strict";
import { wrapAngle } from "../../../sim/pose.ts";
import { rateOf } from "../../../agents/lagr/ground_rates.ts";
import { Planner, type Route } from "../../../agents/lagr/planner.ts";
import { PolarGrid } from "../../../agents/lagr/polar_grid.ts";
import { PolarMap } from "../../../agents/lagr/polar_map.ts";
import { SeenGround } from "../../../agents/lagr/seen_ground.ts";
import { ShortRange } from "../../../agents/lagr/short_range.ts";
import { StandingMemory } from "../../../agents/lagr/standing_memory.ts";
import { Trail } from "../../../agents/lagr/trail.ts";

const OBSTACLE = [0, 0, 0.1, 0.5, 0.4];
const pose = { x: 0, y: 0, yaw: 0 };
const goal = { x: 80, y: 0 };

/** An empty world to plan in. */
function plain() {
  const grid = new PolarGrid();
  const near = new ShortRange();
  near.reset();
  const memories = { trail: new Trail(), standing: new StandingMemory(), seen: new SeenGround() };
  const map = new PolarMap(grid);
  const planner = new Planner(grid);
  const plan = (to = goal): Route => {
    near.measure(0);
    return planner.plan(map, near, memories, pose, to);
  };
  return { map, near, memories, planner, plan };
}

/** A wall on the map, seen from far. */
function wall(map: PolarMap, x: number, fromY: number, toY: number): void {
  for (let y = fromY; y <= toY; y += 0.25) {
    for (let depth = 0; depth < 4; depth += 0.5) map.add(x + depth, y, OBSTACLE, 0, 1);
  }
}

Deno.test("over unknown ground the way leads straight to the goal", () => {
  const { plan } = plain();
  const route = plan();
  assert.ok(Math.abs(route.heading) < 0.09);
  assert.ok(route.target.x > 4 && Math.abs(route.target.y) < 0.5);
  // Metres of unseen ground cost a quarter more than of good ground.
  assert.ok(route.cost > 80 && route.cost < 110);
  assert.deepEqual([...route.path.slice(-2)], [80, 0]);
});

Deno.test("a wall that only the far eye saw is gone around by its nearer end", () => {
  for (const side of [1, -1]) {
    const { map, plan } = plain();
    wall(map, 40, side > 0 ? -40 : -20, side > 0 ? 20 : 40);
    const { heading } = plan();
    const corner = Math.atan2(20, 40);
    assert.ok(heading * side > 0.6 * corner && heading * side < 1.5 * corner, `${heading}`);
  }
});

Deno.test("a trap seen from its mouth is not entered", () => {
  const { map, plan } = plain();
  wall(map, 50, -15, 13);
  for (const y of [-15, 13]) {
    for (let x = 12; x < 52; x += 0.25) {
      for (const d of [-0.5, 0, 0.5]) map.add(x, y + d, OBSTACLE, 0, 1);
    }
  }
  const { heading } = plan();
  assert.ok(heading > 0.6, `${heading}`);
});

Deno.test("what stereo sees bars the way at once, whatever the map believes, and frees it too", () => {
  const { near, map, plan } = plain();
  for (let y = -3; y < 3; y += 0.1) near.touch(4, y, 0);
  const barred = plan();
  assert.ok(Math.abs(barred.heading) > 0.6);
  const { candidates } = barred;
  assert.ok(candidates[0]! > Math.min(...candidates));
  wall(map, 3, -1, 1);
  const free = plain();
  wall(free.map, 3, -20, 20);
  const before = free.plan();
  const bearings = Array.from({ length: 81 }, (_, k) => 0.6 - 1.2 * k / 80);
  const rays = {
    bearings,
    distances: bearings.map(() => 11),
    blocked: bearings.map(() => 0),
    nearest: 1,
  };
  for (let k = 0; k < 4; k++) free.near.see(pose, rays, 0);
  const after = free.plan();
  assert.ok(after.cost < before.cost - 20);
  assert.ok(Math.abs(after.heading) < 0.2);
});

Deno.test("a way is kept while another is hardly better, and left when it is clearly worse", () => {
  const { map, plan, planner } = plain();
  wall(map, 40, -19, 20);
  assert.ok(plan().heading < -0.2);
  // The goal has come to lie nearer to the left end, by a little and then by much.
  assert.ok(plan({ x: 80, y: 3 }).heading < -0.2);
  assert.ok(plan({ x: 60, y: 40 }).heading > 0.2);
  assert.ok(plan({ x: 80, y: -3 }).heading > 0.2);
  planner.reset();
  assert.ok(plan({ x: 80, y: -3 }).heading < -0.2);
});

Deno.test("places that were come back to are avoided where there is another way", () => {
  const { memories, plan } = plain();
  const straight = plan().heading;
  for (let round = 0; round < 4; round++) {
    for (let x = 4; x < 34; x++) memories.trail.follow(x, 1);
    for (let x = 34; x > 4; x--) memories.trail.follow(x, 40);
  }
  const around = plan().heading;
  assert.ok(Math.abs(wrapAngle(around - straight)) > 0.08);
  assert.ok(around < 0);
});

Deno.test("what stood and is out of view closes the way for good", () => {
  const { memories, plan } = plain();
  for (let y = -30; y < 25; y += 0.4) memories.standing.add(60, y, 0, 2);
  const route = plan();
  const ys: number[] = [];
  for (let k = 0; k < route.path.length; k += 2) {
    if (Math.abs(route.path[k]! - 60) < 4) ys.push(route.path[k + 1]!);
  }
  assert.ok(Math.max(...ys) > 22, `passes x = 60 at y = ${ys}`);
});

Deno.test("what the far eye takes for a wall is a detour of tens of metres, never one without end", () => {
  assert.ok(rateOf(0) < 1.3 && rateOf(0.4) < 1.3 && rateOf(0.6) > 3 && rateOf(1) > 12);
  assert.ok(rateOf(1) < 20);
});
