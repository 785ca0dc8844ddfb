import assert from "node:assert/strict";
import fc from "fast-check";
import { biomeNamed, BIOMES } from "../../../sim/biomes/mod.ts";
import { plant } from "../../../sim/biomes/plants.ts";
import { isClear, randomClearPose } from "../../../sim/clear_pose.ts";
import { labelNamed, LABELS } from "../../../sim/labels.ts";
import { createLandscape, type OffroadLandscape } from "../../../sim/landscape.ts";
import { type PropKind, propSize } from "../../../sim/props/prop.ts";
import { randomStream } from "../../../sim/random.ts";
import { propShape } from "../../../sim/shapes/props.ts";
import { waterDepth } from "../../../sim/terrain/water.ts";

const SEEDS = [5, 1_000_021];
const landscapes = BIOMES.flatMap((biome) => SEEDS.map((seed) => createLandscape(seed, biome)));
const WATER = labelNamed("water").id;

Deno.test("biomeNamed() finds what is listed and says what there is", () => {
  assert.ok(BIOMES.length >= 6);
  for (const biome of BIOMES) assert.equal(biomeNamed(biome.name), biome);
  assert.throws(() => biomeNamed("meadows"), /there are meadow, scrub/);
  assert.throws(() => plant("tree", "oak"), /there are broadleaf/);
});

Deno.test("createLandscape() is the same for equal seeds and biomes, and unlike for others", () => {
  const facts = ({ props, ponds, ground, terrain, river }: OffroadLandscape) =>
    JSON.stringify([props, ponds, river, terrain.height(3, 4), sumOf(ground.splat.data)]);
  for (const biome of BIOMES) {
    const first = facts(createLandscape(9, biome));
    assert.equal(first, facts(createLandscape(9, biome)));
    assert.notEqual(first, facts(createLandscape(10, biome)));
  }
  const all = new Set(BIOMES.map((biome) => facts(createLandscape(9, biome))));
  assert.equal(all.size, BIOMES.length);
});

Deno.test("Terrain.gradient() is the derivative of height() in every biome", () => {
  const coordinate = fc.double({ min: -128, max: 128, noNaN: true });
  // Beside the path as well, where ditches are, and across the river.
  const place = fc.oneof(
    fc.record({ landscape: fc.constantFrom(...landscapes), x: coordinate, y: coordinate }),
    fc.record({
      landscape: fc.constantFrom(...landscapes),
      s: coordinate,
      off: fc.double({ min: -30, max: 30, noNaN: true }),
    }).map(({ landscape, s, off }) => {
      const { x, y, yaw } = landscape.path.point(s);
      return { landscape, x: x - off * Math.sin(yaw), y: y + off * Math.cos(yaw) };
    }),
  );
  fc.assert(
    fc.property(place, ({ landscape: { terrain, biome }, x, y }) => {
      const h = 1e-4;
      const [dx, dy] = terrain.gradient(x, y);
      const slopeX = (terrain.height(x + h, y) - terrain.height(x - h, y)) / (2 * h);
      const slopeY = (terrain.height(x, y + h) - terrain.height(x, y - h)) / (2 * h);
      const where = `${biome.name} at ${x}, ${y}`;
      assert.ok(Math.abs(slopeX - dx) < 2e-5, `${slopeX} against ${dx}, ${where}`);
      assert.ok(Math.abs(slopeY - dy) < 2e-5, `${slopeY} against ${dy}, ${where}`);
    }),
    { numRuns: 4000 },
  );
});

Deno.test("every biome has its ground, and a path on it", () => {
  for (const biome of BIOMES) {
    const shares = new Map<string, number>();
    const mine = landscapes.filter((landscape) => landscape.biome === biome);
    for (const { ground, path } of mine) {
      for (let x = -110; x <= 110; x += 1.5) {
        for (let y = -110; y <= 110; y += 1.5) {
          if (path.distance(x, y) > 14) continue;
          const { name } = LABELS[ground.classAt(x, y)]!;
          shares.set(name, (shares.get(name) ?? 0) + 1);
        }
      }
      for (let s = -60; s < 60; s += 0.5) {
        const { x, y } = path.point(s);
        assert.notEqual(ground.classAt(x, y), WATER, `${biome.name}: the path is flooded`);
      }
    }
    const all = [...shares.values()].reduce((sum, n) => sum + n, 0);
    for (const { label } of Object.values(biome.ground)) {
      const share = (shares.get(label) ?? 0) / all;
      assert.ok(share > 0.01, `${biome.name}: ${label} covers ${share} of the corridor`);
    }
    assert.ok(shares.get(biome.ground.base.label)! / all > 0.3);
  }
});

/** A number that depends on every byte and its place. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) | 0;
  return sum;
}

/** Vertices at the foot of a shape: the lowest tenth of its height, `[x, y, z]` each. */
function footOf(kind: PropKind, variant: number): number[][] {
  const { positions } = propShape(kind, variant, 0);
  const { bottom, top } = propShape(kind, variant, 0).extent();
  const foot: number[][] = [];
  for (let i = 0; i < positions.length; i += 3) {
    if (positions[i + 2]! < bottom + 0.04 * (top - bottom)) {
      foot.push([positions[i]!, positions[i + 1]!, positions[i + 2]!]);
    }
  }
  return foot;
}

Deno.test("no prop floats: its foot is in the ground all around", () => {
  const feet = new Map<string, number[][]>();
  for (const { props, terrain, biome } of landscapes) {
    for (const { kind, variant, x, y, z, yaw, scale } of props) {
      const key = `${kind} ${variant}`;
      if (!feet.has(key)) feet.set(key, footOf(kind, variant));
      const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
      for (const [px, py, pz] of feet.get(key)! as [number, number, number][]) {
        const ground = terrain.height(
          x + scale * (cos * px - sin * py),
          y + scale * (sin * px + cos * py),
        );
        const above = z + scale * pz - ground;
        const name = propSize(kind, variant).name;
        // Single blades and clumps of leaves may end above a steep slope, never what carries them.
        const leafy = kind === "tall_grass" || kind === "bush";
        assert.ok(
          above < (leafy ? 0.1 : 0),
          `${biome.name}: ${kind} ${name} hangs ${above} m over the ground`,
        );
      }
    }
  }
});

Deno.test("nothing solid stands on the path, in water or on a cliff; nothing stands under water", () => {
  for (const landscape of landscapes) {
    const { props, path, terrain, biome, blocks } = landscape;
    for (const { kind, variant, x, y, z, radius, scale } of props) {
      assert.equal(z, terrain.height(x, y));
      assert.equal(waterDepth(landscape, x, y), 0);
      const { halfLength = 0 } = propSize(kind, variant);
      const reach = Math.max(radius, halfLength * scale);
      if (reach === 0) continue;
      const gap = path.distance(x, y) - reach - path.halfWidth;
      assert.ok(gap > 0.69, `${biome.name}: a ${kind} ${gap} m from the track`);
      assert.ok(Math.hypot(...terrain.gradient(x, y)) <= 0.5);
    }
    const lying = props.filter(({ kind, variant }) => propSize(kind, variant).halfLength);
    assert.deepEqual(blocks.map(({ id }) => id), lying.map(({ id }) => id));
  }
});

Deno.test("obstacles change their colours from biome to biome", () => {
  const stones = BIOMES.map((biome) => {
    const { props } = landscapes.find((landscape) => landscape.biome === biome)!;
    return JSON.stringify(props.find(({ kind }) => kind === "boulder")!.palette ?? "grey");
  });
  assert.equal(new Set(stones).size, BIOMES.length);
});

Deno.test("randomClearPose() is dry and free in every biome", () => {
  const random = randomStream(3, "poses");
  for (const landscape of landscapes) {
    for (let k = 0; k < 20; k++) {
      const { x, y } = randomClearPose(landscape, random);
      assert.ok(isClear(landscape, x, y));
      assert.equal(waterDepth(landscape, x, y), 0);
      for (const block of landscape.blocks) {
        const [dx, dy] = [x - block.x, y - block.y];
        const along = Math.cos(block.yaw) * dx + Math.sin(block.yaw) * dy;
        const across = Math.cos(block.yaw) * dy - Math.sin(block.yaw) * dx;
        const outside = Math.abs(along) > block.halfLength + 0.3 ||
          Math.abs(across) > block.halfWidth + 0.3;
        assert.ok(outside, "a pose in a log");
      }
    }
  }
});
