import assert from "node:assert/strict";
import { PolarGrid } from "../../../agents/lagr/polar_grid.ts";
import { PolarMap } from "../../../agents/lagr/polar_map.ts";
import {
  costOfMap,
  emptyCost,
  growCost,
  UNSEEN_COST,
} from "../../../agents/lagr/traversal_cost.ts";

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

Deno.test("obstacles grow by the robot's radius and no farther, as brute force says of near cells", () => {
  const radius = 0.6;
  const cost = new Float32Array(grid.cells);
  const sources = [[8, 30], [25, 100], [25, 239], [45, 180]] as const;
  for (const [ring, sector] of sources) cost[ring * grid.sectors + sector] = 1;
  growCost(grid, cost, radius, new Float32Array(grid.cells));
  const middle = (ring: number, sector: number) =>
    [grid.radius[ring]! * grid.cos[sector]!, grid.radius[ring]! * grid.sin[sector]!] as const;
  for (let cell = 0; cell < grid.cells; cell++) {
    const [x, y] = middle(Math.floor(cell / grid.sectors), cell % grid.sectors);
    const nearest = Math.min(
      ...sources.map(([ring, sector]) => {
        const [sx, sy] = middle(ring, sector);
        return Math.hypot(x - sx, y - sy);
      }),
    );
    // Around and then across takes in the corners of the disc; no more.
    if (nearest < radius - 1e-6 && nearest > 0) {
      const alongRing = sources.some(([ring]) => ring === Math.floor(cell / grid.sectors));
      if (alongRing) assert.equal(cost[cell], 1);
    }
    if (cost[cell] === 1) assert.ok(nearest < Math.SQRT2 * radius + 0.02, `${nearest} m off`);
  }
  // Far cells are larger than the robot: the obstacle stays in its own.
  assert.equal(cost[45 * grid.sectors + 179], 0);
  assert.equal(cost[44 * grid.sectors + 180], 0);
  // Around bearing 0 they grow over the seam.
  assert.equal(cost[25 * grid.sectors], 1);
});
