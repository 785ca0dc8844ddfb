import assert from "node:assert/strict";
import fc from "fast-check";
import {
  advance,
  pursuitCurvature,
  slipAngle,
  steeringFor,
  turningRadius,
} from "../../../sim/traffic/bicycle_model.ts";

Deno.test("the rear axle of the bicycle runs on a circle of radius L / tan(delta)", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.05, max: 0.6, noNaN: true }),
      fc.double({ min: 1, max: 6, noNaN: true }),
      fc.boolean(),
      (size, wheelbase, left) => {
        const steering = left ? size : -size;
        const radius = turningRadius(wheelbase, steering);
        // In the frame of a straight lane, `s, d, theta` are x, y and yaw.
        const pose = { s: 0, d: 0, theta: 0 };
        const centre = { x: -wheelbase / 2, y: radius };
        for (let k = 0; k < 400; k++) {
          advance(pose, steering, wheelbase, 0.05, 0);
          const rearX = pose.s - wheelbase / 2 * Math.cos(pose.theta);
          const rearY = pose.d - wheelbase / 2 * Math.sin(pose.theta);
          const distance = Math.hypot(rearX - centre.x, rearY - centre.y);
          assert.ok(Math.abs(distance - Math.abs(radius)) < 2e-3 * Math.abs(radius));
        }
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("steeringFor() is the angle at which the middle of the wheelbase runs on that curvature", () => {
  for (const curvature of [0.02, 0.08, -0.12]) {
    const steering = steeringFor(curvature, 2.7, 0.7);
    // Its circle: the rear axle's and half a wheelbase, at a right angle.
    const radius = Math.hypot(turningRadius(2.7, steering), 1.35);
    assert.ok(Math.abs(radius - 1 / Math.abs(curvature)) < 1e-9);
    assert.equal(Math.sign(steering), Math.sign(curvature));
    assert.ok(Math.abs(Math.tan(slipAngle(steering)) - 0.5 * Math.tan(steering)) < 1e-12);
  }
});

Deno.test("pure pursuit leads back to the middle of a curved lane, and stays there", () => {
  for (const curvature of [0, 0.05, -0.05]) {
    const pose = { s: 0, d: 1.5, theta: 0.2 };
    let steering = 0;
    for (let k = 0; k < 600; k++) {
      const course = pose.theta + slipAngle(steering);
      steering = steeringFor(pursuitCurvature(curvature, pose.d, course, 4), 2.7, 0.6);
      advance(pose, steering, 2.7, 0.1, curvature);
    }
    assert.ok(Math.abs(pose.d) < 0.02, `${pose.d} m off at curvature ${curvature}`);
  }
});
