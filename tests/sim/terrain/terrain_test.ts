import assert from "node:assert/strict";
import fc from "fast-check";
import { labelNamed } from "../../../sim/labels.ts";
import { createLandscape } from "../../../sim/landscape.ts";

const landscapes = [0, 11, 2_000_007].map((seed) => createLandscape(seed));
const place = fc.record({
  landscape: fc.constantFrom(...landscapes),
  x: fc.double({ min: -128, max: 128, noNaN: true }),
  y: fc.double({ min: -128, max: 128, noNaN: true }),
});

Deno.test("Terrain.gradient() is the derivative of height()", () => {
  fc.assert(
    fc.property(place, ({ landscape: { terrain }, x, y }) => {
      const h = 1e-4;
      const [dx, dy] = terrain.gradient(x, y);
      const slopeX = (terrain.height(x + h, y) - terrain.height(x - h, y)) / (2 * h);
      const slopeY = (terrain.height(x, y + h) - terrain.height(x, y - h)) / (2 * h);
      assert.ok(Math.abs(slopeX - dx) < 1e-5, `${slopeX} against ${dx} at ${x}, ${y}`);
      assert.ok(Math.abs(slopeY - dy) < 1e-5, `${slopeY} against ${dy} at ${x}, ${y}`);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("Terrain.surface() and normal() agree with height() and gradient()", () => {
  const out = { z: 0, dx: 0, dy: 0 };
  fc.assert(fc.property(place, ({ landscape: { terrain }, x, y }) => {
    const { z, dx, dy } = terrain.surface(x, y, out);
    assert.equal(z, terrain.height(x, y));
    assert.deepEqual([dx, dy], terrain.gradient(x, y));
    const [nx, ny, nz] = terrain.normal(x, y);
    assert.ok(Math.abs(Math.hypot(nx, ny, nz) - 1) < 1e-12);
    assert.ok(Math.abs(nx + nz * dx) < 1e-12 && Math.abs(ny + nz * dy) < 1e-12);
  }));
});

Deno.test("Terrain rolls by metres and stays fit to drive", () => {
  for (let seed = 0; seed < 16; seed++) {
    const { terrain, path } = createLandscape(seed);
    let low = Infinity, high = -Infinity, steep = 0, steepest = 0, samples = 0;
    for (let x = -120; x <= 120; x += 4) {
      for (let y = -120; y <= 120; y += 4) {
        const z = terrain.height(x, y);
        low = Math.min(low, z);
        high = Math.max(high, z);
        const slope = Math.hypot(...terrain.gradient(x, y));
        steepest = Math.max(steepest, slope);
        if (slope > Math.tan(12 * Math.PI / 180)) steep++;
        samples++;
      }
    }
    assert.ok(high - low > 3, `seed ${seed}: only ${high - low} m of relief`);
    assert.ok(steep / samples < 0.06, `seed ${seed}: ${steep / samples} of it is steep`);
    assert.ok(steepest < Math.tan(22 * Math.PI / 180), `seed ${seed}: slope ${steepest}`);
    for (let s = -80; s <= 80; s += 0.5) {
      for (const line of [0, 1] as const) {
        const { x, y } = path.point(s, line);
        if (Math.abs(x) > 122 || Math.abs(y) > 122) continue;
        const slope = Math.atan(Math.hypot(...terrain.gradient(x, y))) * 180 / Math.PI;
        assert.ok(slope < 15, `seed ${seed}: the path slopes ${slope} degrees at ${x}, ${y}`);
      }
    }
  }
});

Deno.test("Pond water lies in a hollow: the shore is inside its disc, all around", () => {
  for (let seed = 0; seed < 24; seed++) {
    const { terrain, ground, ponds, path } = createLandscape(seed);
    assert.ok(ponds.length >= 1 && ponds.length <= 3, `seed ${seed}: ${ponds.length} ponds`);
    for (let s = -120; s < 120; s += 0.5) {
      for (const line of [0, 1] as const) {
        const { x, y } = path.point(s, line);
        assert.notEqual(ground.classAt(x, y), labelNamed("water").id, `seed ${seed}: flooded`);
      }
    }
    for (const { x, y, radius, level } of ponds) {
      assert.ok(level - terrain.height(x, y) > 0.4, `seed ${seed}: a dry pond`);
      for (let k = 0; k < 90; k++) {
        const angle = 2 * Math.PI * k / 90;
        const z = terrain.height(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
        assert.ok(z > level, `seed ${seed}: the rim is ${level - z} m under water`);
      }
    }
  }
});
