import assert from "node:assert/strict";
import fc from "fast-check";
import { ackermann } from "../../../sim/vehicles/steering.ts";

Deno.test("ackermann() leads the axes of all wheels through one point", () => {
  const angle = fc.double({ min: -0.6, max: 0.6, noNaN: true });
  fc.assert(fc.property(angle, (middle) => {
    const design = { base: 2.7, track: 1.5, lock: 0.6, rate: 1 };
    if (Math.abs(middle) < 1e-4) return;
    const centre = design.base / Math.tan(middle);
    for (const left of [-0.75, 0, 0.75]) {
      // A wheel rolls at right angles to the line from its place to the centre of the bend.
      const wheel = ackermann(design, middle, left);
      const along = design.base * Math.cos(wheel) - (centre - left) * Math.sin(wheel);
      assert.ok(Math.abs(along) < 1e-9, `${left}: ${along}`);
    }
  }));
  assert.equal(ackermann({ base: 2.7, track: 1.5, lock: 0.6, rate: 1 }, 0, 0.75), 0);
});
