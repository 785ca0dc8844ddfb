import assert from "node:assert/strict";
import { StandingMemory } from "../../../agents/lagr/standing_memory.ts";
import { Trail } from "../../../agents/lagr/trail.ts";

Deno.test("a trail knows which places were come back to, and how often", () => {
  const trail = new Trail();
  const go = (from: number, to: number, y: number) => {
    const step = Math.sign(to - from) * 0.25;
    for (let x = from; (to - x) * step >= 0; x += step) trail.follow(x, y);
  };
  go(0, 40, 0);
  assert.deepEqual([...trail.again()], []);
  assert.ok(Math.abs(trail.driven - 40) < 0.6);
  go(40, 0, 3);
  assert.deepEqual([...trail.again()], []);
  go(0, 15, 0);
  const again = [...trail.again()];
  assert.ok(again.length >= 5);
  assert.ok(again.every(({ x, y, times }) => x < 18 && y < 3 && times === 1));
  go(15, 40, 6);
  go(40, 0, 9);
  go(0, 10, 0);
  assert.equal(Math.max(...[...trail.again()].map(({ times }) => times)), 2);
  trail.reset();
  assert.equal(trail.places().length, 0);
});

Deno.test("turning on the spot is no coming back", () => {
  const trail = new Trail();
  for (let k = 0; k < 10000; k++) trail.follow(0.3 * Math.cos(k), 0.3 * Math.sin(k));
  assert.deepEqual([...trail.again()].filter(({ times }) => times > 60), []);
  for (let k = 0; k < 200; k++) trail.follow(0, 0);
  assert.equal(trail.places().length, 2);
});

Deno.test("a place to be avoided counts as come back to many times, and is none that the robot was at", () => {
  const trail = new Trail();
  trail.follow(0, 0);
  trail.avoid(9, 9);
  assert.deepEqual([...trail.places()], [0, 0]);
  const [{ x, y, times }] = [...trail.again()] as [{ x: number; y: number; times: number }];
  assert.deepEqual([x, y], [9, 9]);
  assert.ok(times > 10);
  for (let k = 0; k < 3000; k++) trail.avoid(k, 0);
  assert.ok([...trail.again()].length < 2000);
  trail.reset();
  assert.deepEqual([...trail.again()], []);
});

Deno.test("rays of one frame that end at one place are one look at it, a touch is many", () => {
  const memory = new StandingMemory();
  const looks = () => [...memory].map((place) => place.looks);
  for (let ray = 0; ray < 19; ray++) memory.add(3.1 + 0.01 * ray, 0.2, 7);
  assert.deepEqual(looks(), [1]);
  memory.add(3.1, 0.2, 7.5);
  assert.deepEqual(looks(), [2]);
  memory.add(3.1, 0.2, 7.5, 10);
  assert.deepEqual(looks(), [10]);
  memory.add(3.1, 0.2, 8, 10);
  assert.deepEqual(looks(), [20]);
});

Deno.test("what stands is remembered once for each place, until it is old or seen to be gone", () => {
  const memory = new StandingMemory();
  memory.add(3.1, -2.2, 0);
  memory.add(3.2, -2.1, 100);
  memory.add(-7, 9, 0);
  assert.equal(memory.size, 2);
  const near = [...memory].find(({ x }) => x > 0)!;
  assert.ok(Math.hypot(near.x - 3.15, near.y + 2.15) < 0.4 && near.seen === 100);
  memory.tidy(650, () => false);
  assert.deepEqual([...memory].map(({ seen }) => seen), [100]);
  memory.tidy(651, (x) => x > 3);
  assert.equal(memory.size, 0);
  for (let k = 0; k < 5000; k++) memory.add(k, 0, k);
  assert.equal(memory.size, 3000);
  assert.equal(Math.min(...[...memory].map(({ seen }) => seen)), 2000);
});
