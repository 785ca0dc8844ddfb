import assert from "node:assert/strict";
import fc from "fast-check";
import { CostToGo } from "../../../agents/lagr/cost_to_go.ts";
import { PolarGrid } from "../../../agents/lagr/polar_grid.ts";

const grid = new PolarGrid();
const [cells, shares] = [new Int32Array(4), new Float64Array(4)];

/** Rates of 1, or what `barred` says of a place. */
function rates(rateAt: (x: number, y: number) => number): Float32Array {
  return Float32Array.from({ length: grid.cells }, (_, cell) => {
    const [ring, sector] = [Math.floor(cell / grid.sectors), cell % grid.sectors];
    const r = grid.radius[ring]!;
    return rateAt(r * grid.cos[sector]!, r * grid.sin[sector]!);
  });
}

Deno.test("over open ground the cost to go is the distance, whatever the direction", () => {
  const field = new CostToGo(grid);
  fc.assert(
    fc.property(
      fc.double({ min: 20, max: 400, noNaN: true }),
      fc.double({ min: -3.1, max: 3.1, noNaN: true }),
      (away, bearing) => {
        const [gx, gy] = [away * Math.cos(bearing), away * Math.sin(bearing)];
        field.solve(rates(() => 1), gx, gy, { beyond: 1 });
        for (const [x, y] of [[0.3, 0.1], [5, 0], [-4, 4], [0, -12]] as const) {
          const found = field.at(x, y, cells, shares);
          const wanted = Math.hypot(gx - x, gy - y);
          assert.ok(Math.abs(found / wanted - 1) < 0.06, `${found} for ${wanted}`);
        }
      },
    ),
    { numRuns: 12, seed: 11 },
  );
});

Deno.test("a wall is gone around by its nearer end, and one without an end is never passed", () => {
  const field = new CostToGo(grid);
  // Across x = 10 from y = -20 to y = 8.
  const wall = rates((x, y) => Math.abs(x - 10) < 0.8 && y > -20 && y < 8 ? Infinity : 1);
  field.solve(wall, 40, 0);
  const around = Math.hypot(10, 8) + Math.hypot(30, 8);
  const found = field.at(0.3, 0, cells, shares);
  assert.ok(Math.abs(found / around - 1) < 0.1, `${found} for ${around}`);
  assert.ok(field.at(4, 4, cells, shares) < field.at(4, -4, cells, shares) - 3);
  const closed = rates((x, y) => Math.abs(Math.hypot(x, y) - 10) < 0.8 ? Infinity : 1);
  field.solve(closed, 40, 0);
  assert.equal(field.at(0.3, 0, cells, shares), Infinity);
  assert.ok(field.at(15, 0, cells, shares) < Infinity);
});

Deno.test("no cell is dearer than a neighbour and the way there, and each has a cheaper neighbour", () => {
  const field = new CostToGo(grid);
  const rate = rates((x, y) => 1.2 + Math.sin(0.3 * x) * Math.cos(0.2 * y));
  field.solve(rate, -30, 20);
  const goal = grid.cellAt(-30, 20);
  for (let cell = 0; cell < grid.cells; cell++) {
    const [ring, sector] = [Math.floor(cell / grid.sectors), cell % grid.sectors];
    const arc = grid.radius[ring]! * grid.sectorAngle;
    const beside = [1, grid.sectors - 1].map((k) =>
      [ring * grid.sectors + (sector + k) % grid.sectors, arc] as const
    );
    const across = [ring - 1, ring + 1].filter((k) => k >= 0 && k < grid.rings).map((k) =>
      [k * grid.sectors + sector, Math.abs(grid.radius[k]! - grid.radius[ring]!)] as const
    );
    const neighbours = [...beside, ...across];
    const value = field.values[cell]!;
    for (const [other, length] of neighbours) {
      assert.ok(value <= field.values[other]! + rate[cell]! * length + 1e-6);
    }
    if (cell !== goal && field.values[cell]! > 20) {
      assert.ok(neighbours.some(([other]) => field.values[other]! < value));
    }
  }
});

Deno.test("marching may stop once the ground around the robot is settled", () => {
  const [whole, near] = [new CostToGo(grid), new CostToGo(grid)];
  const rate = rates((x) => x > 5 && x < 9 ? 4 : 1);
  whole.solve(rate, 25, -10);
  near.solve(rate, 25, -10, { needed: 6 });
  for (let cell = 0; cell < 12 * grid.sectors; cell++) {
    assert.equal(near.values[cell], whole.values[cell]);
  }
});
