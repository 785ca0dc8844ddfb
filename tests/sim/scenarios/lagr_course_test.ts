import assert from "node:assert/strict";
import { BIOMES } from "../../../sim/biomes/mod.ts";
import { isClear } from "../../../sim/clear_pose.ts";
import { labelNamed } from "../../../sim/labels.ts";
import { clearWay, wayThrough } from "../../../sim/scenarios/clear_way.ts";
import { lagrCourse, lagrCourseOf } from "../../../sim/scenarios/lagr_course.ts";
import { hasRoute } from "../../support/routes.ts";

/** Worlds of training, so that nothing is learned here of those that are held back. */
const SEEDS = Array.from({ length: 24 }, (_, seed) => seed);

Deno.test("a course's goal is 100 to 300 m away behind what blocks the straight line, and can be reached", () => {
  const biomes = new Set<string>();
  const barriers = { cul_de_sac: 0, wall: 0 };
  const places = new Set<string>();
  for (const seed of SEEDS) {
    const world = lagrCourse.build(seed);
    const { landscape, start, goal } = world;
    const { biome, barrier } = lagrCourseOf(seed);
    const distance = world.goalDistance;
    assert.ok(distance >= 100 && distance <= 300, `seed ${seed}: the goal is ${distance} m away`);
    assert.ok(isClear(landscape, start.x, start.y) && isClear(landscape, goal.x, goal.y));
    let blocked = false;
    for (let s = 0; s < distance; s += 0.2) {
      const x = start.x + (goal.x - start.x) * s / distance;
      const y = start.y + (goal.y - start.y) * s / distance;
      blocked ||= !isClear(landscape, x, y);
    }
    assert.ok(blocked, `seed ${seed}: nothing is in the way`);
    // By a search of its own, over the world as it was built.
    assert.ok(hasRoute(world), `seed ${seed}: no way`);
    assert.equal(landscape.ponds.length, 0);
    biomes.add(biome.name);
    barriers[barrier]++;
    places.add(`${start.x} ${start.y} ${goal.x} ${goal.y}`);
  }
  assert.equal(biomes.size, BIOMES.length, "a biome is never drawn");
  assert.ok(barriers.cul_de_sac >= 9 && barriers.wall >= 4, JSON.stringify(barriers));
  assert.equal(places.size, SEEDS.length);
});

Deno.test("a pocket opens towards the start alone, 45 to 70 m deep", () => {
  let pockets = 0;
  for (const seed of SEEDS.slice(0, 12)) {
    const { barrier, wall, start, goal } = lagrCourseOf(seed);
    if (barrier !== "cul_de_sac") continue;
    pockets++;
    const { landscape } = lagrCourse.build(seed);
    const [a, b, end] = [wall[0]!, wall.at(-1)!, wall[(wall.length - 1) / 2]!];
    const mouth = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    const depth = Math.hypot(end.x - mouth.x, end.y - mouth.y);
    assert.ok(depth > 44 && depth < 75, `seed ${seed}: ${depth} m deep`);
    // A place on the axis, well inside, that is free.
    const inside = Array.from({ length: 30 }, (_, k) => ({
      x: mouth.x + (end.x - mouth.x) * (0.2 + 0.02 * k),
      y: mouth.y + (end.y - mouth.y) * (0.2 + 0.02 * k),
      yaw: 0,
    })).find(({ x, y }) => isClear(landscape, x, y))!;
    const out = { landscape, start: inside, goal: { ...goal, radius: 2 } };
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length];
    const atMouth = (x: number, y: number) => {
      const [dx, dy] = [x - a.x, y - a.y];
      const along = ux * dx + uy * dy;
      return along > -1 && along < length + 1 && Math.abs(ux * dy - uy * dx) < 0.5;
    };
    assert.ok(hasRoute(out), `seed ${seed}: nobody gets in or out`);
    assert.ok(!hasRoute(out, (x, y) => !atMouth(x, y)), `seed ${seed}: the pocket has a gap`);
    // From the start it lies open: who drives straight on is in it before long.
    assert.ok(Math.hypot(mouth.x - start.x, mouth.y - start.y) < 30);
  }
  assert.ok(pockets >= 4);
});

Deno.test("the shortest way is no shorter than the straight line, and longer where walls are", () => {
  for (const seed of SEEDS.slice(0, 6)) {
    const { landscape, start, goal, goalDistance } = lagrCourse.build(seed);
    const way = wayThrough(landscape, start, goal);
    assert.ok(way > goalDistance && way < 2 * goalDistance, `seed ${seed}: ${way} m`);
    const there = wayThrough(landscape, goal, start);
    assert.ok(Math.abs(there - way) < 3, "there and back again");
  }
  // On a plain without anything: the octile metric.
  const plain = {
    ...lagrCourse.build(0).landscape,
    propIndex: { eachNear: () => {} } as never,
    terrain: { size: 256, gradient: () => [0, 0] } as never,
  };
  const length = wayThrough(plain, { x: -50, y: -10 }, { x: 50, y: 20 });
  assert.ok(Math.abs(length - (70 + 30 * Math.SQRT2)) < 1e-9, `${length}`);
  const { places } = clearWay(plain, { x: -50, y: -10 }, { x: 50, y: 20 })!;
  assert.deepEqual([places[0], places.at(-1)], [{ x: -50, y: -10 }, { x: 50, y: 20 }]);
  places.slice(1).forEach(({ x, y }, k) => {
    const step = Math.hypot(x - places[k]!.x, y - places[k]!.y);
    assert.ok(step === 1 || Math.abs(step - Math.SQRT2) < 1e-12);
  });
  // A river in between: to be waded, or not.
  const wet = {
    ...plain,
    ground: { classAt: (x: number) => Math.abs(x) < 3 ? labelNamed("water").id : 0 } as never,
  };
  assert.equal(clearWay(wet, { x: -50, y: -10 }, { x: 50, y: 20 })?.length, length);
  assert.equal(clearWay(wet, { x: -50, y: -10 }, { x: 50, y: 20 }, true), null);
  // No way leads to an end near the edge, or within something that stands.
  for (const beyond of [{ x: 113, y: 0 }, { x: 0, y: -113 }]) {
    assert.equal(clearWay(plain, { x: -50, y: -10 }, beyond), null);
    assert.equal(clearWay(plain, beyond, { x: -50, y: -10 }), null);
  }
  assert.notEqual(clearWay(plain, { x: -50, y: -10 }, { x: 111, y: 0 }), null);
  const block = { kind: "boulder", x: 50, y: 20, radius: 2 };
  const blocked = {
    ...lagrCourse.build(0).landscape,
    terrain: plain.terrain,
    propIndex: {
      eachNear: (_x: number, _y: number, _r: number, visit: (prop: never) => void) =>
        visit({
          ...lagrCourse.build(0).landscape.props.find(({ kind }) => kind === block.kind)!,
          ...block,
        } as never),
    } as never,
  };
  assert.equal(clearWay(blocked, { x: -50, y: -10 }, { x: 50, y: 20 }), null);
  assert.notEqual(clearWay(blocked, { x: -50, y: -10 }, { x: 50, y: 30 }), null);
  const steep = { ...plain, terrain: { size: 256, gradient: () => [0.6, 0] } as never };
  assert.equal(wayThrough(steep, { x: -50, y: -10 }, { x: 50, y: 20 }), Infinity);
});
