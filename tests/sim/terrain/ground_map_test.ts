import assert from "node:assert/strict";
import fc from "fast-check";
import { createLandscape } from "../../../sim/landscape.ts";
import { labelNamed, LABELS } from "../../../sim/labels.ts";
import { edgeNoise } from "../../../sim/terrain/edge_noise.ts";
import { type GroundMap } from "../../../sim/terrain/ground_map.ts";

const landscapes = [1, 2, 1_000_003].map((seed) => createLandscape(seed));

/** A texture read as the WGSL specification words it, apart from the product's own sampler. */
function sample(
  { size, data }: { size: number; data: Uint8Array },
  u: number,
  v: number,
  channel: number,
  address: (i: number) => number,
): number {
  let sum = 0;
  const [left, top] = [Math.floor(u * size - 0.5), Math.floor(v * size - 0.5)];
  for (const column of [left, left + 1]) {
    for (const row of [top, top + 1]) {
      const weight = (1 - Math.abs(u * size - 0.5 - column)) * (1 - Math.abs(v * size - 0.5 - row));
      sum += weight * data[4 * (address(row) * size + address(column)) + channel]! / 255;
    }
  }
  return sum;
}

function classByTheRule(ground: GroundMap, x: number, y: number): [name: string, margin: number] {
  const { splat, noise, edge } = ground;
  const repeat = (i: number) => ((i % noise.size) + noise.size) % noise.size;
  const clamp = (i: number) => Math.min(splat.size - 1, Math.max(0, i));
  const shift = edge * (sample(noise, x / noise.period, y / noise.period, 0, repeat) - 0.5);
  const weight = (channel: number) =>
    sample(splat, (x + 128) / 256, (y + 128) / 256, channel, clamp) + shift;
  const weights = [["mud", 2], ["rock", 3], ["gravel", 1], ["path", 0]] as const;
  let margin = Infinity;
  for (const [name, channel] of weights) {
    margin = Math.min(margin, Math.abs(weight(channel) - 0.5));
    if (weight(channel) > 0.5) return [name, margin];
  }
  return ["grass", margin];
}

Deno.test("GroundMap.classAt() follows the texture rule, with water where a pond covers it", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...landscapes),
      fc.double({ min: -127.9, max: 127.9, noNaN: true }),
      fc.double({ min: -127.9, max: 127.9, noNaN: true }),
      ({ ground, ponds, terrain }, x, y) => {
        const actual = LABELS[ground.classAt(x, y)]!.name;
        const pond = ponds.find((p) => Math.hypot(p.x - x, p.y - y) < p.radius);
        if (pond && terrain.height(x, y) < pond.level) {
          assert.equal(actual, "water");
          return;
        }
        const [expected, margin] = classByTheRule(ground, x, y);
        if (margin > 1e-9) assert.equal(actual, expected, `at ${x}, ${y}`);
      },
    ),
    { numRuns: 3000 },
  );
});

Deno.test("GroundMap gives each class a share of the ground around the path", () => {
  const counts = new Map<string, number>();
  let samples = 0;
  for (let seed = 20; seed < 40; seed++) {
    const { ground, path } = createLandscape(seed);
    for (let x = -110; x <= 110; x += 1.5) {
      for (let y = -110; y <= 110; y += 1.5) {
        if (path.distance(x, y) > 12) continue;
        const { name } = LABELS[ground.classAt(x, y)]!;
        counts.set(name, (counts.get(name) ?? 0) + 1);
        samples++;
      }
    }
  }
  const share = (name: string) => (counts.get(name) ?? 0) / samples;
  for (const name of ["grass", "path", "gravel", "rock", "mud"]) {
    assert.ok(share(name) > 0.04, `${name} covers ${share(name)} of the corridor`);
  }
  assert.ok(share("water") > 0.003, `water covers ${share("water")} of the corridor`);
  assert.ok(share("grass") < 0.8);
});

Deno.test("GroundMap paints patches of metres, not specks", () => {
  // A step of 0.25 m seldom changes the class: where it did often, one could not see the classes.
  for (const { ground } of landscapes) {
    let changes = 0, steps = 0;
    for (let y = -100; y <= 100; y += 5) {
      let before = ground.classAt(-100, y);
      for (let x = -100; x <= 100; x += 0.25) {
        const now = ground.classAt(x, y);
        if (now !== before) changes++;
        before = now;
        steps++;
      }
    }
    assert.ok(changes / steps < 0.02, `${changes} changes in ${steps} steps`);
    assert.ok(changes > 50);
  }
});

Deno.test("GroundMap holds the path on the path and water in ponds", () => {
  for (const { ground, path, ponds } of landscapes) {
    const drivable = new Set(["path", "gravel", "mud", "rock"].map((n) => n));
    for (let s = -60; s < 60; s += 0.5) {
      const { x, y } = path.point(s);
      assert.ok(drivable.has(LABELS[ground.classAt(x, y)]!.name), `at s = ${s}`);
    }
    for (const { x, y } of ponds) assert.equal(ground.classAt(x, y), labelNamed("water").id);
  }
});

Deno.test("edgeNoise() is the same image for all, centred, and tiles", () => {
  const { size, data } = edgeNoise();
  assert.equal(edgeNoise(), edgeNoise());
  for (let channel = 0; channel < 4; channel++) {
    let sum = 0, seam = 0, inside = 0;
    for (let row = 0; row < size; row++) {
      const at = (column: number) => data[4 * (row * size + column) + channel]!;
      for (let column = 0; column < size; column++) sum += at(column);
      seam += Math.abs(at(0) - at(size - 1));
      inside += Math.abs(at(100) - at(101));
    }
    assert.ok(Math.abs(sum / (size * size) - 127.5) < 12);
    assert.ok(seam < 2 * inside, `the seam steps ${seam}, the inside ${inside}`);
  }
});
