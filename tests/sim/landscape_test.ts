import assert from "node:assert/strict";
import fc from "fast-check";
import { isClear, randomClearPose } from "../../sim/clear_pose.ts";
import { createLandscape, type OffroadLandscape } from "../../sim/landscape.ts";
import { labelNamed, LABELS } from "../../sim/labels.ts";
import { randomStream } from "../../sim/random.ts";

const SEEDS = Array.from({ length: 10 }, (_, k) => 7919 * k);
const landscapes = SEEDS.map((seed) => createLandscape(seed));

Deno.test("createLandscape() repeats itself for a seed and differs for another", () => {
  const facts = ({ props, ponds, ground, path }: OffroadLandscape) =>
    JSON.stringify([props, ponds, path.point(13), ground.splat.data.join()]);
  assert.equal(facts(createLandscape(5)), facts(createLandscape(5)));
  assert.notEqual(facts(createLandscape(5)), facts(createLandscape(6)));
});

Deno.test("createLandscape() rejects what is no unsigned 32-bit seed", () => {
  for (const seed of [-1, 1.5, NaN, 2 ** 32]) {
    assert.throws(() => createLandscape(seed), RangeError);
  }
  assert.equal(createLandscape(0xffff_ffff).seed, 0xffff_ffff);
});

Deno.test("createLandscape() keeps path and clearings free of all but tall grass", () => {
  for (const { props, path, clearings } of landscapes) {
    assert.equal(clearings.length, 2);
    const [a, b] = clearings as [typeof clearings[0] & object, typeof clearings[0] & object];
    assert.ok(Math.abs(Math.hypot(a.x - b.x, a.y - b.y) - 60) < 1e-6);
    for (const prop of props.filter((p) => p.kind !== "tall_grass")) {
      const gap = path.distance(prop.x, prop.y) - prop.radius - path.halfWidth;
      assert.ok(gap > 0.69, `prop ${prop.id} stands ${gap} m from the track`);
      for (const clearing of clearings) {
        const distance = Math.hypot(prop.x - clearing.x, prop.y - clearing.y);
        assert.ok(distance > clearing.radius, `prop ${prop.id} stands in a clearing`);
      }
    }
  }
});

Deno.test("createLandscape() plants props on dry ground, each with an id of its own", () => {
  for (const { seed, props, terrain, ground, propIndex } of landscapes) {
    assert.ok(props.length > 1200 && props.length < 2800, `seed ${seed}: ${props.length} props`);
    const kinds = new Map<string, number>();
    props.forEach((prop, index) => {
      assert.equal(prop.id, 16 + index);
      assert.equal(prop.z, terrain.height(prop.x, prop.y));
      assert.ok(prop.variant >= 0 && prop.variant <= 2);
      assert.ok(prop.kind === "tall_grass" ? prop.radius === 0 : prop.radius > 0.1);
      assert.ok(propIndex.near(prop.x, prop.y, 0.01).includes(prop));
      assert.notEqual(ground.classAt(prop.x, prop.y), labelNamed("water").id);
      kinds.set(prop.kind, (kinds.get(prop.kind) ?? 0) + 1);
    });
    for (
      const [kind, least] of [["tree", 250], ["bush", 120], ["boulder", 60], ["tall_grass", 300]]
    ) {
      assert.ok(kinds.get(kind as string)! > (least as number), `seed ${seed}: few of ${kind}`);
    }
  }
});

Deno.test("PropIndex.near() finds exactly what a full search finds", () => {
  const coordinate = fc.double({ min: -130, max: 130, noNaN: true });
  const radius = fc.double({ min: 0, max: 30, noNaN: true });
  fc.assert(fc.property(coordinate, coordinate, radius, (x, y, reach) => {
    const { props, propIndex } = landscapes[0]!;
    const expected = props.filter((p) => (p.x - x) ** 2 + (p.y - y) ** 2 <= reach ** 2);
    const found = propIndex.near(x, y, reach);
    assert.deepEqual(found.map((p) => p.id).sort(), expected.map((p) => p.id).sort());
  }));
});

Deno.test("randomClearPose() is dry, free and inside, and sees much of the world", () => {
  const random = randomStream(1, "poses");
  let onPath = 0;
  const grounds = new Set<string>();
  for (const landscape of landscapes) {
    for (let k = 0; k < 60; k++) {
      const { x, y, yaw } = randomClearPose(landscape, random);
      assert.ok(isClear(landscape, x, y) && Number.isFinite(yaw));
      assert.ok(Math.abs(x) <= 116 && Math.abs(y) <= 116);
      for (const prop of landscape.props) {
        if (prop.radius === 0) continue;
        assert.ok(Math.hypot(prop.x - x, prop.y - y) > prop.radius + 0.8);
      }
      grounds.add(LABELS[landscape.ground.classAt(x, y)]!.name);
      if (landscape.path.distance(x, y) < landscape.path.halfWidth) onPath++;
    }
  }
  assert.ok(onPath > 150 && onPath < 420, `${onPath} of 600 on the path`);
  assert.deepEqual([...grounds].sort(), ["grass", "gravel", "mud", "path", "rock"]);
});
