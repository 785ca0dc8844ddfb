import assert from "node:assert/strict";
import fc from "fast-check";
import { compose, fromYawPitchRoll, type Pose, rotate } from "../../../sim/pose.ts";
import {
  backProject,
  BODY_FROM_OPTICAL,
  intrinsicsOf,
  mountCamera,
  project,
  ROVER_CAMERA,
} from "../../../sim/sensors/camera.ts";
import { clipFromWorld, Frustum } from "../../../sim/render/projection.ts";

const angle = fc.double({ min: -3, max: 3, noNaN: true });
const metre = fc.double({ min: -100, max: 100, noNaN: true });
const poses = fc.record({ x: metre, y: metre, z: metre, yaw: angle, pitch: angle, roll: angle })
  .map(({ x, y, z, yaw, pitch, roll }): Pose =>
    compose(
      { position: [x, y, z], orientation: fromYawPitchRoll(yaw, pitch, roll) },
      mountCamera([0.3, 0, 1]),
    )
  );
const pixels = fc.record({
  u: fc.double({ min: -0.4, max: 159.4, noNaN: true }),
  v: fc.double({ min: -0.4, max: 119.4, noNaN: true }),
  depth: fc.double({ min: 0.2, max: 400, noNaN: true }),
});

Deno.test("BODY_FROM_OPTICAL turns z to forward, x to the right and y down", () => {
  const near = (a: readonly number[], b: readonly number[]) =>
    a.forEach((value, i) => assert.ok(Math.abs(value - b[i]!) < 1e-12, `${a} is not ${b}`));
  near(rotate(BODY_FROM_OPTICAL, [0, 0, 1]), [1, 0, 0]);
  near(rotate(BODY_FROM_OPTICAL, [1, 0, 0]), [0, -1, 0]);
  near(rotate(BODY_FROM_OPTICAL, [0, 1, 0]), [0, 0, -1]);
});

Deno.test("mountCamera() with a downward pitch looks at the ground ahead", () => {
  const forward = rotate(mountCamera([0, 0, 1], 0, 0.3).orientation, [0, 0, 1]);
  assert.ok(Math.abs(forward[0] - Math.cos(0.3)) < 1e-12);
  assert.ok(Math.abs(forward[2] + Math.sin(0.3)) < 1e-12);
});

Deno.test("intrinsicsOf() of 90 degrees sees as far sideways as ahead", () => {
  const camera = intrinsicsOf({ ...ROVER_CAMERA, width: 200, height: 100, fovDeg: 90 });
  assert.ok(Math.abs(camera.fx - 100) < 1e-9);
  assert.equal(camera.fy, camera.fx);
  assert.deepEqual([camera.cx, camera.cy], [99.5, 49.5]);
});

Deno.test("intrinsicsOf() rejects what is no camera and says the value", () => {
  const bad = (change: object, message: RegExp) =>
    assert.throws(() => intrinsicsOf({ ...ROVER_CAMERA, ...change }), {
      name: "RangeError",
      message,
    });
  bad({ width: 0 }, /width 0/);
  bad({ height: 12.5 }, /height 12\.5/);
  bad({ fovDeg: 180 }, /180 degrees/);
  bad({ near: 0 }, /from 0 m/);
  bad({ near: 5, far: 5 }, /from 5 m to 5 m/);
  bad({ far: Infinity }, /to Infinity m/);
});

Deno.test("project() undoes backProject() for any pose", () => {
  const camera = intrinsicsOf(ROVER_CAMERA);
  fc.assert(fc.property(poses, pixels, (pose, { u, v, depth }) => {
    const seen = project(camera, pose, backProject(camera, pose, u, v, depth));
    assert.ok(seen);
    assert.ok(Math.abs(seen[0] - u) < 1e-6 && Math.abs(seen[1] - v) < 1e-6);
    assert.ok(Math.abs(seen[2] - depth) < 1e-6);
  }));
});

Deno.test("project() gives null for what lies behind", () => {
  const pose = mountCamera([0, 0, 0]);
  assert.equal(project(intrinsicsOf(ROVER_CAMERA), pose, [-1, 0, 0]), null);
});

Deno.test("clipFromWorld() puts a pixel's centre where the picture has it", () => {
  const camera = intrinsicsOf(ROVER_CAMERA);
  const { near, far } = ROVER_CAMERA;
  const m: number[] = new Array(16).fill(0);
  fc.assert(fc.property(poses, pixels, (pose, { u, v, depth }) => {
    clipFromWorld(m, camera, near, far, pose);
    const [x, y, z] = backProject(camera, pose, u, v, depth);
    const row = (i: number) => m[i]! * x + m[4 + i]! * y + m[8 + i]! * z + m[12 + i]!;
    const w = row(3);
    assert.ok(Math.abs(w - depth) < 1e-6);
    assert.ok(Math.abs((row(0) / w + 1) / 2 * camera.width - 0.5 - u) < 1e-5);
    assert.ok(Math.abs((1 - row(1) / w) / 2 * camera.height - 0.5 - v) < 1e-5);
    assert.ok(Math.abs(row(2) - (depth - near) * far / (far - near)) < 1e-5);
  }));
});

Deno.test("Frustum sees whatever the camera sees, and not what lies well behind it", () => {
  const camera = intrinsicsOf(ROVER_CAMERA);
  const m: number[] = new Array(16).fill(0);
  const frustum = new Frustum();
  fc.assert(fc.property(poses, pixels, (pose, { u, v, depth }) => {
    clipFromWorld(m, camera, ROVER_CAMERA.near, ROVER_CAMERA.far, pose);
    frustum.set(m);
    const [x, y, z] = backProject(camera, pose, u, v, depth);
    assert.ok(frustum.sees(x, y, z, 1e-6));
    const behind = backProject(camera, pose, u, v, -depth);
    assert.ok(!frustum.sees(...behind, 0.01));
  }));
});
