import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bandAt,
  bandLayout,
  FOOT_ROW,
  middleOf,
  WINDOW,
  windowIndex,
  windowNumbered,
  windowsOf,
} from "../../../models/lagr/bands.ts";
import { type GroundPlane, mountedPlane } from "../../../models/lagr/ground_plane.ts";
import { footPixelAhead, horizonOf, horizonRow } from "../../../models/lagr/horizon.ts";
import {
  footOf,
  groundOf,
  levelRotation,
  pictureOf,
  turned,
  windowFinder,
} from "../../../models/lagr/levelling.ts";

fc.configureGlobal({ seed: 11 });

const VIEW = { width: 320, height: 240, fx: 190, fy: 190, cx: 159.5, cy: 119.5, baseline: 0.12 };
const LAYOUT = bandLayout(VIEW);

/** A camera that leans: pitch down, roll, radians. */
function plane(pitch: number, roll: number, height = 1): GroundPlane {
  return mountedPlane(height, pitch, roll);
}

const leaning = fc.record({
  pitch: fc.double({ min: -0.2, max: 0.35, noNaN: true }),
  roll: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
  height: fc.double({ min: 0.6, max: 1.6, noNaN: true }),
}).map(({ pitch, roll, height }) => plane(pitch, roll, height));

Deno.test("bands reach from 5 m to 100 m and the horizon, in steps within which nothing is far off scale", () => {
  const { bands, near, far, ratio, pixelsPerMetre } = LAYOUT;
  assert.ok(bands[0]!.distance <= near * Math.sqrt(ratio));
  assert.equal(bands.at(-2)!.distance, far);
  assert.equal(bands.at(-1)!.distance, Infinity);
  for (let i = 1; i < bands.length - 1; i++) {
    assert.ok(Math.abs(bands[i]!.distance / bands[i - 1]!.distance - ratio) < 1e-12);
  }
  assert.ok(Math.sqrt(ratio) < 1.1, "a thing is some per cent off scale at most");
  for (const { scale, distance } of bands.slice(0, -1)) {
    // A metre at that distance is f / d pixels of the picture.
    assert.ok(Math.abs(scale * VIEW.fx / distance - pixelsPerMetre) < 1e-12);
  }
  for (const { scale, width, height, footRow } of bands) {
    assert.ok(width - WINDOW.width + 1 >= scale * VIEW.width, "as wide as the picture");
    assert.equal(height, WINDOW.height);
    assert.equal(footRow, FOOT_ROW);
  }
});

Deno.test("bands lie side by side, and every window has a number of its own", () => {
  const { bands, offsets, width } = LAYOUT;
  const seen = new Set<number>();
  bands.forEach((band, b) => {
    for (let column = 0; column < windowsOf(band); column++) {
      const index = windowIndex(LAYOUT, { band: b, column });
      assert.ok(!seen.has(index) && index <= width - WINDOW.width);
      seen.add(index);
      assert.deepEqual(windowNumbered(LAYOUT, index), { band: b, column });
    }
  });
  for (let index = 0; index < width; index++) {
    assert.equal(windowNumbered(LAYOUT, index) !== null, seen.has(index));
  }
  assert.equal(offsets.at(-1)! + bands.at(-1)!.width, width);
});

Deno.test("bandAt() finds the band of the nearest distance by ratio", () => {
  fc.assert(fc.property(fc.double({ min: 0.1, max: 500, noNaN: true }), (distance) => {
    const band = bandAt(LAYOUT, distance);
    const off = (b: number) => Math.abs(Math.log(distance / LAYOUT.bands[b]!.distance));
    const finite = LAYOUT.bands.slice(0, -1).map((_, b) => off(b));
    const best = Math.min(...finite);
    if (band === null) assert.ok(distance < LAYOUT.near);
    else if (band === LAYOUT.bands.length - 1) assert.ok(distance > LAYOUT.far);
    else assert.ok(off(band) <= best + 1e-9);
    if (distance >= LAYOUT.near && distance <= LAYOUT.far) {
      assert.ok(best <= Math.log(LAYOUT.ratio) / 2 + 1e-9);
    }
  }));
});

Deno.test("levelRotation() takes up to up, keeps the heading and turns nothing else", () => {
  fc.assert(fc.property(leaning, (plane) => {
    const r = levelRotation(plane);
    const near = (a: readonly number[], b: readonly number[]) =>
      a.forEach((x, i) => assert.ok(Math.abs(x - b[i]!) < 1e-9, `${a} for ${b}`));
    near(turned(r, plane.normal), [0, -1, 0]);
    const ahead = turned(r, [0, 0, 1]);
    assert.ok(Math.abs(ahead[0]) < 1e-9 && ahead[2] > 0);
    const rows = [0, 3, 6].map((at) => r.slice(at, at + 3) as [number, number, number]);
    const dot = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, x, i) => sum + x * b[i]!, 0);
    rows.forEach((a, i) => rows.forEach((b, j) => near([dot(a, b)], [i === j ? 1 : 0])));
    const [x, y, z] = [rows[0]!, rows[1]!, rows[2]!];
    const cross = [
      x[1] * y[2] - x[2] * y[1],
      x[2] * y[0] - x[0] * y[2],
      x[0] * y[1] - x[1] * y[0],
    ];
    near(cross, z);
  }));
});

Deno.test("the horizon is the same level row across every band, whatever the camera's lean", () => {
  fc.assert(fc.property(leaning, (plane) => {
    const horizon = horizonOf(VIEW, plane);
    for (const [b, band] of LAYOUT.bands.entries()) {
      const rise = b === LAYOUT.bands.length - 1 ? 0 : LAYOUT.pixelsPerMetre * plane.height;
      for (const share of [0, 0.3, 1]) {
        const column = share * (band.width - 1);
        const at = pictureOf(VIEW, LAYOUT, plane, b, column, band.footRow - rise);
        if (!at) continue;
        assert.ok(Math.abs(at[1] - horizonRow(horizon, at[0])) < 1e-6);
      }
    }
  }));
});

Deno.test("a band's foot row shows the ground that far ahead, and windowFinder() finds it again", () => {
  fc.assert(fc.property(
    leaning,
    fc.integer({ min: 0, max: LAYOUT.bands.length - 2 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (plane, band, share) => {
      const column = Math.floor(share * (windowsOf(LAYOUT.bands[band]!) - 1));
      const foot = footOf(VIEW, LAYOUT, plane, { band, column });
      if (!foot) return;
      const [u, v] = foot;
      const { ahead, right } = groundOf(VIEW, LAYOUT, { band, column });
      const row = footPixelAhead(VIEW, plane, ahead, u);
      assert.ok(row !== null && Math.abs(row - v) < 1e-6, `${row} for ${v}`);
      assert.deepEqual(windowFinder(VIEW, LAYOUT, plane)(u, v), { band, column });
      const steps = column + (WINDOW.width - 1) / 2 - middleOf(LAYOUT.bands[band]!);
      assert.ok(Math.abs(right - steps / LAYOUT.pixelsPerMetre) < 1e-9, "5 pixels a metre");
    },
  ));
});

Deno.test("bandLayout() and windowFinder() say what they cannot do", () => {
  assert.throws(() => bandLayout(VIEW, { near: 5, far: 4 }), /bands from 5 m to 4 m/);
  assert.throws(() => bandLayout(VIEW, { ratio: 1 }), /steps of 1:/);
  assert.throws(() => bandLayout(VIEW, { pixelsPerMetre: NaN }), /a metre with NaN pixels/);
  const level = plane(0, 0);
  assert.equal(windowFinder(VIEW, LAYOUT, level)(160, 100), null, "over the horizon");
  assert.equal(windowFinder(VIEW, LAYOUT, level)(160, 239), null, "nearer than the bands");
  assert.equal(windowFinder(VIEW, LAYOUT, level)(-400, 140), null, "beside them");
});
