import assert from "node:assert/strict";
import { Attitude } from "../../../agents/lagr/attitude.ts";
import { InertialOdometry } from "../../../agents/lagr/inertial_odometry.ts";
import { RECKONING } from "../../../models/lagr/dataset/dead_reckoning.ts";
import { Env } from "../../../sim/mod.ts";
import {
  fromYawPitchRoll,
  inverse,
  type Pose,
  type Quaternion,
  rotate,
  type Vec3,
  wrapAngle,
  yawOf,
} from "../../../sim/pose.ts";
import { lagrCourse } from "../../../sim/scenarios/lagr_course.ts";

const DT = 1 / 60;

/** Up in the axes of a body. */
function up(orientation: Quaternion): Vec3 {
  return rotate(inverse({ position: [0, 0, 0], orientation }).orientation, [0, 0, 1]);
}

/** What is felt at rest. */
function atRest(orientation: Quaternion): Vec3 {
  return up(orientation).map((x) => 9.81 * x) as unknown as Vec3;
}

Deno.test("at rest it knows at once how it stands", () => {
  for (const [yaw, pitch, roll] of [[0.3, 0.1, -0.2], [-2, -0.3, 0.05], [3.1, 0, 0.4]] as const) {
    const stands = fromYawPitchRoll(yaw, pitch, roll);
    const attitude = new Attitude();
    attitude.move(atRest(stands), [0, 0, 0], 0, yaw, DT);
    attitude.orientation.forEach((x, k) => {
      const sign = Math.sign(attitude.orientation[3] * stands[3]);
      assert.ok(Math.abs(sign * x - stands[k]!) < 1e-9, `${attitude.orientation}, ${stands}`);
    });
  }
});

Deno.test("constant errors of the gyros are found out, about all three axes", () => {
  const stands = fromYawPitchRoll(1, 0.05, -0.1);
  const attitude = new Attitude();
  for (let t = 0; t < 120 / DT; t++) {
    attitude.move(atRest(stands), [0.004, -0.006, 0.005], 0, 1, DT);
  }
  const [is, was] = [up(attitude.orientation), up(stands)];
  is.forEach((x, k) => assert.ok(Math.abs(x - was[k]!) < 1e-3));
  assert.ok(Math.abs(yawOf(attitude.orientation) - 1) < 1e-3);
});

Deno.test("speeding up and turning are not taken for leaning", () => {
  const attitude = new Attitude();
  let speed = 0, yaw = 0;
  for (let t = 0; t < 20 / DT; t++) {
    const gain = 0.5 * Math.sin(t * DT), rate = 0.8;
    speed += gain * DT;
    yaw = wrapAngle(yaw + rate * DT);
    attitude.move([gain, rate * speed, 9.81], [0, 0, rate], speed, yaw, DT);
  }
  const [x, y] = up(attitude.orientation);
  assert.ok(Math.hypot(x, y) < 5e-3, `${x}, ${y}`);
});

Deno.test("with its own sensors on a course it is off by no more than eyes are taught with", () => {
  const sums = { tilt: 0, yaw: 0 }, means = { tilt: 0, yaw: 0 };
  let moments = 0, drifts = 0;
  for (const seed of [1_000_000, 1_000_001, 1_000_003, 1_000_005]) {
    const env = new Env(lagrCourse);
    let [seen] = env.reset({ seed });
    const odometry = new InertialOdometry();
    const errors: Vec3[] = [];
    let before: { truth: Pose; believed: Pose } | null = null;
    for (let t = 0; t < 40 / DT; t++) {
      const [next, , terminated, truncated] = env.step(
        Float64Array.of(1.2, 0.35 * Math.sin(0.4 * t * DT)),
      );
      if (terminated || truncated) break;
      seen = next;
      odometry.move(seen.inertial, seen.speed[0]!, seen.heading[0]!, DT);
      const [truth, believed] = [env.world.vehicle.worldFromBody, odometry.pose];
      if (t === 10 / DT) before = { truth, believed };
      if (t < 5 / DT) continue;
      const [is, was] = [up(believed.orientation), up(truth.orientation)];
      const yaw = wrapAngle(yawOf(believed.orientation) - yawOf(truth.orientation));
      errors.push([is[0] - was[0], is[1] - was[1], yaw]);
      if (before && t === Math.round(25 / DT)) {
        const way = (a: Pose, b: Pose) => b.position.map((x, k) => x - a.position[k]!);
        const [one, two] = [way(before.truth, truth), way(before.believed, believed)];
        const length = Math.hypot(...one);
        assert.ok(length > 8);
        drifts += Math.abs(Math.hypot(...two) / length - 1);
      }
    }
    for (const axis of [0, 1, 2] as const) {
      const mean = errors.reduce((sum, error) => sum + error[axis], 0) / errors.length;
      means[axis < 2 ? "tilt" : "yaw"] += axis < 2 ? mean * mean / 8 : mean * mean / 4;
      const square = errors.reduce((sum, error) => sum + (error[axis] - mean) ** 2, 0);
      sums[axis < 2 ? "tilt" : "yaw"] += axis < 2 ? square / 2 : square;
    }
    moments += errors.length;
  }
  const tilt = Math.sqrt(sums.tilt / moments), yaw = Math.sqrt(sums.yaw / moments);
  assert.ok(tilt < 1.3 * RECKONING.tilt && tilt > RECKONING.tilt / 3, `tilt ${tilt}`);
  assert.ok(yaw < 1.3 * RECKONING.yaw && yaw > RECKONING.yaw / 3, `yaw ${yaw}`);
  // Of a whole drive: what accelerometers and compass are off by, and the wheels.
  const [leans, turns] = [Math.sqrt(means.tilt), Math.sqrt(means.yaw)];
  assert.ok(leans < 1.5 * RECKONING.tiltOfDrive, `leans ${leans}`);
  assert.ok(turns < 1.5 * RECKONING.yawOfDrive, `turned ${turns}`);
  assert.ok(drifts / 4 < 1.5 * RECKONING.scale, `${drifts / 4} of the way`);
});
