import assert from "node:assert/strict";
import fc from "fast-check";
import { boxGaps, discGap, emptyGaps, type PlanBox } from "../../../sim/physics/plan_gap.ts";

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const box = fc.tuple(number(-5, 5), number(-5, 5), number(0, 7), number(0.2, 3), number(0.2, 3))
  .map(([x, y, yaw, halfLength, halfWidth]): PlanBox => ({
    ...{ x, y, cos: Math.cos(yaw), sin: Math.sin(yaw), halfLength, halfWidth },
  }));

/** Points along a rectangle's outline, closely spaced. */
function outline({ x, y, cos, sin, halfLength, halfWidth }: PlanBox): [number, number][] {
  const points: [number, number][] = [];
  for (let k = 0; k <= 40; k++) {
    const t = k / 20 - 1;
    for (const side of [-1, 1]) {
      for (
        const [a, b] of [[t * halfLength, side * halfWidth], [side * halfLength, t * halfWidth]]
      ) {
        points.push([x + a! * cos - b! * sin, y + a! * sin + b! * cos]);
      }
    }
  }
  return points;
}

/** Distance from a point to a rectangle; 0 inside. */
function distanceTo({ x, y, cos, sin, halfLength, halfWidth }: PlanBox, px: number, py: number) {
  const along = Math.abs((px - x) * cos + (py - y) * sin) - halfLength;
  const left = Math.abs((py - y) * cos - (px - x) * sin) - halfWidth;
  return Math.hypot(Math.max(0, along), Math.max(0, left));
}

Deno.test("boxGaps() finds an overlap wherever outlines cross, and none beyond the reach", () => {
  fc.assert(fc.property(box, box, (a, b) => {
    const gaps = emptyGaps();
    const reach = 0.5;
    const count = boxGaps(a, b, reach, gaps);
    const nearest = Math.min(
      ...outline(a).map(([x, y]) => distanceTo(b, x, y)),
      ...outline(b).map(([x, y]) => distanceTo(a, x, y)),
    );
    if (nearest === 0) {
      assert.ok(count > 0 && Math.min(...gaps.slice(0, count).map((g) => g.distance)) <= 1e-9);
    }
    for (const { nx, ny, distance, x, y } of gaps.slice(0, count)) {
      assert.ok(distance <= reach);
      assert.ok(Math.abs(Math.hypot(nx, ny) - 1) < 1e-9);
      // The point lies on the first box or, deep in, within it.
      assert.ok(distanceTo(a, x, y) < 1e-6);
      // Corners are among the points of the outlines, so the nearest distance is exact.
      if (nearest > 0) assert.ok(distance >= nearest - 1e-9);
    }
  }));
});

Deno.test("boxGaps() undoes an overlap along its normal", () => {
  fc.assert(fc.property(box, box, (a, b) => {
    const gaps = emptyGaps();
    const count = boxGaps(a, b, 0, gaps);
    if (count === 0) return;
    const deepest = gaps.slice(0, count).reduce((least, g) =>
      g.distance < least.distance ? g : least
    );
    const away = -deepest.distance + 1e-6;
    const moved = { ...a, x: a.x + away * deepest.nx, y: a.y + away * deepest.ny };
    const after = emptyGaps();
    const still = boxGaps(moved, b, 0, after);
    for (const { distance } of after.slice(0, still)) assert.ok(distance > -2e-3, `${distance}`);
  }));
});

Deno.test("boxGaps() gives two boxes face to face the ends of the stretch they share", () => {
  const a = { x: 0, y: 0, cos: 1, sin: 0, halfLength: 2, halfWidth: 1 };
  const b = { x: 3.1, y: 0.5, cos: 0, sin: 1, halfLength: 1, halfWidth: 1 };
  const gaps = emptyGaps();
  assert.equal(boxGaps(a, b, 0.2, gaps), 2);
  for (const { nx, ny, distance, x } of gaps) {
    assert.ok(Math.abs(nx + 1) < 1e-12 && Math.abs(ny) < 1e-12);
    assert.ok(Math.abs(distance - 0.1) < 1e-12 && Math.abs(x - 2) < 1e-12);
  }
  assert.deepEqual(gaps.map(({ y }) => Math.round(100 * y) / 100).sort(), [-0.5, 1]);
});

Deno.test("discGap() measures the distance from a rectangle to a disc", () => {
  fc.assert(fc.property(box, number(-6, 6), number(-6, 6), number(0.05, 1), (a, x, y, radius) => {
    const [gap] = emptyGaps();
    assert.ok(discGap(a, x, y, radius, 1e3, gap));
    const outside = distanceTo(a, x, y);
    if (outside > 1e-6) {
      assert.ok(Math.abs(gap.distance - (outside - radius)) < 1e-9);
      // From the point on the rectangle back along the normal lies the disc's middle.
      assert.ok(Math.abs(gap.x - outside * gap.nx - x) < 1e-6);
      assert.ok(Math.abs(gap.y - outside * gap.ny - y) < 1e-6);
    } else {
      assert.ok(gap.distance <= -radius + 1e-9);
    }
    assert.ok(!discGap(a, x, y, radius, gap.distance - 1e-6, gap));
  }));
});
