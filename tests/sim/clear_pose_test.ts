import assert from "node:assert/strict";
import fc from "fast-check";
import { facing } from "../../sim/clear_pose.ts";
import { randomStream } from "../../sim/random.ts";

const angleTo = (a: number, b: number) => Math.abs(Math.atan2(Math.sin(a - b), Math.cos(a - b)));

Deno.test("facing() stands as far away as asked, from anywhere, and looks there within its spread", () => {
  const seeds = fc.integer({ min: 0, max: 0xffff_ffff });
  const coordinate = fc.double({ min: -100, max: 100, noNaN: true });
  const spreads = fc.double({ min: 0, max: 3, noNaN: true });
  fc.assert(fc.property(seeds, coordinate, coordinate, spreads, (seed, x, y, spread) => {
    const place = facing({ x, y }, 6, spread, randomStream(seed, "tests/facing"));
    const [dx, dy] = [x - place.x, y - place.y];
    assert.ok(Math.abs(Math.hypot(dx, dy) - 6) < 1e-9);
    assert.ok(angleTo(place.yaw, Math.atan2(dy, dx)) <= spread / 2 + 1e-9);
  }));
  const random = randomStream(1, "tests/facing");
  const quadrants = Array.from({ length: 100 }, () => facing({ x: 0, y: 0 }, 5, 1, random))
    .map(({ x, y }) => `${Math.sign(x)} ${Math.sign(y)}`);
  assert.equal(new Set(quadrants).size, 4);
});
