import assert from "node:assert/strict";
import { OdometryFrame } from "../../../agents/lagr/odometry_frame.ts";
import { randomStream } from "../../../sim/random.ts";

const DT = 1 / 60;

Deno.test("it reckons a circle, and remembers where it was", () => {
  const frame = new OdometryFrame();
  frame.reset();
  for (let k = 1; k <= 600; k++) frame.move(1, k * DT * 0.2, [0, 0], DT);
  // An arc of radius 5 m over 2 rad.
  assert.ok(
    Math.hypot(frame.pose.x - 5 * Math.sin(2), frame.pose.y - 5 * (1 - Math.cos(2))) < 0.02,
  );
  const then = frame.poseAt(540);
  // Its heading is what the compass says when the picture has been taken: a tick later.
  assert.ok(Math.abs(then.yaw - 0.2 * DT * 541) < 1e-9);
  assert.ok(Math.hypot(then.x - 5 * Math.sin(1.8), then.y - 5 * (1 - Math.cos(1.8))) < 0.02);
  assert.deepEqual(frame.poseAt(10), frame.poseAt(301));
  assert.deepEqual(frame.poseAt(9999), frame.pose);
});

Deno.test("the goal follows GNSS while the wheels err, and the pose never jumps", () => {
  const frame = new OdometryFrame();
  const random = randomStream(1, "test/gnss");
  frame.reset();
  let x = 100;
  let last = frame.pose;
  for (let k = 0; k < 6000; k++) {
    x += DT;
    const gnss = [x + 0.5 * (random() - 0.5), -30 + 0.5 * (random() - 0.5)];
    // Wheels that say 3 % too much.
    frame.move(1.03, 0, gnss, DT);
    assert.ok(Math.hypot(frame.pose.x - last.x, frame.pose.y - last.y) < 0.02);
    last = frame.pose;
  }
  const goal = frame.fromMap([x + 20, -30]);
  // The lag of a mean over 25 s behind a drift of 3 cm a second: 0.75 m.
  assert.ok(Math.abs(goal.x - frame.pose.x - 20) < 0.9);
  assert.ok(Math.abs(goal.y - frame.pose.y) < 0.2);
});

Deno.test("where the map lies is the plain mean of the first readings, each counting alike", () => {
  const frame = new OdometryFrame();
  frame.reset();
  const readings = [[4, 0], [0, 8], [2, 1]] as const;
  for (const gnss of readings) frame.move(0, 0, gnss, DT);
  const { x, y } = frame.fromMap([0, 0]);
  assert.ok(Math.abs(x + 2) < 1e-12 && Math.abs(y + 3) < 1e-12, `${x}, ${y}`);
});
