import assert from "node:assert/strict";
import fc from "fast-check";
import { Canvas, lettering } from "../../../agents/lagr/canvas.ts";

const WHITE = [255, 255, 255] as const;

/** Brightness of all pixels together, in whole pixels. */
function light(canvas: Canvas): number {
  let sum = 0;
  for (let at = 0; at < canvas.rgba.length; at += 4) sum += canvas.rgba[at]!;
  return sum / 255;
}

Deno.test("a part of a column covers as much as it is long, wherever it begins", () => {
  const place = fc.double({ min: -3, max: 23, noNaN: true });
  fc.assert(fc.property(place, place, (a, b) => {
    const [top, bottom] = a < b ? [a, b] : [b, a];
    const canvas = new Canvas(3, 20);
    canvas.column(1, top, bottom, WHITE, 1);
    const inside = Math.max(0, Math.min(20, bottom) - Math.max(0, top));
    assert.ok(Math.abs(light(canvas) - inside) < 0.01, `${light(canvas)} for ${inside}`);
  }));
});

Deno.test("a line lights its length times its thickness, in any direction", () => {
  const place = fc.double({ min: 12, max: 48, noNaN: true });
  fc.assert(fc.property(place, place, place, place, (x0, y0, x1, y1) => {
    const length = Math.hypot(x1 - x0, y1 - y0);
    const canvas = new Canvas(60, 60);
    canvas.line([x0, y0], [x1, y1], 2, WHITE);
    // Round ends: those of a circle of the thickness.
    const wanted = 2 * length + Math.PI;
    assert.ok(Math.abs(light(canvas) - wanted) < 0.08 * wanted + 1, `${light(canvas)} ${wanted}`);
  }));
});

Deno.test("a disc has its area, and a circle leaves the middle dark", () => {
  const canvas = new Canvas(40, 40);
  canvas.disc(20.3, 19.6, 8, WHITE);
  assert.ok(Math.abs(light(canvas) - Math.PI * 64) < 4, `${light(canvas)}`);
  const ring = new Canvas(40, 40);
  ring.circle(20, 20, 10, WHITE);
  assert.equal(ring.rgba[4 * (20 * 40 + 20)], 0);
  assert.equal(ring.rgba[4 * (20 * 40 + 30)], 255);
});

Deno.test("nothing is painted outside the clip or the picture", () => {
  const canvas = new Canvas(20, 10);
  canvas.clip({ x: 4, y: 2, width: 6, height: 5 });
  canvas.disc(7, 4, 40, WHITE);
  canvas.line([-5, -5], [30, 20], 4, WHITE);
  assert.equal(light(canvas), 30);
  canvas.clip();
  canvas.disc(0, 0, 100, WHITE);
  assert.equal(light(canvas), 200);
});

Deno.test("laying over by a share goes that share of the way", () => {
  const canvas = new Canvas(1, 1);
  canvas.rgba.set([100, 100, 100, 0]);
  canvas.blend(0, 0, [200, 0, 100], 0.25);
  assert.deepEqual([...canvas.rgba], [125, 75, 100, 255]);
});

Deno.test("text is light on a dark rim, and only within its box", () => {
  const text = lettering("30 m", 10);
  const canvas = new Canvas(60, 30);
  canvas.rgba.fill(128);
  canvas.write(text, 10, 5, WHITE);
  const values = new Set<string>();
  for (let y = 0; y < 30; y++) {
    for (let x = 0; x < 60; x++) {
      const value = canvas.rgba[4 * (y * 60 + x)]!;
      const inside = x >= 10 && y >= 5 && x < 10 + text.width && y < 5 + text.height;
      if (value > 240) values.add("light");
      if (value < 60) values.add("dark");
      if (!inside) assert.equal(value, 128);
    }
  }
  assert.deepEqual([...values].sort(), ["dark", "light"]);
  assert.throws(() => lettering("3 µm", 10), RangeError);
});
