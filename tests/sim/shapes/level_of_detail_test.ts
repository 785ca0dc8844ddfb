import assert from "node:assert/strict";
import fc from "fast-check";
import { propShape } from "../../../sim/shapes/props.ts";
import { PROP_SIZES } from "../../../sim/props/prop.ts";
import { levelAt } from "../../../sim/shapes/level_of_detail.ts";

const radius = fc.double({ min: 0.05, max: 8, noNaN: true });
const focal = fc.double({ min: 20, max: 2000, noNaN: true });

Deno.test("levelAt() goes by the size in the picture: a longer lens is a shorter way", () => {
  fc.assert(fc.property(
    radius,
    focal,
    fc.double({ min: 0.1, max: 500, noNaN: true }),
    fc.double({ min: 1.1, max: 8, noNaN: true }),
    (r, f, distance, zoom) => {
      // A hair off where two levels meet.
      const near = levelAt(distance, r, f), zoomed = levelAt(distance * zoom, r, f * zoom);
      const around = [0.999, 1.001].map((share) => levelAt(share * distance, r, f));
      assert.ok(near === zoomed || around.includes(zoomed));
      const order = (level: number | null) => level ?? 3;
      assert.ok(order(levelAt(distance * zoom, r, f)) >= order(near));
    },
  ));
});

Deno.test("levelAt() leaves out what is less than half a pixel, and nothing else", () => {
  fc.assert(fc.property(radius, focal, (r, f) => {
    // A ball of that radius is so many pixels wide.
    const atPixels = (pixels: number) => 2 * r * f / pixels;
    assert.equal(levelAt(atPixels(0.45), r, f), null);
    assert.notEqual(levelAt(atPixels(0.55), r, f), null);
    assert.equal(levelAt(atPixels(40), r, f), 0);
  }));
});

Deno.test("trees of a few pixels cost a third, and stand as high and as wide as before", () => {
  PROP_SIZES.tree.forEach(({ name }, variant) => {
    const [coarse, distant] = [propShape("tree", variant, 2), propShape("tree", variant, 3)];
    // These have no crown on a stem.
    if (name === "dead" || name === "saguaro") {
      return assert.equal(distant.triangles, coarse.triangles);
    }
    assert.ok(distant.triangles <= 14, `${name}: ${distant.triangles}`);
    const [was, is] = [coarse.extent(), distant.extent()];
    assert.ok(Math.abs(is.top - was.top) < 1e-9 && is.bottom <= 0, name);
    const wider = is.radius / was.radius;
    assert.ok(wider > 0.9 && wider < 1.3, `${name} becomes ${wider} times as wide`);
    assert.ok(distant.tints.every(Number.isFinite) && distant.normals.every(Number.isFinite));
  });
});
