import assert from "node:assert/strict";
import { CLASS_COLOURS, classOf } from "../../../agents/lagr/class_colours.ts";
import { LabelPainter } from "../../../agents/lagr/label_picture.ts";
import { distanceAlong, groundPoint } from "../../../models/lagr/horizon.ts";
import type { FarReading } from "../../../models/lagr/far_reading.ts";
import { FAR_EYE, madeUpReading } from "../../support/far_readings.ts";
import { metresAhead } from "../../support/plane_geometry.ts";

const { width, height } = FAR_EYE;
const GREY = 128;
const grey = () => new Uint8Array(4 * width * height).fill(GREY);
/** Rows that the lens may cover, and pixels about which lines are drawn. */
const BELOW_LENS = 76;
const LINE = 2.5;

/** Two sorts of ground and a wall with its foot: all five classes, in patches of many pixels. */
function country(ahead: number, left: number): [number, number, number, number, number] {
  if (Math.abs(left - 4) < 5 && ahead > 18) {
    if (ahead < 24) return [0, 0.1, 0.8, 0.1, 0];
    return ahead < 38 ? [0, 0.05, 0.05, 0.1, 0.8] : [0, 0.05, 0.05, 0.8, 0.1];
  }
  return left < -2 ? [0.9, 0.1, 0, 0, 0] : [0.1, 0.9, 0, 0, 0];
}

/** The class that a pixel was painted as over grey; -1 where it was left as it was. */
function paintedClass(rgba: Uint8Array, u: number, v: number): number {
  const at = 4 * (v * width + u);
  const off = [0, 1, 2].map((c) => rgba[at + c]! - GREY);
  if (Math.hypot(...off) < 3) return -1;
  const alike = CLASS_COLOURS.map((colour) => {
    const wanted = colour.map((value) => value - GREY);
    const dot = wanted.reduce((sum, value, c) => sum + value * off[c]!, 0);
    return dot / Math.hypot(...wanted) / Math.hypot(...off);
  });
  return alike.indexOf(Math.max(...alike));
}

/** Ahead and to the left of where a pixel's ray meets the ground, metres; null over the horizon. */
function lookedAt({ ground: { plane } }: FarReading, u: number, v: number) {
  const point = groundPoint(FAR_EYE, plane, u, v);
  if (!point) return null;
  const [ahead, distance] = [metresAhead(plane, point), distanceAlong(plane, point)];
  // Without pitch and roll, right of the axis is right in the picture; the sign holds with them.
  const left = -Math.sign(point[0]) * Math.sqrt(Math.max(0, distance ** 2 - ahead ** 2));
  return { ahead, left, distance };
}

/** Class of the country around a place, or null where a border of it is near. */
function classAround(ahead: number, left: number): number | null {
  const here = classOf(country(ahead, left));
  for (const further of [0.88, 1, 1.14]) {
    for (const aside of [-0.025, 0, 0.025]) {
      const other = country(further * ahead, further * left + aside * ahead);
      if (classOf(other) !== here) return null;
    }
  }
  return here;
}

for (const roll of [0, 0.12]) {
  Deno.test(`the far picture says of each pixel what is on the ground there, roll ${roll}`, () => {
    const reading = madeUpReading({ roll, label: country });
    const { rgba } = new LabelPainter(FAR_EYE).far(reading, grey());
    const seen = new Map<number, number>();
    for (let v = BELOW_LENS; v < height; v++) {
      for (let u = 4; u < width - 4; u++) {
        const place = lookedAt(reading, u, v);
        if (!place) continue;
        const { ahead, left, distance } = place;
        // Lines are drawn there, the far end is cut, and the lens's outline is thin and light.
        const pixel = distance * distance / FAR_EYE.fy;
        if (Math.abs(distance - 12) < LINE * pixel || ahead > 80) continue;
        if (isOutline(reading, u, v)) continue;
        if (ahead < 4.3) assert.equal(paintedClass(rgba, u, v), -1, `nearer than 5 m: ${u}, ${v}`);
        if (ahead < 5) continue;
        const wanted = classAround(ahead, left);
        if (wanted === null) continue;
        const painted = paintedClass(rgba, u, v);
        assert.equal(
          painted,
          wanted,
          `${u}, ${v}: ${ahead.toFixed(1)} m ahead, ${left.toFixed(1)}`,
        );
        seen.set(painted, (seen.get(painted) ?? 0) + 1);
      }
    }
    assert.deepEqual([...seen.keys()].sort(), [0, 1, 2, 3, 4]);
  });
}

/** Whether the lens's outline may be there: it lies about the horizon in the middle of the picture. */
function isOutline({ horizon }: FarReading, u: number, v: number): boolean {
  const below = v - (-(horizon.a * 159.5 + horizon.c) / horizon.b);
  const aside = Math.abs(u - 159.5);
  return aside < 56 && below > -8 && below < 22 && (aside > 48 || below > 15 || below < 0);
}

Deno.test("stereo's picture ends at 12 m, the far one goes on to the horizon", () => {
  const reading = madeUpReading({ label: () => [0.9, 0.1, 0, 0, 0] });
  const painter = new LabelPainter(FAR_EYE);
  const [stereo, far] = [painter.stereo(reading, grey()).rgba, painter.far(reading, grey()).rgba];
  const counts = { near: 0, stereo: 0, beyond: 0, far: 0 };
  for (let v = BELOW_LENS; v < height; v++) {
    for (let u = 4; u < width - 4; u++) {
      const place = lookedAt(reading, u, v);
      if (!place || isOutline(reading, u, v)) continue;
      const { distance } = place;
      if (distance > 2 && distance < 10.5) {
        counts.near++;
        if (paintedClass(stereo, u, v) === 0) counts.stereo++;
      }
      if (distance > 15 && distance < 80) {
        counts.beyond++;
        if (paintedClass(far, u, v) === 0) counts.far++;
        assert.equal(paintedClass(stereo, u, v), -1, `${u}, ${v} at ${distance} m`);
      }
    }
  }
  assert.ok(counts.near > 20_000 && counts.beyond > 2000);
  assert.equal(counts.stereo, counts.near);
  assert.equal(counts.far, counts.beyond);
});

Deno.test("over the horizon nothing is labelled but what the lens shows", () => {
  const reading = madeUpReading({ label: () => [0, 0, 0, 0.1, 0.9] });
  const { rgba } = new LabelPainter(FAR_EYE).far(reading, grey());
  for (let v = BELOW_LENS; v < 84; v++) {
    for (let u = 0; u < width; u++) {
      if (isOutline(reading, u, v)) continue;
      assert.equal(paintedClass(rgba, u, v), -1, `${u}, ${v}`);
    }
  }
});

Deno.test("the lens shows nine pixels for one", () => {
  const label = (ahead: number, left: number): [number, number, number, number, number] =>
    ahead > 15 && ahead < 40 && Math.abs(left) < 2 ? [0, 0, 0, 0, 1] : [1, 0, 0, 0, 0];
  const { rgba } = new LabelPainter(FAR_EYE).far(madeUpReading({ label }), grey());
  const counts = { lens: 0, picture: 0 };
  for (let v = 0; v < height; v++) {
    // Beside lies lettering.
    for (let u = 60; u < width - 40; u++) {
      if (paintedClass(rgba, u, v) === 4) counts[v < BELOW_LENS ? "lens" : "picture"]++;
    }
  }
  assert.ok(counts.picture > 60, `${counts.picture}`);
  const ratio = counts.lens / counts.picture;
  assert.ok(ratio > 7.5 && ratio < 11, `${ratio}`);
});

Deno.test("doubtful labels are paler than sure ones", () => {
  const painter = new LabelPainter(FAR_EYE);
  const distance = (share: number) => {
    const reading = madeUpReading({ label: () => [share, 0, 0, 0, 1 - share] });
    const { rgba } = painter.far(reading, grey());
    const at = 4 * (120 * width + 20);
    return Math.hypot(...[0, 1, 2].map((c) => rgba[at + c]! - GREY));
  };
  assert.ok(distance(1) > distance(0.8) && distance(0.8) > distance(0.55));
  assert.ok(distance(0.55) > 25);
});

Deno.test("equal readings give equal pictures in the same memory; what is painted on stays", () => {
  const painter = new LabelPainter(FAR_EYE);
  const reading = madeUpReading({ label: country });
  const colour = grey();
  for (const paint of [painter.far, painter.stereo]) {
    const first = paint.call(painter, reading, colour);
    const bytes = first.rgba.slice();
    paint.call(painter, madeUpReading({ label: () => [0, 0, 1, 0, 0] }), colour);
    assert.notDeepEqual(first.rgba, bytes);
    const again = paint.call(painter, reading, colour);
    assert.equal(again.rgba, first.rgba);
    assert.deepEqual(again.rgba, bytes);
  }
  assert.ok(colour.every((value) => value === GREY));
});

Deno.test("a reading of nothing leaves the picture but lines and lens", () => {
  const reading = { ...madeUpReading({ label: country }), bands: [], places: [] };
  const painter = new LabelPainter(FAR_EYE);
  assert.deepEqual(painter.far(reading, grey()).rgba, painter.stereo(reading, grey()).rgba);
});

Deno.test("a picture of another size is refused", () => {
  const painter = new LabelPainter(FAR_EYE);
  const reading = madeUpReading({ label: country });
  assert.throws(() => painter.far(reading, new Uint8Array(12)), {
    name: "RangeError",
    message: /12 bytes: wanted 307200/,
  });
});
