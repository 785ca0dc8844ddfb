import assert from "node:assert/strict";
import fc from "fast-check";
import { LABELS } from "../../../sim/labels.ts";
import { traversability } from "../../../sim/truth/traversability.ts";

const ground = LABELS.filter(({ lagr }) => lagr === "ground");

Deno.test("traversability() is the share of grip left, by the balance of forces on a slope", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ground),
      fc.double({ min: 0, max: 1.2, noNaN: true }),
      ({ id, friction, rollingDrag }, slope) => {
        const weight = 9000;
        const held = friction * weight * Math.cos(slope);
        const wanted = weight * Math.sin(slope) + rollingDrag * weight * Math.cos(slope);
        const left = Math.max(0, (held - wanted) / held);
        // A normal tells a slope to the root of its own precision.
        assert.ok(Math.abs(traversability(id, Math.cos(slope)) - left) < 1e-7);
      },
    ),
  );
});

Deno.test("traversability() is 0 on what is no ground, and on walls and overhangs", () => {
  for (const { id, lagr } of LABELS) {
    assert.equal(traversability(id, 1) > 0, lagr === "ground");
    assert.equal(traversability(id, 0), 0);
    assert.equal(traversability(id, -1), 0);
  }
  assert.equal(traversability(255, 1), 0);
});
