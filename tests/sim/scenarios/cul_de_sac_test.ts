import assert from "node:assert/strict";
import { isClear } from "../../../sim/clear_pose.ts";
import { randomStream } from "../../../sim/random.ts";
import { createTrap, culDeSac } from "../../../sim/scenarios/cul_de_sac.ts";
import { createPath } from "../../../sim/terrain/path.ts";
import { hasRoute } from "../../support/routes.ts";

/** Whether a point lies inside a polygon (even-odd rule). */
function inside(polygon: readonly { x: number; y: number }[], x: number, y: number): boolean {
  let odd = false;
  polygon.forEach((a, k) => {
    const b = polygon[(k + 1) % polygon.length]!;
    if ((a.y > y) !== (b.y > y) && x < a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y)) odd = !odd;
  });
  return odd;
}

Deno.test("a cul-de-sac blocks the straight way to the goal, and there is a way around", () => {
  const biomes = new Set<string>();
  for (let seed = 0; seed < 10; seed++) {
    const world = culDeSac.build(seed);
    const { landscape, start, goal } = world;
    const distance = world.goalDistance;
    assert.ok(distance >= 100 && distance <= 160, `seed ${seed}: the goal is ${distance} m away`);
    assert.ok(isClear(landscape, start.x, start.y) && isClear(landscape, goal.x, goal.y));
    let blocked = false;
    for (let s = 0; s < distance; s += 0.2) {
      const x = start.x + (goal.x - start.x) * s / distance;
      const y = start.y + (goal.y - start.y) * s / distance;
      blocked ||= !isClear(landscape, x, y);
    }
    assert.ok(blocked, `seed ${seed}: nothing is in the way`);
    assert.ok(hasRoute(world), `seed ${seed}: no way around`);
    biomes.add((landscape as unknown as { biome: { name: string } }).biome.name);
  }
  assert.ok(biomes.size >= 3);
});

Deno.test("the wall of a cul-de-sac has no gap: who stays out of its mouth never gets out", () => {
  for (let seed = 0; seed < 8; seed++) {
    const world = culDeSac.build(seed);
    // The scenario's own draws, to learn where its wall runs.
    const random = randomStream(seed, "scenarios/cul_de_sac");
    random();
    const away = 100 + 50 * random();
    const from = -away / 2 + 6 * (random() - 0.5);
    const { wall, mouth, end } = createTrap(createPath(seed), from, random);
    assert.ok(end - mouth >= 40 && end - mouth <= 80);
    assert.ok(inside(wall, world.start.x, world.start.y), `seed ${seed}: the start is outside`);
    assert.ok(!inside(wall, world.goal.x, world.goal.y), `seed ${seed}: the goal is inside`);
    // Between the ends of the wall lies the mouth: closed by a line 1 m thick.
    const [a, b] = [wall[0]!, wall.at(-1)!];
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length];
    const atMouth = (x: number, y: number) => {
      const [dx, dy] = [x - a.x, y - a.y];
      const along = ux * dx + uy * dy;
      return along > -1 && along < length + 1 && Math.abs(ux * dy - uy * dx) < 0.5;
    };
    assert.ok(!hasRoute(world, (x, y) => !atMouth(x, y)), `seed ${seed}: the wall has a gap`);
  }
});
