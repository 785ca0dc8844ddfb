import assert from "node:assert/strict";
import fc from "fast-check";
import { randomStream } from "../../../sim/random.ts";
import { GradientNoise } from "../../../sim/terrain/gradient_noise.ts";

const coordinate = fc.integer({ min: -40_000, max: 40_000 }).map((k) => (k + 0.5) / 1000);

Deno.test("GradientNoise.sample() gives the derivative of its value", () => {
  const noise = new GradientNoise(randomStream(3, "noise"));
  const out = { value: 0, dx: 0, dy: 0 };
  fc.assert(fc.property(coordinate, coordinate, (x, y) => {
    const h = 1e-5;
    const { value, dx, dy } = noise.sample(x, y, out);
    assert.equal(value, noise.value(x, y));
    assert.ok(Math.abs(value) <= 1.5);
    const slopeX = (noise.value(x + h, y) - noise.value(x - h, y)) / (2 * h);
    const slopeY = (noise.value(x, y + h) - noise.value(x, y - h)) / (2 * h);
    assert.ok(Math.abs(slopeX - dx) < 1e-6, `${slopeX} against ${dx}`);
    assert.ok(Math.abs(slopeY - dy) < 1e-6, `${slopeY} against ${dy}`);
  }));
});

Deno.test("GradientNoise repeats after its period, and not before", () => {
  const noise = new GradientNoise(randomStream(4, "noise"), 8);
  let moved = 0;
  fc.assert(fc.property(coordinate, coordinate, (x, y) => {
    assert.ok(Math.abs(noise.value(x + 8, y) - noise.value(x, y)) < 1e-9);
    assert.ok(Math.abs(noise.value(x, y - 16) - noise.value(x, y)) < 1e-9);
    moved = Math.max(moved, Math.abs(noise.value(x + 4, y) - noise.value(x, y)));
  }));
  assert.ok(moved > 0.1);
});

Deno.test("GradientNoise rejects a period that is no power of two", () => {
  for (const period of [0, 3, 512, 1.5]) {
    assert.throws(() => new GradientNoise(randomStream(1, "noise"), period), RangeError);
  }
});
