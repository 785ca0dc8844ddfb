import assert from "node:assert/strict";
import fc from "fast-check";
import { plannedSpeed, pursuit } from "../../../agents/autopilot/speed_plan.ts";
import { RouteLine, wander } from "../../../sim/roads/route.ts";
import { LaneGraphBuilder, ringRoad } from "../../support/lane_graphs.ts";

/** Comfort that the plan promises, m/s^2. */
const LATERAL = 2.2, BRAKING = 1.8;

/** A straight of 200 m at one limit, then one at another. */
function twoLimits(first: number, second: number): RouteLine {
  const builder = new LaneGraphBuilder();
  const a = builder.straight([0, 0], [200, 0], { speedLimit: first });
  const b = builder.straight([200, 0], [400, 0], { speedLimit: second });
  builder.join(a, b);
  const graph = builder.build();
  return new RouteLine(graph, wander(graph, { lane: a, s: 0, d: 0 }, 380, () => 0));
}

function ringLine(radius: number, left: boolean): RouteLine {
  const graph = ringRoad(radius, 1, { speedLimit: 40 });
  const line = new RouteLine(graph, wander(graph, { lane: 0, s: 0, d: 0 }, 3 * radius, () => 0));
  // The other way round is its mirror image.
  if (!left) { for (const values of [line.y, line.yaw, line.curvature]) mirror(values); }
  return line;
}

function mirror(values: Float64Array): void {
  values.forEach((value, i) => values[i] = -value);
}

Deno.test("plannedSpeed() before a lower limit is the envelope of steady braking", () => {
  fc.assert(fc.property(
    fc.double({ min: 10, max: 35, noNaN: true }),
    fc.double({ min: 3, max: 35, noNaN: true }),
    fc.integer({ min: 0, max: 330 }),
    (first, second, s) => {
      const line = twoLimits(first, second);
      const limit = s < 200 ? first : second;
      const way = Math.max(0, 200 - s);
      const envelope = Math.min(limit, Math.sqrt(second * second + 2 * BRAKING * way));
      assert.ok(Math.abs(plannedSpeed(line, s, first) - envelope) < 1e-6);
    },
  ));
});

Deno.test("whoever keeps to plannedSpeed() brakes no harder than promised, and is slow enough in time", () => {
  const line = twoLimits(30, 8);
  let speed = plannedSpeed(line, 0, 30), s = 0;
  while (s < 250) {
    const planned = plannedSpeed(line, s, speed);
    const deceleration = (speed - planned) / (1 / 60);
    // The plan is made of samples a metre apart.
    assert.ok(deceleration < BRAKING + 0.5, `${deceleration} m/s^2 at ${s}`);
    speed = planned;
    s += speed / 60;
  }
  assert.equal(speed, 8);
});

Deno.test("plannedSpeed() in a bend is that of the lateral acceleration that people bear", () => {
  for (const radius of [15, 30, 60]) {
    for (const left of [true, false]) {
      const line = ringLine(radius, left);
      const planned = plannedSpeed(line, radius, 10);
      assert.ok(
        Math.abs(planned / Math.sqrt(LATERAL * radius) - 1) < 0.02,
        `${radius}: ${planned}`,
      );
    }
  }
});

Deno.test("pursuit() of a circle from a pose on it is the circle's own curvature", () => {
  for (const radius of [15, 30, 60]) {
    for (const left of [true, false]) {
      const line = ringLine(radius, left);
      for (const ahead of [4, 8]) {
        const s = 10, side = left ? 1 : -1, angle = s / radius;
        const x = radius * Math.cos(angle), y = side * radius * Math.sin(angle);
        const curvature = pursuit(line, s, { x, y, yaw: side * (angle + Math.PI / 2) }, ahead);
        assert.ok(Math.abs(curvature * radius * side - 1) < 0.02, `${radius}: ${curvature}`);
      }
    }
  }
});

Deno.test("pursuit() steers towards the line from either side, by the law of sines", () => {
  const line = twoLimits(20, 20);
  fc.assert(fc.property(
    fc.double({ min: -2, max: 2, noNaN: true }),
    fc.double({ min: -0.3, max: 0.3, noNaN: true }),
    fc.double({ min: 4, max: 20, noNaN: true }),
    (y, yaw, ahead) => {
      const curvature = pursuit(line, 50, { x: 50, y, yaw }, ahead);
      // 2 sin(alpha) / l towards a point `ahead` metres on along the line.
      const chord = Math.hypot(ahead, y);
      const expected = 2 * Math.sin(Math.atan2(-y, ahead) - yaw) / chord;
      assert.ok(Math.abs(curvature - expected) < 1e-9);
    },
  ));
});
