import assert from "node:assert/strict";
import fc from "fast-check";
import { raysFromOrigin } from "../../../agents/lagr/rays_from_origin.ts";

fc.configureGlobal({ seed: 12 });

Deno.test("a ray from the origin ends where the eye's did: ahead of it and to its left", () => {
  fc.assert(fc.property(
    fc.double({ min: -1.2, max: 1.2, noNaN: true }),
    fc.double({ min: 0.5, max: 12, noNaN: true }),
    fc.double({ min: 0, max: 0.6, noNaN: true }),
    fc.double({ min: -0.2, max: 0.2, noNaN: true }),
    (bearing, distance, ahead, left) => {
      const rays = { bearings: [bearing], distances: [distance], blocked: [1], nearest: 1.1 };
      const moved = raysFromOrigin(rays, ahead, left);
      const [b, d] = [moved.bearings[0]!, moved.distances[0]!];
      assert.ok(Math.abs(d * Math.cos(b) - ahead - distance * Math.cos(bearing)) < 1e-5);
      assert.ok(Math.abs(d * Math.sin(b) - left - distance * Math.sin(bearing)) < 1e-5);
      assert.deepEqual([moved.blocked, moved.nearest], [[1], 1.1 + ahead]);
    },
  ));
  // By hand: an eye 3 m ahead and 4 m to the left of the origin that looks at its own feet.
  const { bearings, distances } = raysFromOrigin(
    { bearings: [0], distances: [0], blocked: [0], nearest: 0 },
    3,
    4,
  );
  assert.ok(Math.abs(distances[0]! - 5) < 1e-6 && bearings[0]! > 0.9);
});
