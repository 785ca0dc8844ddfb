import assert from "node:assert/strict";
import fc from "fast-check";
import { createPath, pathPointAway } from "../../../sim/terrain/path.ts";

const seeds = fc.nat(1_000_000);
const abscissa = fc.double({ min: -110, max: 110, noNaN: true });

Deno.test("Path.distance() is 0 on both lines and the offset beside them", () => {
  fc.assert(fc.property(seeds, abscissa, fc.constantFrom(0, 1), (seed, s, line) => {
    const path = createPath(seed);
    const { x, y, yaw } = path.point(s, line as 0 | 1);
    assert.ok(path.distance(x, y) < 1e-9);
    for (const offset of [-1.5, 1.5]) {
      const beside = path.distance(x - offset * Math.sin(yaw), y + offset * Math.cos(yaw));
      // Within the curvature's effect; where lines meet the other one may be nearer.
      assert.ok(beside < 1.5 * 1.15, `seed ${seed} at ${s}: ${beside}`);
    }
  }));
});

Deno.test("Path.squaredDistance() gives its own gradient", () => {
  const out = { squared: 0, dx: 0, dy: 0 };
  fc.assert(
    fc.property(seeds, abscissa, abscissa, fc.constantFrom(0, 1), (seed, x, y, at) => {
      const path = createPath(seed);
      const line = at as 0 | 1;
      const h = 1e-4;
      const squared = (px: number, py: number) => path.squaredDistance(line, px, py, out).squared;
      const slopeX = (squared(x + h, y) - squared(x - h, y)) / (2 * h);
      const slopeY = (squared(x, y + h) - squared(x, y - h)) / (2 * h);
      const { dx, dy } = path.squaredDistance(line, x, y, out);
      const scale = 1 + Math.hypot(dx, dy);
      assert.ok(Math.abs(slopeX - dx) < 1e-4 * scale, `${slopeX} against ${dx}`);
      assert.ok(Math.abs(slopeY - dy) < 1e-4 * scale, `${slopeY} against ${dy}`);
    }),
  );
});

Deno.test("Path passes the origin and crosses the map; its branch leaves it", () => {
  for (let seed = 0; seed < 50; seed++) {
    const path = createPath(seed);
    assert.ok(path.distance(0, 0) < 1e-9);
    assert.ok(path.halfWidth * 2 >= 2 && path.halfWidth * 2 <= 3);
    const [a, b] = [path.point(100), path.point(100, 1)];
    assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > 20, `seed ${seed}: the branch stays near`);
    const [c, d] = [path.point(path.fork - 5), path.point(path.fork - 5, 1)];
    assert.deepEqual(c, d);
  }
});

Deno.test("pathPointAway() lies on the path at that distance", () => {
  fc.assert(fc.property(seeds, fc.double({ min: 1, max: 90, noNaN: true }), (seed, distance) => {
    const path = createPath(seed);
    const from = path.point(-30);
    const to = pathPointAway(path, -30, distance);
    assert.ok(Math.abs(Math.hypot(to.x - from.x, to.y - from.y) - distance) < 1e-6);
    assert.ok(path.distance(to.x, to.y) < 1e-9);
  }));
});
