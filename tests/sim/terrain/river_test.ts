import assert from "node:assert/strict";
import { riverBank } from "../../../sim/biomes/river_bank.ts";
import { labelNamed } from "../../../sim/labels.ts";
import { createLandscape } from "../../../sim/landscape.ts";
import { createPath } from "../../../sim/terrain/path.ts";
import { createRiver } from "../../../sim/terrain/river.ts";
import { waterDepth, waterOver } from "../../../sim/terrain/water.ts";

const landscapes = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => createLandscape(seed, riverBank));
const WATER = labelNamed("water").id;

Deno.test("a river is wet in its middle and dry beyond its water's edge, all along", () => {
  for (const { river, terrain, seed } of landscapes) {
    assert.ok(river);
    for (let s = -110; s <= 110; s += 1) {
      const { x, y, yaw } = river.point(s);
      if (Math.max(Math.abs(x), Math.abs(y)) > 128) continue;
      const depth: number = river.level - terrain.height(x, y);
      assert.ok(depth > 0.02, `seed ${seed}: the river is dry at s = ${s}`);
      for (const side of [-1, 1]) {
        const off = side * river.radius;
        const z = terrain.height(x - off * Math.sin(yaw), y + off * Math.cos(yaw));
        assert.ok(z > river.level, `seed ${seed}: ${river.level - z} m of water at the rim`);
      }
    }
  }
});

Deno.test("a ford is shallow where the branch crosses; elsewhere the river is deep", () => {
  for (const landscape of landscapes) {
    const { river, path } = landscape;
    let crossed = false;
    for (let s = path.fork; s < 110; s += 0.25) {
      const { x, y } = path.point(s, 1);
      if (Math.max(Math.abs(x), Math.abs(y)) > 120) break;
      const depth = waterDepth(landscape, x, y);
      crossed ||= river!.distance(x, y) < 1;
      assert.ok(depth < 0.32, `seed ${landscape.seed}: the ford is ${depth} m deep`);
    }
    assert.equal(crossed, river!.forded);
    const { x, y } = river!.point(-60);
    assert.ok(waterDepth(landscape, x, y) > 0.7);
  }
  const habit = riverBank.river!;
  const all = Array.from({ length: 60 }, (_, k) => createRiver(k, habit, createPath(k), () => 0));
  const forded = all.filter((river) => river.forded).length;
  assert.ok(forded > 30 && forded < 54, `${forded} of 60 rivers have a ford`);
});

Deno.test("waterOver() says where the water is that the ground map labels", () => {
  for (const landscape of landscapes.slice(0, 3)) {
    let wet = 0;
    for (let x = -126; x <= 126; x += 1.7) {
      for (let y = -126; y <= 126; y += 1.7) {
        const over = waterOver(landscape, x, y);
        assert.equal(landscape.ground.classAt(x, y) === WATER, over > 0);
        assert.equal(waterDepth(landscape, x, y), over > 0 ? over : 0);
        if (over > 0) wet++;
      }
    }
    assert.ok(wet > 500);
  }
});

Deno.test("the path along a river stays dry, and beside it reeds grow", () => {
  for (const landscape of landscapes) {
    for (let s = -115; s <= 115; s += 0.5) {
      const { x, y } = landscape.path.point(s);
      assert.equal(waterDepth(landscape, x, y), 0);
    }
    const reeds = landscape.props.filter(({ kind, variant }) =>
      kind === "tall_grass" && variant === 3
    );
    assert.ok(reeds.length > 150, `seed ${landscape.seed}: ${reeds.length} reeds`);
    for (const { x, y } of reeds) {
      assert.ok(landscape.river!.distance(x, y) < landscape.river!.radius + 2);
    }
  }
});
