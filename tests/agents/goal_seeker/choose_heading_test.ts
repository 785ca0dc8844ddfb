import assert from "node:assert/strict";
import fc from "fast-check";
import { chooseHeading, corridorClearance } from "../../../agents/goal_seeker/choose_heading.ts";

const fan = (distance: (bearing: number) => number, range = 14) =>
  Array.from({ length: 81 }, (_, k) => {
    const bearing = 0.7 - 1.4 * k / 80;
    const d = distance(bearing);
    return { bearing, distance: Math.min(d, range), blocked: d < range };
  });
const wish = { goalBearing: 0, previous: 0, avoid: [] };

Deno.test("chooseHeading() goes straight for the goal over open ground", () => {
  const goal = 0.3;
  const choice = chooseHeading(fan(() => 100), [], { ...wish, goalBearing: goal });
  assert.ok(Math.abs(choice.bearing - goal) < 0.1);
});

Deno.test("chooseHeading() passes a wall on the side that is open", () => {
  const wall = fan((bearing) => bearing > -0.25 ? 2.5 : 100);
  const choice = chooseHeading(wall, [], wish);
  assert.ok(choice.bearing < -0.3, `chose ${choice.bearing}`);
  assert.ok(choice.clearance > 4);
});

Deno.test("chooseHeading() keeps away from a bearing to be shunned", () => {
  const choice = chooseHeading(fan(() => 100), [], { ...wish, avoid: [0] });
  assert.ok(Math.abs(choice.bearing) > 0.3);
});

Deno.test("chooseHeading() counts what is remembered beside the picture", () => {
  const beside = Array.from({ length: 12 }, (_, k) => ({
    bearing: 0.75 + 0.05 * k,
    distance: 1,
    blocked: true,
  }));
  const toTheLeft = { ...wish, goalBearing: 0.9, previous: 0.6 };
  const open = chooseHeading(fan(() => 100), [], toTheLeft);
  const careful = chooseHeading(fan(() => 100), beside, toTheLeft);
  assert.ok(open.bearing > 0.6);
  assert.ok(careful.bearing < open.bearing - 0.2);
});

Deno.test("corridorClearance() never exceeds the nearest obstacle within the corridor", () => {
  fc.assert(fc.property(
    fc.double({ min: 0.8, max: 6, noNaN: true }),
    fc.double({ min: -0.6, max: 0.6, noNaN: true }),
    (distance, bearing) => {
      const rays = [{ bearing, distance, blocked: true }];
      assert.ok(Math.abs(corridorClearance(bearing, rays) - distance) < 1e-9);
      // Turned so far that the point lies beside the corridor, it is no obstacle.
      const aside = bearing + Math.asin(Math.min(1, 0.65 / distance));
      if (distance > 0.66) assert.equal(corridorClearance(aside, rays), 7);
    },
  ));
});
