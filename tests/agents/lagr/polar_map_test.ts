import assert from "node:assert/strict";
import fc from "fast-check";
import { PolarGrid } from "../../../agents/lagr/polar_grid.ts";
import { BINS, PolarMap } from "../../../agents/lagr/polar_map.ts";
import { randomStream } from "../../../sim/random.ts";

fc.configureGlobal({ seed: 11 });

/** A map that keeps everything, so that only its moving is tested. */
const lasting = { keepSeconds: Infinity, keepMetres: Infinity, mostEvidence: Infinity };
const obstacle = [0, 0, 0, 1, 0];
const ground = [0, 1, 0, 0, 0];

/** Middle of all evidence of a class, its spread, and its sum, in the odometry frame. */
function cloud(map: PolarMap, bin: number) {
  const { grid } = map;
  let [sum, x, y, squares] = [0, 0, 0, 0];
  for (let cell = 0; cell < grid.cells; cell++) {
    const value = map.evidence(cell, bin);
    if (value === 0) continue;
    const r = grid.radius[Math.floor(cell / grid.sectors)]!;
    const px = map.x + r * grid.cos[cell % grid.sectors]!;
    const py = map.y + r * grid.sin[cell % grid.sectors]!;
    sum += value;
    x += value * px;
    y += value * py;
    squares += value * (px * px + py * py);
  }
  [x, y] = [x / sum, y / sum];
  return { sum, x, y, spread: Math.sqrt(Math.max(0, squares / sum - x * x - y * y)) };
}

Deno.test("evidence comes to lie where it was seen, and sums up", () => {
  fc.assert(fc.property(
    fc.double({ min: 2, max: 60, noNaN: true }),
    fc.double({ min: -3, max: 3, noNaN: true }),
    (r, bearing) => {
      const map = new PolarMap(new PolarGrid(), lasting);
      map.reset(40, -7);
      const [x, y] = [40 + r * Math.cos(bearing), -7 + r * Math.sin(bearing)];
      map.add(x, y, [0.1, 0.2, 0.3, 0.4, 0], 0, 2);
      assert.ok(Math.abs(map.total() - 2) < 1e-5);
      const found = cloud(map, 3);
      assert.ok(Math.abs(found.sum - 0.8) < 1e-5);
      // A ring's middle in u is not its middle in r.
      const slack = 0.02 + 0.25 * (r / 15) ** 3;
      assert.ok(Math.hypot(found.x - x, found.y - y) < slack, `${found.x - x} ${found.y - y}`);
    },
  ));
});

Deno.test("driving 10 m and back gives the first map, but for blur", () => {
  const map = new PolarMap(new PolarGrid(), lasting);
  const posts = [[6, 2], [14, -8], [30, 10], [-9, 4], [60, -20]] as const;
  for (const [x, y] of posts) map.add(x, y, obstacle, 0, 1);
  for (let k = 0; k < 300; k++) {
    map.add(8 + (k % 20) / 4, -4 + Math.floor(k / 20) / 2, ground, 0, 1);
  }
  const before = [cloud(map, 3), cloud(map, 1)];
  const total = map.total();
  for (let k = 1; k <= 100; k++) map.follow(0.1 * k, 0);
  assert.equal(map.x, 8);
  for (let k = 99; k >= 0; k--) map.follow(0.1 * k, 0);
  map.moveTo(0, 0);
  assert.ok(Math.abs(map.total() / total - 1) < 1e-5);
  [cloud(map, 3), cloud(map, 1)].forEach((after, i) => {
    const { x, y, spread } = before[i]!;
    assert.ok(Math.hypot(after.x - x, after.y - y) < 0.5, `moved to ${after.x}, ${after.y}`);
    // The post at 60 m alone, in rings 8 m deep, adds to what the posts spread over.
    const blur = i === 0 ? 2 : 0.3;
    assert.ok(Math.abs(after.spread - spread) < blur, `spread ${spread} -> ${after.spread}`);
  });
  // Nearly all of a post's evidence is still within a few cells of it.
  for (const [x, y] of posts.slice(0, 4)) {
    let near = 0;
    for (let cell = 0; cell < map.grid.cells; cell++) {
      const r = map.grid.radius[Math.floor(cell / map.grid.sectors)]!;
      const [px, py] = [r * map.grid.cos[cell % 240]!, r * map.grid.sin[cell % 240]!];
      const blur = 1 + 3.5 * Math.max(0.5, 0.5 * (r / 15) ** 2);
      if (Math.hypot(px - x, py - y) < blur) near += map.evidence(cell, 3);
    }
    assert.ok(near > 0.9, `${near} of the post at ${x}, ${y}`);
  }
});

Deno.test("an obstacle stays at its place in the world whatever way the robot drives", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 3, max: 22, noNaN: true }), (
      seed,
      distance,
    ) => {
      const random = randomStream(seed, "test/drive");
      const map = new PolarMap(new PolarGrid(), lasting);
      const bearing = 6.28 * random();
      const [ox, oy] = [distance * Math.cos(bearing), distance * Math.sin(bearing)];
      map.add(ox, oy, obstacle, 0, 1);
      let [x, y, yaw] = [0, 0, 0];
      for (let k = 0; k < 200; k++) {
        yaw += 0.4 * (random() - 0.5);
        x += 0.1 * Math.cos(yaw);
        y += 0.1 * Math.sin(yaw);
        map.follow(x, y);
      }
      const found = cloud(map, 3);
      assert.ok(Math.abs(found.sum - 1) < 1e-5, `sum ${found.sum}`);
      const off = Math.hypot(found.x - ox, found.y - oy);
      assert.ok(off < 0.35 + 0.02 * distance, `${off} m off at ${distance} m`);
      assert.ok(found.spread < 3.2 + 0.12 * distance, `spread over ${found.spread} m`);
    }),
    { numRuns: 40 },
  );
});

Deno.test("evidence fades with time and with travel, and is lost where it leaves the map", () => {
  const map = new PolarMap(new PolarGrid(), { keepSeconds: 100, keepMetres: 50 });
  map.add(10, 0, obstacle, 0, 1);
  for (let k = 0; k < 100; k++) map.age(1);
  assert.ok(Math.abs(map.total() - Math.exp(-1)) < 1e-5);
  for (let k = 0; k < 10; k++) map.moveTo(map.x + 1, 0);
  assert.ok(Math.abs(map.total() - Math.exp(-1.2)) < 1e-5);
  // Long after, new evidence counts in full.
  for (let k = 0; k < 3000; k++) map.age(1);
  map.add(15, 0, ground, 0, 1);
  assert.ok(Math.abs(map.total() - 1) < 1e-5);
  map.moveTo(map.x - 400, 0);
  assert.equal(map.total(), 0);
});

Deno.test("a cell holds only so much, and new evidence takes over from old", () => {
  const map = new PolarMap(new PolarGrid(), { ...lasting, mostEvidence: 4 });
  const cell = 100;
  const r = map.grid.radius[0]!;
  const [x, y] = [r * map.grid.cos[cell]!, r * map.grid.sin[cell]!];
  for (let k = 0; k < 100; k++) map.add(x, y, obstacle, 0, 1);
  assert.ok(Math.abs(map.evidence(cell, 3) - 4) < 1e-5);
  for (let k = 0; k < 6; k++) map.add(x, y, ground, 0, 1);
  assert.ok(map.evidence(cell, 1) > 2 * map.evidence(cell, 3));
});

Deno.test("a stretch of ground fills the rings that it crosses", () => {
  const map = new PolarMap(new PolarGrid(), lasting);
  map.addStretch([0, 0], map.grid.bearingOf(10), [40, 52], ground, 0, 1);
  const { grid } = map;
  const rings = grid.ringPlace(52) - grid.ringPlace(40);
  assert.ok(rings > 2 && Math.abs(map.total() - rings) < 1e-5);
  for (let ring = 0; ring < grid.rings; ring++) {
    const found = map.evidence(ring * grid.sectors + 10, 1);
    const inside = grid.edge[ring]! > 40 && grid.edge[ring + 1]! < 52;
    const outside = grid.radius[ring]! < 35 || grid.radius[ring]! > 60;
    if (inside) assert.ok(found > 0.7, `ring ${ring}: ${found}`);
    if (outside) assert.equal(found, 0);
  }
  assert.equal(BINS, 5);
});
