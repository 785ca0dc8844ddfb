import assert from "node:assert/strict";
import { DeadReckoning, RECKONING } from "../../../../models/lagr/dataset/dead_reckoning.ts";
import { fromYawPitchRoll, type Pose, wrapAngle, yawOf } from "../../../../sim/pose.ts";
import { randomStream } from "../../../../sim/random.ts";

/** A way up a hill and around, a metre a step. */
function way(step: number): Pose {
  const yaw = 0.02 * step;
  return {
    position: [50 * Math.sin(yaw), 50 * (1 - Math.cos(yaw)), 0.1 * step],
    orientation: fromYawPitchRoll(yaw, -0.1, 0.03),
  };
}

Deno.test("it begins at the origin, and is as far along as its wheels turned, within their error", () => {
  for (let seed = 0; seed < 30; seed++) {
    const reckoning = new DeadReckoning(randomStream(seed, "reckoning"));
    const poses = Array.from({ length: 61 }, (_, step) => reckoning.next(way(step)));
    assert.deepEqual(poses[0]!.position, [0, 0, 0]);
    for (const [a, b] of [[0, 60], [20, 40]] as const) {
      const [one, two] = [way(a), way(b)];
      const lengthOf = (from: Pose, to: Pose) =>
        Math.hypot(...to.position.map((value, k) => value - from.position[k]!));
      const ratio = lengthOf(poses[a]!, poses[b]!) / lengthOf(one, two);
      assert.ok(Math.abs(ratio - 1) < 5 * RECKONING.scale, `${ratio}`);
    }
  }
});

Deno.test("it leans as truth does but for its errors, which are as large as they are said to be", () => {
  const yaws: number[] = [];
  for (let seed = 0; seed < 40; seed++) {
    const reckoning = new DeadReckoning(randomStream(seed, "reckoning"));
    const off = Array.from({ length: 30 }, (_, step) => {
      const truth = way(step);
      return wrapAngle(yawOf(reckoning.next(truth).orientation) - yawOf(truth.orientation));
    });
    const mean = off.reduce((sum, each) => sum + each, 0) / off.length;
    yaws.push(...off.map((each) => each - mean));
    assert.ok(Math.abs(mean) < 5 * RECKONING.yawOfDrive);
  }
  const deviation = Math.sqrt(yaws.reduce((sum, each) => sum + each * each, 0) / yaws.length);
  assert.ok(Math.abs(deviation / RECKONING.yaw - 1) < 0.15, `${deviation}`);
});
