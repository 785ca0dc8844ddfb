import assert from "node:assert/strict";
import fc from "fast-check";
import { wrapAngle } from "../../../sim/pose.ts";
import { bendTangent, bezierLine, roundedLine, turnLine } from "../../../sim/roads/curves.ts";
import {
  beside,
  curvatureOn,
  joined,
  type Line,
  offsetLine,
  poseOn,
  reversed,
  sharpest,
  stretch,
} from "../../../sim/roads/line.ts";

const pose = fc.record({
  x: fc.double({ min: -50, max: 50, noNaN: true }),
  y: fc.double({ min: -50, max: 50, noNaN: true }),
  yaw: fc.double({ min: -3, max: 3, noNaN: true }),
});

/** Samples lie evenly, and each chord points halfway between the headings at its ends. */
function assertSmooth({ x, y, yaw, spacing, length }: Line): void {
  assert.ok(Math.abs(spacing * (x.length - 1) - length) < 1e-9 * length);
  for (let k = 1; k < x.length; k++) {
    const dx = x[k]! - x[k - 1]!, dy = y[k]! - y[k - 1]!;
    assert.ok(Math.hypot(dx, dy) <= spacing * 1.001);
    assert.ok(Math.abs(wrapAngle(Math.atan2(dy, dx) - (yaw[k]! + yaw[k - 1]!) / 2)) < 0.03);
  }
}

Deno.test("a bend starts and ends straight, turns by its angle and no sharper than its radius", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 2.6, noNaN: true }),
      fc.double({ min: 8, max: 200, noNaN: true }),
      fc.boolean(),
      (angle, radius, left) => {
        const tangent = bendTangent(angle, radius);
        // A clothoid is longer than the arc of that radius, whose tangent is r tan(a / 2).
        assert.ok(tangent > radius * Math.tan(angle / 2));
        const turn = left ? angle : -angle;
        const reach = tangent + 20;
        const end = { x: reach * Math.cos(turn), y: reach * Math.sin(turn) };
        const line = roundedLine(
          [{ x: -reach, y: 0 }, { x: 0, y: 0, radius }, end],
          angle * radius / 40,
        );
        assertSmooth(line);
        assert.ok(sharpest(line) < 1.02 / radius && sharpest(line) > 0.9 / radius);
        assert.ok(Math.abs(poseOn(line, line.length).yaw - turn) < 1e-9);
        assert.ok(Math.abs(curvatureOn(line, 1)) < 1e-6);
        // Curvature grows and falls evenly: it never jumps.
        const { yaw, spacing } = line;
        for (let k = 2; k < yaw.length; k++) {
          const jump = Math.abs(yaw[k]! - 2 * yaw[k - 1]! + yaw[k - 2]!) / spacing;
          assert.ok(jump < 0.12 / radius, `${jump} against ${1 / radius}`);
        }
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("turns leave along the first heading and arrive along the second", () => {
  fc.assert(
    fc.property(pose, pose, (from, to) => {
      fc.pre(Math.hypot(to.x - from.x, to.y - from.y) > 8);
      for (const line of [turnLine(from, to, 0.2), bezierLine(from, to, 0.4, 0.2)]) {
        const [first, last] = [poseOn(line, 0), poseOn(line, line.length)];
        assert.ok(Math.hypot(first.x - from.x, first.y - from.y) < 1e-9);
        assert.ok(Math.hypot(last.x - to.x, last.y - to.y) < 1e-9);
        assert.ok(Math.abs(first.yaw - from.yaw) < 1e-9, "headings run on from the first one");
        assert.ok(Math.abs(wrapAngle(last.yaw - to.yaw)) < 1e-6);
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("offsets of an arc are arcs; a line reversed twice, cut and joined is itself", () => {
  const radius = 30;
  const steps = 400;
  const arc = joined([
    {
      x: Float64Array.from({ length: steps + 1 }, (_, k) => radius * Math.sin(k / steps)),
      y: Float64Array.from({ length: steps + 1 }, (_, k) => radius * (1 - Math.cos(k / steps))),
      yaw: Float64Array.from({ length: steps + 1 }, (_, k) => k / steps),
      spacing: radius / steps,
      length: radius,
    },
  ], 0.1);
  for (const u of [-4, 3, 8]) {
    const beside = offsetLine(arc, u);
    assert.ok(Math.abs(beside.length - (radius - u)) < 0.01);
    assert.ok(Math.abs(curvatureOn(beside, 10) - 1 / (radius - u)) < 1e-3);
    for (let k = 0; k < beside.x.length; k++) {
      const r = Math.hypot(beside.x[k]!, beside.y[k]! - radius);
      assert.ok(Math.abs(r - (radius - u)) < 0.01);
    }
  }
  // An offset that grows leans by the slope of its growth.
  const leaning = offsetLine(arc, (s) => 0.1 * s, 0, 20, () => 0.1);
  assertSmooth(leaning);
  const twice = reversed(reversed(arc));
  assert.deepEqual(twice.x, arc.x);
  assert.ok(twice.yaw.every((yaw, k) => Math.abs(wrapAngle(yaw - arc.yaw[k]!)) < 1e-12));
  const again = joined([stretch(arc, 0, 11.3), stretch(arc, 11.3, arc.length)], 0.5);
  for (const s of [0, 5, 11.3, 20, 29]) {
    const [a, b] = [poseOn(arc, s), poseOn(again, s)];
    assert.ok(Math.hypot(a.x - b.x, a.y - b.y) < 0.01 && Math.abs(a.yaw - b.yaw) < 2e-3);
  }
  assert.deepEqual(beside({ x: 1, y: 2, yaw: 0 }, 3), [1, 5]);
  assert.throws(() => stretch(arc, 5, 5), { name: "RangeError" });
});
