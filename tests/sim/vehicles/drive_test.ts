import assert from "node:assert/strict";
import fc from "fast-check";
import { SkidDrive } from "../../../sim/vehicles/drive.ts";
import { ROVER } from "../../../sim/vehicles/rover_design.ts";

const DT = 1 / 240;
const any = fc.double({ min: -20, max: 20, noNaN: true });

Deno.test("SkidDrive.control() stays within torque limits and slews its commands", () => {
  const steps = fc.array(fc.tuple(any, any, any, any, any), { minLength: 1, maxLength: 80 });
  fc.assert(fc.property(steps, (walk) => {
    const drive = new SkidDrive();
    for (const [linear, angular, left, right, yawRate] of walk) {
      const before = [drive.linear, drive.angular] as const;
      drive.control({ linear, angular }, left, right, yawRate, DT);
      const limit = ROVER.drive.motorTorque;
      assert.ok(Math.abs(drive.left.motor) <= limit && Math.abs(drive.right.motor) <= limit);
      const slack = 1e-12;
      assert.ok(Math.abs(drive.linear - before[0]) <= ROVER.drive.acceleration * DT + slack);
      assert.ok(Math.abs(drive.angular - before[1]) <= ROVER.drive.yawAcceleration * DT + slack);
      assert.ok(Math.abs(drive.linear) <= ROVER.drive.maxSpeed + slack);
      assert.ok(Math.abs(drive.angular) <= ROVER.drive.maxYawRate + slack);
    }
  }));
});

Deno.test("SkidDrive.control() turns left by driving the right side", () => {
  const drive = new SkidDrive();
  for (let k = 0; k < 60; k++) drive.control({ linear: 0, angular: 1 }, 0, 0, 0, DT);
  assert.ok(drive.right.motor > 1 && drive.left.motor < -1);
  assert.ok(Math.abs(drive.right.motor + drive.left.motor) < 1e-9);
});

Deno.test("SkidDrive.control() brakes when asked, and parks when it stands idle", () => {
  const drive = new SkidDrive();
  for (let k = 0; k < 240; k++) drive.control({ linear: 1, angular: 0 }, 5, 5, 0, DT);
  assert.equal(drive.left.brake, 0);
  drive.control({ linear: 1, angular: 0, brake: true }, 5, 5, 0, DT);
  assert.deepEqual([drive.left.motor, drive.left.brake], [0, ROVER.drive.brakeTorque]);
  assert.equal(drive.linear, 0);
  drive.control({ linear: 0, angular: 0 }, 1, 1, 0, DT);
  assert.equal(drive.right.brake, 0, "still rolling: the motors slow it");
  drive.control({ linear: 0, angular: 0 }, 0.1, 0.1, 0, DT);
  assert.equal(drive.right.brake, ROVER.drive.brakeTorque);
});
