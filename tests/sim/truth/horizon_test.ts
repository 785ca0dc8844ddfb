import assert from "node:assert/strict";
import fc from "fast-check";
import { rotate, type Vec3 } from "../../../sim/pose.ts";
import { intrinsicsOf, mountCamera, project, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { groundPlane, vanishingLine } from "../../../sim/truth/horizon.ts";

const camera = intrinsicsOf(ROVER_CAMERA);
const angle = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });

Deno.test("vanishingLine() is where far points of a plane are seen, the ground on its lower side", () => {
  fc.assert(fc.property(angle(3), angle(0.6), angle(0.4), angle(0.5), (yaw, pitch, roll, side) => {
    const pose = mountCamera([3, -2, 1.5], yaw, pitch, roll);
    const line = vanishingLine(camera, pose)!;
    const far = 1e7;
    const [fx, fy] = rotate(pose.orientation, [side, 0, 1]);
    const length = Math.hypot(fx, fy);
    const seen = project(camera, pose, [far * fx / length, far * fy / length, 0]);
    if (!seen) return;
    const off = line.a * seen[0] + line.b * seen[1] + line.c;
    assert.ok(Math.abs(off) < 1e-3, `a far point lies ${off} px off the horizon`);
    const near = project(camera, pose, [3 + 4 * fx / length, -2 + 4 * fy / length, 0]);
    if (near) assert.ok(line.a * near[0] + line.b * near[1] + line.c > 0);
  }));
});

Deno.test("vanishingLine() has none straight down, and moves with a slope", () => {
  assert.equal(vanishingLine(camera, mountCamera([0, 0, 5], 0, Math.PI / 2)), null);
  const level = vanishingLine(camera, mountCamera([0, 0, 1]))!;
  assert.ok(Math.abs(level.c / -level.b - camera.cy) < 1e-9);
  const rise = 0.2;
  const normal: Vec3 = [-rise / Math.hypot(rise, 1), 0, 1 / Math.hypot(rise, 1)];
  const tilted = vanishingLine(camera, mountCamera([0, 0, 1]), normal)!;
  // Uphill ahead: its vanishing line lies fy * rise above the horizon.
  assert.ok(Math.abs(tilted.c / -tilted.b - (camera.cy - camera.fy * rise)) < 1e-9);
});

Deno.test("groundPlane() holds the points of a plane that slopes", () => {
  const terrain = { height: (x: number, y: number) => 0.2 * x - 0.1 * y + 3 };
  const pose = mountCamera([5, 1, terrain.height(5, 1) + 1.2], 0.4, 0.2, 0.1);
  const { normal, offset } = groundPlane(terrain, pose, { x: 6, y: 2, radius: 3 });
  for (const [x, y] of [[9, 3], [20, 4], [12, 8]] as const) {
    const [u, v, depth] = project(camera, pose, [x, y, terrain.height(x, y)])!;
    const point = [(u - camera.cx) / camera.fx * depth, (v - camera.cy) / camera.fy * depth, depth];
    const along = point.reduce((sum, value, axis) => sum + value * normal[axis]!, 0);
    assert.ok(Math.abs(along - offset) < 1e-6);
  }
  assert.ok(offset < -1 && offset > -1.3, "the ground lies under the camera");
});
