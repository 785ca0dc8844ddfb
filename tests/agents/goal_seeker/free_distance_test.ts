import assert from "node:assert/strict";
import fc from "fast-check";
import {
  FREE_RANGE,
  freeDistances,
  groundDistanceOfRow,
  pixelOfGround,
  rowOfFreeDistance,
  rowOfGroundDistance,
} from "../../../agents/goal_seeker/free_distance.ts";
import { randomStream } from "../../../sim/random.ts";
import { FIELD_VIEW, FREE, labelsOfField, OBSTACLE } from "../../support/flat_field.ts";

const drivable = Array.from({ length: 12 }, (_, id) => id === FREE);
const origin = { x: 0, y: 0, heading: 0 };

Deno.test("groundDistanceOfRow() is infinite above the horizon and falls towards the foot", () => {
  assert.equal(groundDistanceOfRow(0, FIELD_VIEW), Infinity);
  let last = Infinity;
  for (let v = 60; v < 120; v++) {
    const distance = groundDistanceOfRow(v, FIELD_VIEW);
    assert.ok(distance < last);
    last = distance;
  }
});

Deno.test("freeDistances() finds the near edge of a disc where geometry puts it", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 3.5, max: 8, noNaN: true }),
      fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      (distance, bearing) => {
        const disc = {
          x: distance * Math.cos(bearing),
          y: distance * Math.sin(bearing),
          radius: 1.5,
        };
        const rays = freeDistances(labelsOfField([disc], origin, FIELD_VIEW), FIELD_VIEW, drivable);
        const towards = rays.reduce((best, ray) =>
          Math.abs(ray.bearing - bearing) < Math.abs(best.bearing - bearing) ? ray : best
        );
        // One image row spans this much ground at the disc's edge.
        const edge = distance - 1.5;
        const rowSpan = edge * edge / (FIELD_VIEW.fy * FIELD_VIEW.mastHeight) + 0.05;
        assert.ok(towards.blocked);
        assert.ok(
          Math.abs(towards.distance - edge) < 2.5 * rowSpan,
          `${towards.distance} m found, ${edge} m true`,
        );
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("freeDistances() sees open ground as free up to its range, and no lone pixel as a wall", () => {
  const labels = labelsOfField([], origin, FIELD_VIEW);
  labels[110 * FIELD_VIEW.width + 80] = OBSTACLE;
  for (const ray of freeDistances(labels, FIELD_VIEW, drivable)) {
    assert.equal(ray.blocked, false);
    assert.ok(ray.distance >= FREE_RANGE);
  }
});

Deno.test("freeDistances() sees through scattered wrong pixels, and past them to a wall", () => {
  const wall = Array.from({ length: 21 }, (_, k) => ({ x: 6, y: k - 10, radius: 1 }));
  const random = randomStream(1, "wrong pixels");
  for (const [discs, share] of [[[], 0], [wall, 1]] as const) {
    const labels = labelsOfField(discs, origin, FIELD_VIEW)
      .map((label) => random() < 0.03 ? (label === FREE ? OBSTACLE : FREE) : label);
    const rays = freeDistances(labels, FIELD_VIEW, drivable);
    const near = rays.filter((ray) => ray.blocked && ray.distance < 4.5);
    assert.ok(near.length <= 2, `${near.length} columns end too early`);
    const walled = rays.filter((ray) => ray.blocked && ray.distance < 8);
    assert.ok(walled.length >= share * 0.95 * rays.length, `${walled.length} columns see the wall`);
  }
});

Deno.test("freeDistances() runs from left to right, bearings falling", () => {
  const rays = freeDistances(labelsOfField([], origin, FIELD_VIEW), FIELD_VIEW, drivable);
  assert.equal(rays.length, FIELD_VIEW.width);
  rays.slice(1).forEach((ray, i) => assert.ok(ray.bearing < rays[i]!.bearing));
});

Deno.test("freeDistances() refuses labels of another size", () => {
  assert.throws(() => freeDistances(new Uint8Array(10), FIELD_VIEW, drivable), /10 labels .* 160/);
});

const view = fc.record({
  pitch: fc.double({ min: 0, max: 0.5, noNaN: true }),
  mastHeight: fc.double({ min: 0.5, max: 2, noNaN: true }),
  forward: fc.double({ min: -0.5, max: 1, noNaN: true }),
}).map((mount) => ({ ...FIELD_VIEW, ...mount }));

Deno.test("rowOfGroundDistance() undoes groundDistanceOfRow()", () => {
  fc.assert(fc.property(view, fc.integer({ min: 0, max: 119 }), (view, row) => {
    const distance = groundDistanceOfRow(row, view);
    if (distance > 1e6) return;
    assert.ok(Math.abs(rowOfGroundDistance(distance, view) - row) < 1e-6);
  }));
});

Deno.test("rowOfFreeDistance() finds the very row of each obstacle's foot that freeDistances() met", () => {
  const field = fc.array(
    fc.record({
      x: fc.double({ min: 2, max: 10, noNaN: true }),
      y: fc.double({ min: -4, max: 4, noNaN: true }),
      radius: fc.double({ min: 0.4, max: 1, noNaN: true }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  let met = 0;
  fc.assert(
    fc.property(view, field, (view, discs) => {
      const labels = labelsOfField(discs, origin, view);
      freeDistances(labels, view, drivable).forEach((ray, u) => {
        const row = rowOfFreeDistance(u, ray.distance, view);
        const [column, again] = pixelOfGround(
          ray.distance * Math.cos(ray.bearing),
          ray.distance * Math.sin(ray.bearing),
          view,
        )!;
        assert.ok(Math.abs(column - u) < 1e-6 && Math.abs(again - row) < 1e-6, "one projection");
        if (!ray.blocked || row > view.height - 1.5) return;
        met++;
        assert.ok(Math.abs(row - Math.round(row)) < 1e-6, `row ${row}`);
        const at = (v: number, column = u) => labels[Math.round(v) * view.width + column]!;
        assert.equal(at(row), OBSTACLE);
        // Below it the ground is free, but for a tip of the obstacle one pixel wide.
        const alone = at(row + 1, u - 1) !== OBSTACLE && at(row + 1, u + 1) !== OBSTACLE;
        assert.ok(at(row + 1) === FREE || alone, `column ${u}, row ${row}`);
      });
    }),
    { numRuns: 30 },
  );
  assert.ok(met > 100, `only ${met} columns were blocked`);
});

Deno.test("pixelOfGround() sees nothing behind the camera", () => {
  assert.equal(pixelOfGround(-5, 0, FIELD_VIEW), null);
});
