import assert from "node:assert/strict";
import { type Biome } from "../../../sim/biomes/biome.ts";
import { dyed } from "../../../sim/biomes/dyed.ts";
import { biomeNamed, BIOMES } from "../../../sim/biomes/mod.ts";
import { createLandscape } from "../../../sim/landscape.ts";
import { randomStream } from "../../../sim/random.ts";

/** All colours of a biome: lists of three numbers under names of colours. */
function coloursOf(value: unknown, name = ""): number[][] {
  if (Array.isArray(value)) {
    return ["dark", "light", "bright", "other", "colour"].includes(name)
      ? [value as number[]]
      : value.flatMap((each) => coloursOf(each));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => coloursOf(each, key));
}

const grounds = ({ ground }: Biome) => coloursOf(ground);

Deno.test("every ground gets another colour, within what ground may reflect, and keeps its contrasts", () => {
  for (const biome of BIOMES) {
    const strange = dyed(biome, randomStream(4, biome.name));
    const [before, after] = [grounds(biome), grounds(strange)];
    assert.equal(after.length, before.length);
    for (const colour of [...after, ...coloursOf(strange.woods), ...coloursOf(strange.rocks)]) {
      assert.equal(colour.length, 3);
      assert.ok(colour.every((value) => value > 0 && value <= 0.9), `${colour}`);
    }
    for (const [name, { label, look }] of Object.entries(strange.ground)) {
      const own = biome.ground[name as keyof Biome["ground"]];
      assert.equal(label, own.label);
      assert.notDeepEqual(look.dark, own.look.dark);
      look.dark.forEach((value: number, k: number) => {
        if (look.light[k]! >= 0.9) return;
        const [ratio, was] = [value / look.light[k]!, own.look.dark[k]! / own.look.light[k]!];
        assert.ok(Math.abs(ratio / was - 1) < 1e-9);
      });
    }
  }
});

Deno.test("one kind of plant has one colour, all have one, and of many drawn hardly two are alike", () => {
  const random = randomStream(1, "colours");
  const seen = new Set<string>();
  for (let n = 0; n < 20; n++) {
    const { groups, rocks, woods, wall } = dyed(biomeNamed("meadow"), random);
    const plants = [
      ...groups.flatMap((group) => group.plants),
      ...rocks.plants,
      ...woods.trees.map(([, plant]) => plant),
      ...woods.shrubs.map(([, plant]) => plant),
      ...wall,
    ];
    const palettes = new Map<string, unknown>();
    for (const { kind, variant, palettes: own } of plants) {
      const name = `${kind} ${variant}`;
      if (palettes.has(name)) assert.equal(palettes.get(name), own);
      palettes.set(name, own);
      assert.equal(own!.length, 1);
      seen.add(JSON.stringify(own));
    }
  }
  assert.ok(seen.size > 100, `${seen.size}`);
});

Deno.test("what does not hang on colour stays: relief, shapes and who stands where", () => {
  const plain = biomeNamed("river_bank");
  const strange = dyed(plain, randomStream(2, "colours"));
  const [one, two] = [createLandscape(11, plain), createLandscape(11, strange)];
  assert.equal(two.props.length, one.props.length);
  one.props.forEach(({ kind, variant, x, y, yaw, scale, radius }, k) => {
    const other = two.props[k]!;
    assert.deepEqual(
      [other.kind, other.variant, other.x, other.y, other.yaw, other.scale, other.radius],
      [kind, variant, x, y, yaw, scale, radius],
    );
  });
  for (const [x, y] of [[0, 0], [31, -12], [-70, 44]] as const) {
    assert.equal(two.terrain.height(x, y), one.terrain.height(x, y));
    assert.equal(two.ground.classAt(x, y), one.ground.classAt(x, y));
  }
  assert.deepEqual(dyed(plain, randomStream(2, "colours")), strange);
});
