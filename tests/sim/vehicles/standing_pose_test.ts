import assert from "node:assert/strict";
import fc from "fast-check";
import { rotate, type Vec3 } from "../../../sim/pose.ts";
import { randomStream } from "../../../sim/random.ts";
import { ROVER } from "../../../sim/vehicles/rover_design.ts";
import {
  randomLean,
  slopeAt,
  slopeUnderWheels,
  standingPose,
} from "../../../sim/vehicles/standing_pose.ts";
import { planeLandscape } from "../../support/plane_landscape.ts";

const places = fc.record({
  x: fc.double({ min: -50, max: 50, noNaN: true }),
  y: fc.double({ min: -50, max: 50, noNaN: true }),
  yaw: fc.double({ min: -4, max: 4, noNaN: true }),
});
const angles = fc.double({ min: -0.3, max: 0.3, noNaN: true });
const near = (a: number, b: number, what: string) =>
  assert.ok(Math.abs(a - b) < 1e-9, `${what}: ${a}, wanted ${b}`);
const dot = (a: Vec3, b: Vec3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

Deno.test("standingPose() looks along the ground in the direction of its yaw", () => {
  fc.assert(fc.property(places, fc.integer({ min: -25, max: 25 }), (place, slopeDeg) => {
    const { terrain } = planeLandscape({ slopeDeg });
    const { orientation } = standingPose(terrain, place);
    const ahead = rotate(orientation, [1, 0, 0]);
    // In the plane's own tangent, above the heading.
    near(dot(ahead, terrain.normal(place.x, place.y)), 0, "ahead leaves the ground");
    near(
      Math.sin(Math.atan2(ahead[1], ahead[0]) - place.yaw),
      0,
      "the heading over the ground",
    );
    assert.ok(dot(ahead, [Math.cos(place.yaw), Math.sin(place.yaw), 0]) > 0);
  }));
});

Deno.test("standingPose() on a slope seen from aside rolls by it, nose level", () => {
  // The ground rises along +x; whoever looks along +y has it rising on the right.
  const { terrain } = planeLandscape({ slopeDeg: 10 });
  const { orientation } = standingPose(terrain, { x: 3, y: 4, yaw: Math.PI / 2 });
  const slope = 10 * Math.PI / 180;
  rotate(orientation, [1, 0, 0]).forEach((value, k) => near(value, [0, 1, 0][k]!, "ahead"));
  const left = [-Math.cos(slope), 0, -Math.sin(slope)];
  rotate(orientation, [0, 1, 0]).forEach((value, k) => near(value, left[k]!, "left"));
});

Deno.test("standingPose() puts the origin a ride height over the ground, along the body's up", () => {
  fc.assert(fc.property(places, angles, angles, (place, pitch, roll) => {
    const { terrain } = planeLandscape({ slopeDeg: 12 });
    const { position, orientation } = standingPose(terrain, place, { pitch, roll });
    const up = rotate(orientation, [0, 0, 1]);
    const foot = [place.x, place.y, terrain.height(place.x, place.y)];
    position.forEach((value, k) => near(value, foot[k]! + ROVER.rideHeight * up[k]!, "origin"));
  }));
});

Deno.test("standingPose() leans nose down by pitch and right side down by roll", () => {
  const { terrain } = planeLandscape();
  fc.assert(fc.property(places, angles, angles, (place, pitch, roll) => {
    const nose = standingPose(terrain, place, { pitch, roll: 0 });
    near(rotate(nose.orientation, [1, 0, 0])[2], -Math.sin(pitch), "nose");
    const side = standingPose(terrain, place, { pitch: 0, roll });
    near(rotate(side.orientation, [0, 1, 0])[2], Math.sin(roll), "left side");
  }));
});

Deno.test("slopeAt() and slopeUnderWheels() agree on a plane, and differ at a kerb", () => {
  fc.assert(fc.property(places, fc.integer({ min: -25, max: 25 }), (place, slopeDeg) => {
    const { terrain } = planeLandscape({ slopeDeg });
    const rise = Math.tan(slopeDeg * Math.PI / 180);
    const [here, between] = [slopeAt(terrain, place), slopeUnderWheels(terrain, place, 0.6)];
    near(here.ahead, rise * Math.cos(place.yaw), "ahead");
    near(here.left, -rise * Math.sin(place.yaw), "left");
    near(between.ahead, here.ahead, "between wheels, ahead");
    near(between.left, here.left, "between wheels, left");
  }));
  const { terrain } = planeLandscape({ kerbs: [{ x: 5, height: 0.12 }] });
  const kerb = { x: 5.05, y: 0, yaw: 0 };
  // On the face itself it is steep; wheels before and behind it stand 0.12 m apart in height.
  near(slopeAt(terrain, kerb).ahead, 1.2, "the kerb's face");
  near(slopeUnderWheels(terrain, kerb, 0.6).ahead, 0.2, "over the kerb");
});

Deno.test("randomLean() is around 0, of deviation 0.03 about each axis, never beyond 0.09", () => {
  const random = randomStream(1, "tests/leans");
  const leans = Array.from({ length: 4000 }, () => randomLean(random));
  for (const axis of ["pitch", "roll"] as const) {
    const values = leans.map((lean) => lean[axis]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    assert.ok(Math.abs(mean) < 0.002, `${axis}: mean ${mean}`);
    assert.ok(Math.abs(deviation - 0.03) < 0.002, `${axis}: deviation ${deviation}`);
    assert.ok(values.every((value) => Math.abs(value) <= 0.09));
  }
});
