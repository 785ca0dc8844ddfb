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
