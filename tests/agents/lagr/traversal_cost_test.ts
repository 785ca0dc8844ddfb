import assert from "node:assert/strict";
import { PolarGrid } from "../../../agents/lagr/polar_grid.ts";
import { PolarMap } from "../../../agents/lagr/polar_map.ts";
import { costOfMap, emptyCost, UNSEEN_COST } from "../../../agents/lagr/traversal_cost.ts";

const grid = new PolarGrid();

Deno.test("cost is the belief where nothing was seen, and evidence where much was", () => {
  const map = new PolarMap(grid);
  const at = (ring: number, sector: number) =>
    [grid.radius[ring]! * grid.cos[sector]!, grid.radius[ring]! * grid.sin[sector]!] as const;
  const spots = { ground: at(20, 10), obstacle: at(20, 60), footline: at(20, 110) };
  for (let k = 0; k < 8; k++) {
    map.add(...spots.ground, [0.6, 0.4, 0, 0, 0], 0, 1);
    map.add(...spots.obstacle, [0, 0, 0, 0.4, 0.6], 0, 1);
    map.add(...spots.footline, [0, 0.1, 0.8, 0.1, 0], 0, 1);
  }
  const { cost, uncertainty } = emptyCost(grid);
  costOfMap(map, { cost, uncertainty });
  assert.ok(Math.abs(cost[0]! - UNSEEN_COST) < 1e-6 && uncertainty[0] === 1);
  const of = (place: readonly [number, number]) => grid.cellAt(...place);
  assert.ok(cost[of(spots.ground)]! < 0.06);
  assert.ok(cost[of(spots.obstacle)]! > 0.9);
  assert.ok(cost[of(spots.footline)]! > 0.6);
  for (const spot of Object.values(spots)) assert.ok(uncertainty[of(spot)]! < 0.1);
  assert.ok(cost.every((c) => c >= 0 && c <= 1));
});
