import assert from "node:assert/strict";
import fc from "fast-check";
import { equilibriumGap, idmAcceleration } from "../../../sim/traffic/idm.ts";
import { changeGain } from "../../../sim/traffic/mobil.ts";

const DRIVER = { acceleration: 1.4, deceleration: 2, timeGap: 1.3, minimumGap: 2 };

Deno.test("idmAcceleration() is 0 at the equilibrium gap of every speed below the desired one", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 29, noNaN: true }), (speed) => {
    const gap = equilibriumGap(DRIVER, speed, 30);
    assert.ok(Math.abs(idmAcceleration(DRIVER, speed, 30, gap, 0)) < 1e-9);
  }));
});

Deno.test("idmAcceleration() on a free road is a from rest, 0 at the desired speed, below -0 above it", () => {
  assert.equal(idmAcceleration(DRIVER, 0, 30, Infinity, 0), 1.4);
  assert.ok(Math.abs(idmAcceleration(DRIVER, 30, 30, Infinity, 0)) < 1e-12);
  // Half the desired speed: 1 - 1/16.
  assert.ok(Math.abs(idmAcceleration(DRIVER, 15, 30, Infinity, 0) - 1.4 * 15 / 16) < 1e-12);
  const above = idmAcceleration(DRIVER, 45, 30, Infinity, 0);
  assert.ok(above < 0 && above > -DRIVER.deceleration, `${above}`);
});

Deno.test("a driver who approaches something that stands brakes by v^2 / 2 s once that is more than b", () => {
  // Deep in the braking regime the model's deceleration is (v^2 / s)^2 / (4 b) (Treiber 2000, eq. 6).
  const speed = 30, gap = 100, b = DRIVER.deceleration;
  const kinematic = speed * speed / (2 * gap);
  const wanted = 2 + speed * 1.3 + speed * speed / (2 * Math.sqrt(1.4 * b));
  const expected = 1.4 * (1 - (30 / 35) ** 4) - 1.4 * (wanted / gap) ** 2;
  assert.ok(Math.abs(idmAcceleration(DRIVER, speed, 35, gap, speed) - expected) < 1e-9);
  assert.ok(-expected > kinematic, "it brakes harder than needed, to return to comfort");
});

Deno.test("speed from rest follows the free acceleration's integral", () => {
  // t = integral of dv / (a (1 - (v / v0)^4)) in closed form: v0 / (2 a) (atanh u + atan u), u = v / v0.
  let v = 0, t = 0;
  while (v < 24) {
    v += idmAcceleration(DRIVER, v, 30, Infinity, 0) / 1000;
    t += 1 / 1000;
  }
  const u = v / 30;
  const exact = 30 / (2 * 1.4) * (Math.atanh(u) + Math.atan(u));
  assert.ok(Math.abs(t - exact) < 0.02, `${t} s, wanted ${exact}`);
});

Deno.test("changeGain() refuses what is unsafe, and weighs others by politeness", () => {
  const outlook = {
    own: -1,
    ownAfter: 1,
    newFollower: 0.5,
    newFollowerAfter: -1,
    oldFollower: 0,
    oldFollowerAfter: 0.5,
  };
  const mobil = { politeness: 0.4, threshold: 0.2, safeBraking: 2 };
  assert.ok(Math.abs(changeGain(mobil, outlook) - (2 + 0.4 * (-1.5 + 0.5) - 0.2)) < 1e-12);
  assert.equal(changeGain(mobil, { ...outlook, newFollowerAfter: -2.1 }), -Infinity);
});
