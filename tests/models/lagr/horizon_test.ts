import assert from "node:assert/strict";
import fc from "fast-check";
import {
  disparityPlane,
  type GroundPlane,
  mountedPlane,
  planeOfDisparities,
} from "../../../models/lagr/ground_plane.ts";
import {
  belowHorizon,
  distanceAlong,
  footPixel,
  footPixelAhead,
  groundDistance,
  groundPoint,
  horizonOf,
  horizonRow,
} from "../../../models/lagr/horizon.ts";
import { EYE } from "../../support/stereo_scenes.ts";
import { heightOver, horizonRoll, metresAhead } from "../../support/plane_geometry.ts";

fc.configureGlobal({ seed: 11 });

const DEGREE = Math.PI / 180;
const near = (found: number, wanted: number, within = 1e-7) =>
  assert.ok(Math.abs(found - wanted) <= within, `${found}, wanted ${wanted}`);

const planes: fc.Arbitrary<GroundPlane> = fc.tuple(
  fc.double({ min: 0.3, max: 2, noNaN: true }),
  fc.double({ min: -20, max: 25, noNaN: true }),
  fc.double({ min: -25, max: 25, noNaN: true }),
).map(([height, pitch, roll]) => mountedPlane(height, pitch * DEGREE, roll * DEGREE));
const columns = fc.double({ min: 0, max: 319, noNaN: true });

/** A unit vector along the plane, turned by an angle from the right. */
function along({ normal }: GroundPlane, angle: number): number[] {
  const [nx, ny, nz] = normal;
  // right: at right angles to the normal and to z; the third: the normal turned about it
  const length = Math.hypot(nx, ny);
  const right = [-ny / length, nx / length, 0];
  const third = [
    ny * right[2]! - nz * right[1]!,
    nz * right[0]! - nx * right[2]!,
    nx * right[1]! - ny * right[0]!,
  ];
  return right.map((r, axis) => Math.cos(angle) * r + Math.sin(angle) * third[axis]!);
}

Deno.test("points far along the plane are seen on its horizon", () => {
  fc.assert(
    fc.property(planes, fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }), (plane, angle) => {
      const direction = along(plane, angle);
      if (direction[2]! < 0.2) return;
      const horizon = horizonOf(EYE, plane);
      near(Math.hypot(horizon.a, horizon.b), 1);
      const far = 1e9;
      const [x, y, z] = direction.map((d, axis) => far * d - plane.height * plane.normal[axis]!);
      const u = EYE.fx * x! / z! + EYE.cx, v = EYE.fy * y! / z! + EYE.cy;
      near(belowHorizon(horizon, u, v), 0, 1e-5 * (1 + Math.abs(u)));
      near(heightOver(plane, [x!, y!, z!]), 0, 1e-5);
    }),
  );
});

Deno.test("a level camera has its horizon in its middle; pitch and roll move it as they should", () => {
  const level = horizonOf(EYE, mountedPlane(1, 0));
  near(horizonRow(level, 0), EYE.cy);
  assert.ok(belowHorizon(level, 10, 200) > 0 && belowHorizon(level, 10, 20) < 0);
  // Nose down: the horizon moves up by f tan(pitch).
  const down = horizonOf(EYE, mountedPlane(1, 0.2));
  near(horizonRow(down, 77), EYE.cy - EYE.fy * Math.tan(0.2));
  // The right side sinks: the world turns the other way, and the horizon climbs to the right.
  const rolled = horizonOf(EYE, mountedPlane(1, 0, 0.3));
  near(horizonRoll(rolled), -0.3);
  near(horizonRow(rolled, EYE.cx + 100), EYE.cy - 100 * Math.tan(0.3));
});

Deno.test("footPixel and groundDistance undo each other, and end on the plane", () => {
  fc.assert(
    fc.property(
      planes,
      columns,
      fc.double({ min: 1, max: 100, noNaN: true }),
      (plane, u, distance) => {
        const v = footPixel(EYE, plane, distance, u);
        if (v === null) return;
        near(groundDistance(EYE, plane, u, v), distance, 1e-6 * distance ** 2);
        const point = groundPoint(EYE, plane, u, v)!;
        near(heightOver(plane, point), 0, 1e-9 * distance);
        near(distanceAlong(plane, point), distance, 1e-6 * distance ** 2);
        assert.ok(belowHorizon(horizonOf(EYE, plane), u, v) > 0);
        const wide = footPixel(EYE, plane, 1.01 * distance, u);
        if (wide !== null) assert.ok(wide < v, "what is farther stands higher in the picture");
      },
    ),
  );
});

Deno.test("a pixel's ground is found again from its distance", () => {
  fc.assert(
    fc.property(planes, columns, fc.double({ min: 0, max: 239, noNaN: true }), (plane, u, v) => {
      if (belowHorizon(horizonOf(EYE, plane), u, v) < 1) return;
      const point = groundPoint(EYE, plane, u, v)!;
      // What lies behind the eye's foot is met by the column's ray too, and is another place.
      if (metresAhead(plane, point) < 0.5) return;
      const row = footPixel(EYE, plane, groundDistance(EYE, plane, u, v), u)!;
      near(row, v, 1e-4);
      near(footPixelAhead(EYE, plane, metresAhead(plane, point), u)!, v, 1e-6);
    }),
  );
});

Deno.test("without roll, ground equally far ahead lies in one row: f h / d below a level horizon", () => {
  const level = mountedPlane(1.1, 0);
  for (const u of [0, 100, 319]) {
    near(footPixelAhead(EYE, level, 20, u)!, EYE.cy + EYE.fy * 1.1 / 20);
  }
  // A circle around the robot bends upwards at the sides? It is seen nearer ahead there, so lower.
  assert.ok(footPixel(EYE, level, 5, 0)! > footPixel(EYE, level, 5, EYE.cx)!);
});

Deno.test("no foot where there is no ground, no horizon where the plane is seen face on", () => {
  const level = mountedPlane(1, 0);
  assert.equal(groundPoint(EYE, level, 5, 100), null);
  assert.equal(groundDistance(EYE, level, 5, EYE.cy), Infinity);
  const floor: GroundPlane = { normal: [0, 0, -1], height: 1, inliers: 1 };
  assert.throws(() => horizonOf(EYE, floor), /face on/);
});

Deno.test("a plane is a plane of disparities, and back", () => {
  fc.assert(
    fc.property(planes, columns, (plane, u) => {
      const seen = disparityPlane(EYE, plane);
      const back = planeOfDisparities(EYE, seen, 0.5);
      back.normal.forEach((n, axis) => near(n, plane.normal[axis]!, 1e-12));
      near(back.height, plane.height, 1e-12);
      const v = 239;
      const point = groundPoint(EYE, plane, u, v);
      if (!point) return;
      const d = seen.across * (u - EYE.cx) + seen.down * (v - EYE.cy) + seen.centre;
      near(d, EYE.fx * EYE.baseline / point[2], 1e-9 * Math.abs(d));
    }),
  );
});
