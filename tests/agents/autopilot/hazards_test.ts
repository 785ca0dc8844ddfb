import assert from "node:assert/strict";
import fc from "fast-check";
import { inTheWay, type Self } from "../../../agents/autopilot/hazards.ts";
import { type Footprint, Footprints } from "../../../sim/actors/footprints.ts";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { RouteLine, wander } from "../../../sim/roads/route.ts";
import { straightRoad } from "../../support/lane_graphs.ts";

const graph = straightRoad(300);
const line = new RouteLine(graph, wander(graph, { lane: 0, s: 0, d: 0 }, 299, () => 0));
const SELF: Self = { entity: ENTITY.ego, front: 50, speed: 10, halfWidth: 0.9 };
const REACH = 60;

function seen(self: Self, ...others: Partial<Footprint>[]) {
  const footprints = new Footprints();
  footprints.add({ ...CAR, entity: self.entity, x: self.front - 2.3 });
  others.forEach((other, k) => footprints.add({ ...CAR, entity: 1000 + k, ...other }));
  return inTheWay(line, footprints, self, REACH);
}

const CAR: Footprint = {
  entity: 0,
  x: 0,
  y: 0,
  z: 0,
  yaw: 0,
  vx: 0,
  vy: 0,
  halfLength: 2.3,
  halfWidth: 0.9,
  height: 1.5,
};
const PERSON = { halfLength: 0.2, halfWidth: 0.25, height: 1.7 };

Deno.test("inTheWay() follows a leader: its gap bumper to bumper, its speed along the way", () => {
  fc.assert(fc.property(
    fc.double({ min: 3, max: 50, noNaN: true }),
    fc.double({ min: 0, max: 20, noNaN: true }),
    fc.double({ min: -1.5, max: 1.5, noNaN: true }),
    (gap, vx, y) => {
      const hazard = seen(SELF, { x: 50 + gap + 2.3, y, vx });
      assert.ok(hazard && Math.abs(hazard.gap - gap) < 0.4, `${hazard?.gap} instead of ${gap}`);
      assert.equal(hazard.speed, vx);
    },
  ));
});

Deno.test("inTheWay() takes the nearest of several, and nobody behind, beside or beyond its reach", () => {
  const hazard = seen(SELF, { x: 90 }, { x: 70, vx: 3 }, { x: 84 });
  assert.ok(hazard && Math.abs(hazard.gap - 17.7) < 0.4 && hazard.speed === 3);
  assert.equal(seen(SELF), null);
  assert.equal(seen(SELF, { x: 43 }, { x: 130 }), null);
  // 0.9 m and 0.9 m are half widths, 0.35 m the margin.
  assert.equal(seen(SELF, { x: 65, y: 2.2 }, { x: 65, y: -2.2 }), null);
  assert.notEqual(seen(SELF, { x: 65, y: 2.1 }), null);
});

Deno.test("inTheWay() goes by the rectangle: one that stands across blocks as far as it reaches", () => {
  assert.notEqual(seen(SELF, { x: 65, y: 3.4, yaw: Math.PI / 2 }), null);
  assert.equal(seen(SELF, { x: 65, y: 3.6, yaw: Math.PI / 2 }), null);
  // A long one, askew on the other lane, leaves room: its corner does not reach the way.
  const corner = 5.5 * Math.sin(0.2) + 1.25 * Math.cos(0.2);
  const truck = { x: 65, yaw: 0.2, halfLength: 5.5, halfWidth: 1.25 };
  assert.notEqual(seen(SELF, { ...truck, y: corner + 1.15 }), null);
  assert.equal(seen(SELF, { ...truck, y: corner + 1.35 }), null);
});

Deno.test("inTheWay() sees who is about to step on the way, and lets go who has left it", () => {
  const crossing = { ...PERSON, x: 62, y: 3.2, vy: -1.5, yaw: -Math.PI / 2 };
  assert.notEqual(seen(SELF, crossing), null);
  assert.equal(seen(SELF, { ...crossing, vy: 1.5 }), null);
  assert.equal(seen(SELF, { ...crossing, vy: 0 }), null);
  // Whoever crosses in front of it and is gone by then is on the way now.
  assert.notEqual(seen(SELF, { ...crossing, y: 1.1, vy: 1.5 }), null);
});
