import assert from "node:assert/strict";
import fc from "fast-check";
import {
  compose,
  fromYawPitchRoll,
  inverse,
  multiply,
  type Pose,
  rotate,
  type Vec3,
  wrapAngle,
  yawOf,
} from "../../sim/pose.ts";

const angle = fc.double({ min: -3, max: 3, noNaN: true });
const metres = fc.double({ min: -50, max: 50, noNaN: true });
const vectors: fc.Arbitrary<Vec3> = fc.tuple(metres, metres, metres);
const turns = fc.tuple(angle, angle, angle).map(([yaw, pitch, roll]) =>
  fromYawPitchRoll(yaw, pitch, roll)
);
const poses: fc.Arbitrary<Pose> = fc.record({ position: vectors, orientation: turns });

function assertNear(actual: readonly number[], expected: readonly number[]): void {
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) < 1e-9, `[${actual}] is not [${expected}]`);
  });
}

/** Where a pose takes a point. */
function place(pose: Pose, point: Vec3): readonly number[] {
  return compose(pose, { position: point, orientation: [0, 0, 0, 1] }).position;
}

Deno.test("fromYawPitchRoll() turns left, noses down, and rolls its left side up", () => {
  const quarter = Math.PI / 2;
  assertNear(rotate(fromYawPitchRoll(quarter), [1, 0, 0]), [0, 1, 0]);
  assertNear(rotate(fromYawPitchRoll(0, quarter), [1, 0, 0]), [0, 0, -1]);
  assertNear(rotate(fromYawPitchRoll(0, 0, quarter), [0, 1, 0]), [0, 0, 1]);
  // Yaw about the world's z comes last: the nose, down after its pitch, stays down.
  assertNear(rotate(fromYawPitchRoll(quarter, quarter), [1, 0, 0]), [0, 0, -1]);
});

Deno.test("rotate() keeps lengths and angles, and multiply() does one turn after the other", () => {
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  fc.assert(fc.property(turns, turns, vectors, vectors, (p, q, a, b) => {
    assert.ok(Math.abs(dot(rotate(q, a), rotate(q, b)) - dot(a, b)) < 1e-9);
    assertNear(rotate(multiply(p, q), a), rotate(p, rotate(q, a)));
  }));
});

Deno.test("compose() takes a point through both frames, and inverse() takes it back", () => {
  fc.assert(fc.property(poses, poses, vectors, (outer, inner, point) => {
    const through = place(inner, point) as unknown as Vec3;
    assertNear(place(compose(outer, inner), point), place(outer, through));
    assertNear(place(inverse(inner), through), point);
  }));
});

Deno.test("yawOf() is the yaw whatever pitch and roll, short of standing on the nose", () => {
  const lean = fc.double({ min: -1.4, max: 1.4, noNaN: true });
  fc.assert(fc.property(angle, lean, lean, (yaw, pitch, roll) => {
    assert.ok(Math.abs(yawOf(fromYawPitchRoll(yaw, pitch, roll)) - yaw) < 1e-9);
  }));
});

Deno.test("wrapAngle() keeps the direction and lands in (-pi, pi]", () => {
  const wide = fc.double({ min: -50, max: 50, noNaN: true });
  fc.assert(fc.property(wide, (value) => {
    const wrapped = wrapAngle(value);
    assert.ok(wrapped > -Math.PI && wrapped <= Math.PI, `${wrapped}`);
    assertNear([Math.cos(wrapped), Math.sin(wrapped)], [Math.cos(value), Math.sin(value)]);
  }));
  assert.equal(wrapAngle(-Math.PI), Math.PI);
  assert.equal(wrapAngle(Math.PI), Math.PI);
});
