import assert from "node:assert/strict";
import { SeenGround } from "../../../agents/lagr/seen_ground.ts";

Deno.test("ground along a free line of sight is known from its beginning to before its end", () => {
  const seen = new SeenGround();
  seen.reset();
  seen.addRay(3, -2, Math.PI / 2, 1, 7);
  assert.ok(seen.has(3, -0.5) && seen.has(3, 3));
  assert.ok(!seen.has(3, -2) && !seen.has(3, 5.5) && !seen.has(5, 0));
});

Deno.test("it is known for as long as the robot stays within 250 m, and nowhere else", () => {
  const seen = new SeenGround();
  seen.reset();
  seen.addRay(0, 0, 0, 1, 6);
  for (let x = 0; x <= 250; x += 0.5) seen.follow(x, 0);
  assert.ok(seen.has(3, 0));
  assert.ok(!seen.has(3 + 512, 0), "a place that shares its cell is another");
  for (let x = 250; x <= 600; x += 0.5) seen.follow(x, 0);
  assert.ok(!seen.has(3, 0) && !seen.has(3 + 512, 0));
  for (let x = 600; x >= 0; x -= 0.5) seen.follow(x, 0);
  assert.ok(!seen.has(3, 0));
});
