import assert from "node:assert/strict";
import fc from "fast-check";
import { ShortRange, type StereoRays } from "../../../agents/lagr/short_range.ts";
import { randomStream } from "../../../sim/random.ts";

/** Rays over 80 degrees that end at the first of some discs, or at 12 m. */
function raysTo(
  discs: readonly (readonly [x: number, y: number, radius: number])[],
  pose: { x: number; y: number; yaw: number },
): StereoRays {
  const bearings = Array.from({ length: 161 }, (_, k) => 0.7 - 1.4 * k / 160);
  const distances = bearings.map((bearing) => {
    const [cos, sin] = [Math.cos(pose.yaw + bearing), Math.sin(pose.yaw + bearing)];
    return Math.min(
      12,
      ...discs.map(([x, y, radius]) => {
        const along = (x - pose.x) * cos + (y - pose.y) * sin;
        const aside = (y - pose.y) * cos - (x - pose.x) * sin;
        return along > 0 && Math.abs(aside) < radius
          ? along - Math.sqrt(radius ** 2 - aside ** 2)
          : 12;
      }),
    );
  });
  return { bearings, distances, blocked: distances.map((d) => d < 12 ? 1 : 0), nearest: 1 };
}
const here = { x: 3, y: -2, yaw: 0.4 };
const disc = [7, -1, 0.6] as const;

Deno.test("clearance is the distance to the seen side of an obstacle", () => {
  const map = new ShortRange();
  map.reset();
  map.follow(here.x, here.y);
  map.see(here, raysTo([disc], here), 0);
  map.measure(0);
  const side = [disc[0] - 0.58, disc[1] - 0.15] as const;
  for (const [x, y] of [[4, -1.5], [5, -2], [3, -2], [5.5, -1]] as const) {
    const wanted = Math.hypot(side[0] - x, side[1] - y);
    assert.ok(Math.abs(map.clearance(x, y) - wanted) < 0.35, `${map.clearance(x, y)} ${wanted}`);
  }
  assert.equal(map.clearance(100, 0), Infinity);
});

Deno.test("distances are those of brute force", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.integer({ min: 1, max: 30 }),
      (seed, count) => {
        const random = randomStream(seed, "test/touches");
        const map = new ShortRange();
        map.reset();
        const middle = (value: number) => (Math.floor(value / 0.2) + 0.5) * 0.2;
        const places = Array.from({ length: count }, () => {
          const [x, y] = [20 * random() - 10, 20 * random() - 10];
          map.touch(x, y, 0);
          return [middle(x), middle(y)] as const;
        });
        map.measure(0);
        for (let k = 0; k < 50; k++) {
          const [x, y] = [24 * random() - 12, 24 * random() - 12];
          const nearest = Math.min(
            ...places.map(([px, py]) => Math.hypot(px - middle(x), py - middle(y))),
          );
          assert.ok(Math.abs(map.clearance(x, y) - Math.max(0, nearest - 0.1)) < 1e-4);
        }
      },
    ),
    { numRuns: 30, seed: 11 },
  );
});

Deno.test("an obstacle out of view is kept while the robot drives past it, and lost far behind", () => {
  const map = new ShortRange();
  map.reset();
  map.follow(0, 0);
  for (let k = 0; k < 3; k++) {
    map.see({ x: 0, y: 0, yaw: 0 }, raysTo([[4, 1, 0.4]], { x: 0, y: 0, yaw: 0 }), 0);
  }
  for (let x = 0; x <= 10; x += 0.13) map.follow(x, 0);
  map.measure(1);
  assert.ok(map.clearance(3.6, 1) < 0.3);
  map.measure(100);
  assert.equal(map.clearance(3.6, 1), Infinity);
  for (let x = 10; x <= 40; x += 0.13) map.follow(x, 0);
  for (let x = 40; x >= 0; x -= 0.13) map.follow(x, 0);
  map.measure(1);
  assert.equal(map.clearance(3.6, 1), Infinity);
});

Deno.test("what moved away is cleared by rays that pass, what was touched is not", () => {
  const map = new ShortRange();
  map.reset();
  const pose = { x: 0, y: 0, yaw: 0 };
  for (let k = 0; k < 5; k++) map.see(pose, raysTo([[5, 0, 0.5]], pose), 0);
  map.touch(3, 0.5, 0);
  map.measure(0);
  assert.ok(map.clearance(4.5, -0.1) < 0.2);
  for (let k = 0; k < 10; k++) map.see(pose, raysTo([], pose), 1);
  map.measure(1);
  assert.ok(map.clearance(4.5, -0.1) > 1);
  assert.equal(map.clearance(3, 0.5), 0);
  assert.deepEqual([...map.obstacles()].map((v) => Math.round(10 * v) / 10), [3.1, 0.5]);
});
