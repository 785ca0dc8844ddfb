import assert from "node:assert/strict";
import fc from "fast-check";
import { ROVER } from "../../../sim/vehicles/rover_design.ts";
import { TyrePatch } from "../../../sim/vehicles/tyre.ts";

const slip = fc.double({ min: -3, max: 3, noNaN: true });

Deno.test("TyrePatch.advance() never exceeds Coulomb's limit", () => {
  const steps = fc.array(fc.tuple(slip, slip, slip), { minLength: 1, maxLength: 50 });
  fc.assert(fc.property(steps, fc.double({ min: 0, max: 500, noNaN: true }), (walk, limit) => {
    const patch = new TyrePatch(ROVER.tyres);
    const out = { longitudinal: 0, lateral: 0 };
    for (const [x, y, roll] of walk) {
      patch.advance(x, y, roll, limit, 1 / 240, out);
      assert.ok(Math.hypot(out.longitudinal, out.lateral) <= limit * (1 + 1e-12) + 1e-12);
    }
  }));
});

Deno.test("TyrePatch.advance() opposes a steady slide with the whole of Coulomb's force", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 6.28, noNaN: true }), (angle) => {
    const patch = new TyrePatch(ROVER.tyres);
    const out = { longitudinal: 0, lateral: 0 };
    const [x, y] = [Math.cos(angle), Math.sin(angle)];
    for (let k = 0; k < 100; k++) patch.advance(x, y, 0, 100, 1 / 240, out);
    assert.ok(Math.abs(out.longitudinal + 100 * x) < 0.5);
    assert.ok(Math.abs(out.lateral + 100 * y) < 0.5);
  }));
});

Deno.test("TyrePatch keeps its shear at rest and loses it in the air", () => {
  const patch = new TyrePatch(ROVER.tyres);
  const out = { longitudinal: 0, lateral: 0 };
  for (let k = 0; k < 10; k++) patch.advance(0.01, 0, 0, 200, 1 / 240, out);
  const held = patch.advance(0, 0, 0, 200, 1 / 240, out).longitudinal;
  for (let k = 0; k < 1000; k++) patch.advance(0, 0, 0, 200, 1 / 240, out);
  assert.ok(held < -1);
  assert.equal(out.longitudinal, held);
  patch.lift();
  assert.equal(Math.abs(patch.advance(0, 0, 0, 200, 1 / 240, out).longitudinal), 0);
});
