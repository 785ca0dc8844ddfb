import assert from "node:assert/strict";
import { LAGR_DRIVE, lagrDrive } from "../../host/lagr_drive.ts";
import { shippedWeights } from "../../models/mod.ts";
import { visionDevice } from "../support/vision_device.ts";

Deno.test("a drive is drawn once the robot has looked far, and not before", async () => {
  assert.ok(LAGR_DRIVE.seed >= 1_000_000 && LAGR_DRIVE.seed < 1_100_000, "a validation world");
  const weights = await Deno.readFile(shippedWeights("lagr"));
  const device = await visionDevice();
  const told: [number, number][] = [];
  const draw = (seconds: number) =>
    lagrDrive(device, { weights, seconds }, (second, of) => told.push([second, of]));
  await assert.rejects(draw(0.2), /^RangeError: Cannot draw a drive of 0\.2 s: /);
  const sheet = await draw(1.2);
  assert.ok(sheet.width > 1900 && sheet.height > 1000);
  assert.deepEqual(told, [[1, 2]]);
});
