import assert from "node:assert/strict";
import { AFAR, bandsUpTo, tilted, wrongPlane } from "../../../models/lagr/afar.ts";
import { bandLayout, windowIndex, windowNumbered } from "../../../models/lagr/bands.ts";
import { mountedPlane } from "../../../models/lagr/ground_plane.ts";
import { horizonOf, horizonRow } from "../../../models/lagr/horizon.ts";
import { counterRandom } from "../../../vision/mod.ts";
import { horizonRoll } from "../../support/plane_geometry.ts";

const VIEW = { width: 320, height: 240, fx: 190, fy: 190, cx: 159.5, cy: 119.5, baseline: 0.12 };

Deno.test("tilted(): a plane whose nose goes down is that of a camera mounted so much steeper", () => {
  const tilt = tilted(mountedPlane(1, 0.1), 0.05, 0);
  const steeper = mountedPlane(1, 0.15);
  tilt.normal.forEach((n, i) => assert.ok(Math.abs(n - steeper.normal[i]!) < 1e-12));
  assert.equal(tilt.height, 1);
});

Deno.test("tilted(): a roll turns the horizon by as much, about the middle of a level picture", () => {
  const plane = tilted(mountedPlane(1, 0), 0, 0.1);
  const horizon = horizonOf(VIEW, plane);
  assert.ok(Math.abs(Math.abs(horizonRoll(horizon)) - 0.1) < 1e-12);
  assert.ok(Math.abs(horizonRow(horizon, VIEW.cx) - VIEW.cy) < 1e-9);
  // As the mounting's own roll to the right.
  const rolled = mountedPlane(1, 0, 0.1);
  plane.normal.forEach((n, i) => assert.ok(Math.abs(n - rolled.normal[i]!) < 1e-12));
});

Deno.test("wrongPlane(): unit normals, off by a few degrees, to both sides", () => {
  const plane = mountedPlane(1, 0.12);
  const random = counterRandom(3);
  const rows = Array.from({ length: 200 }, () => {
    const wrong = wrongPlane(plane, random);
    assert.ok(Math.abs(Math.hypot(...wrong.normal) - 1) < 1e-12);
    return horizonRow(horizonOf(VIEW, wrong), VIEW.cx);
  });
  const level = horizonRow(horizonOf(VIEW, plane), VIEW.cx);
  const off = rows.map((row) => row - level);
  // The horizon rises with the nose's fall: by 190 px a radian, a little more beside the optical axis.
  const [least, most] = AFAR.pitch.map((pitch) => -190 * pitch);
  assert.ok(
    Math.max(...off) < 1.1 * least! && Math.max(...off) > 0.9 * least!,
    `${Math.max(...off)}`,
  );
  assert.ok(
    Math.min(...off) > 1.1 * most! && Math.min(...off) < 0.9 * most!,
    `${Math.min(...off)}`,
  );
});

Deno.test("bandsUpTo(): the nearer bands alone, windows with the numbers that they had", () => {
  const layout = bandLayout(VIEW);
  const near = bandsUpTo(layout, 26);
  assert.ok(near.bands.length > 5 && near.bands.length < layout.bands.length);
  assert.ok(near.bands.at(-1)!.distance <= 26 && layout.bands[near.bands.length]!.distance > 26);
  assert.equal(near.width, layout.offsets[near.bands.length]);
  const place = { band: near.bands.length - 1, column: 4 };
  assert.equal(windowIndex(near, place), windowIndex(layout, place));
  assert.deepEqual(windowNumbered(layout, windowIndex(near, place)), place);
  assert.equal(bandsUpTo(layout, Infinity).width, layout.width);
});
